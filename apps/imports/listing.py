"""Writing down everything that a source holds, before any of it is read."""

from itertools import islice

from django.db import transaction
from django.utils import timezone

from apps.common.errors import ApplicationError
from apps.imports.models import Import, ImportItem, ItemState
from apps.imports.sources.base import NewItem, Source
from apps.jobs.progress import Progress

AT_ONCE = 500
LEFT_OUT = "Left out."


def list_items(run: Import, source: Source, progress: Progress) -> None:
    """Make a row for each thing of the source; what an interrupted try listed is listed anew."""
    run.items.all().delete()
    found = iter(source.items())
    count = 0
    while chunk := list(islice(found, AT_ONCE)):
        ImportItem.objects.bulk_create(
            [_row(run, item, count + number) for number, item in enumerate(chunk)]
        )
        count += len(chunk)
        progress.update(count, 0, f"{count} found in {run.name}")
    if not count:
        raise ApplicationError(
            "nothing_to_import",
            f"{run.name} holds no page: neither an image nor a page file that can be read."
            " Send images, or ALTO, PAGE, hOCR, TEI or text files, or an archive of them.",
        )
    with transaction.atomic():
        run.listed_at = timezone.now()
        run.save(update_fields=["listed_at"])


def _row(run: Import, item: NewItem, order: int) -> ImportItem:
    return ImportItem(
        run=run,
        order=order,
        name=item.name[:1024],
        kind=item.kind,
        target=dict(item.target),
        page_key=item.page_key[:512],
        layer=item.layer[:512],
        state=ItemState.WAITING if item.is_chosen else ItemState.SKIPPED,
        message="" if item.is_chosen else LEFT_OUT,
    )
