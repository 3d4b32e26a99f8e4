"""Plain text onto a page that has its lines: one line of text for each line, in reading order."""

from django.db import transaction

from apps.documents.models import Part, TranscriptionLayer
from apps.documents.models.transcription import TextSource
from apps.documents.services.transcriptions import write_texts
from apps.imports.report import PageReport
from apps.layout.types import PageLayout
from apps.users.models import User


def is_plain(layout: PageLayout) -> bool:
    """Whether the file is text alone: no region, and no line has a place."""
    placed = any(line.baseline or line.mask for line in layout.lines)
    return bool(layout.lines) and not layout.regions and not placed


def counts_differ(part: Part, layout: PageLayout) -> str:
    """What there is to say when lines of text and lines of the page are not as many."""
    lines, texts = part.line_count, len(layout.lines)
    if texts == lines:
        return ""
    rest = (
        f"the last {texts - lines} of the text are left out"
        if texts > lines
        else (f"the last {lines - texts} of the page get no text")
    )
    return (
        f"The file has {texts} lines of text and the page has {lines} lines: {rest}."
        " Check that each text stands at its line."
    )


@transaction.atomic
def import_plain(
    *, part: Part, layout: PageLayout, layer: TranscriptionLayer, user: User, filename: str
) -> PageReport:
    """Write the first text to the first line, and so on; the history keeps what they replace."""
    uids = part.lines.order_by("order", "pk").values_list("uid", flat=True)
    texts = [line.text for line in layout.lines if line.text is not None]
    report = write_texts(
        part=part,
        layer=layer,
        texts={str(uid): text for uid, text in zip(uids, texts, strict=False)},
        user=user,
        source=TextSource.IMPORT,
        source_name=filename[:256],
        keep_manual=False,
    )
    return PageReport(lines=len(texts), texts=report.written, message=counts_differ(part, layout))
