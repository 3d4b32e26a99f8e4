"""Asking for an import, and what goes on from there."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from apps.common.errors import ApplicationError
from apps.common.files import store
from apps.common.web_address import parse_address
from apps.documents.models import Document
from apps.imports.archives import ARCHIVE_SUFFIXES
from apps.imports.kinds import AUTOMATIC
from apps.imports.models import LOOK, Import, ItemState
from apps.imports.options import JobParams, Step, checked_options
from apps.imports.report import sum_up
from apps.imports.sources.files import IMAGE_SUFFIXES, TEXT_SUFFIXES
from apps.jobs.models import ACTIVE, Job, JobState
from apps.jobs.services import cancel_job, enqueue, enqueue_for_parts
from apps.users.models import User

SUFFIXES: dict[str, tuple[str, ...]] = {
    "files": (*IMAGE_SUFFIXES, *TEXT_SUFFIXES, *ARCHIVE_SUFFIXES),
    "pdf": (".pdf",),
    "iiif": (".json",),
    "mets": (".xml", *ARCHIVE_SUFFIXES),
}
SUFFIXES[AUTOMATIC] = tuple({end: None for ends in SUFFIXES.values() for end in ends})
"""The endings of uploads, by the kind of source that reads them."""
WHAT = {
    "files": "an image, a page file (ALTO, PAGE, hOCR, TEI, text) or an archive of such files",
    "pdf": "a PDF file",
    "iiif": "a IIIF manifest or collection (.json)",
    "mets": "a METS file or an archive that holds one",
    AUTOMATIC: "an image, a page file (ALTO, PAGE, hOCR, TEI, text), a PDF, a METS file, a IIIF"
    " manifest or an archive of such files",
}


@transaction.atomic
def request_import(  # noqa: PLR0913 - who, where, what kind and from where are all needed
    *,
    user: User,
    document: Document,
    kind: str,
    upload: "File[bytes] | None" = None,
    url: str = "",
    options: Mapping[str, Any] | None = None,
    step: Step = "import",
) -> Import:
    """Keep the upload or the address and queue the import; a ``plan`` waits to be confirmed."""
    if (upload is None) == (not url):
        raise ApplicationError("no_source", "Choose a file to import, or give an address.")
    if url:
        parse_address(url)
    checked = checked_options(options or {})
    name = url[:512] if upload is None else checked_name(upload, kind)
    run = Import.objects.create(
        document=document,
        user=user,
        kind=kind,
        name=name,
        file=_store(upload, name) if upload else "",
        url=url,
        options=asdict(checked),
    )
    _enqueue(run, user, step)
    return run


@transaction.atomic
def choose_books(*, run: Import, user: User, books: Sequence[str]) -> Import:
    """Answer what a collection asks, and look through the chosen ones."""
    if not books:
        raise ApplicationError("no_books", "Choose at least one of them.")
    source = {**run.options.get("source", {}), "books": list(books)}
    run.options = {**run.options, "source": source, "choices": []}
    run.save(update_fields=["options"])
    return continue_import(run=run, user=user, step="plan")


@transaction.atomic
def delete_import(*, run: Import, user: User) -> None:
    """Forget the import and its upload; what it brought into the document stays."""
    if run.job and run.job.state in ACTIVE:
        cancel_job(job=run.job, user=user)
    name = run.file
    run.delete()
    if name:
        transaction.on_commit(lambda: default_storage.delete(name))


def complete_lines(*, run: Import, user: User) -> None:
    """Have computed what lines of the imported pages lack, as the options ask."""
    wanted = run.options.get("compute", "")
    done = run.items.filter(state=ItemState.DONE, part__isnull=False)
    parts = run.document.parts.filter(pk__in=done.values("part"))
    if wanted in ("masks", "both"):
        bare = parts.filter(unmasked_line_count__gt=0)
        _compute(run, user, "masks", bare, "Compute masks after the import of")
    if wanted in ("baselines", "both"):
        bare = parts.filter(lines__baseline__isnull=True, lines__mask__isnull=False).distinct()
        _compute(run, user, "baselines", bare, "Compute baselines after the import of")


def _compute(run: Import, user: User, kind: str, parts: Any, verb: str) -> None:
    part_ids = list(parts.values_list("pk", flat=True))
    if part_ids:
        enqueue_for_parts(
            kind=kind,
            user=user,
            params={},
            title=f"{verb} {run.name}",
            document=run.document,
            part_ids=part_ids,
        )


@transaction.atomic
def continue_import(*, run: Import, user: User, step: Step = "import") -> Import:
    """Do what was planned, or what an interrupted import left to do."""
    run = Import.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if run.is_busy:
        raise ApplicationError("running", f"{run.name} is being worked on already.")
    if run.job and run.is_looking:
        cancel_job(job=run.job, user=user)
    _enqueue(run, user, step)
    return run


@transaction.atomic
def look_again(*, run: Import, user: User) -> None:
    """Have the files looked at of which nobody knows what they do to their page."""
    if run.job and run.is_looking:
        if run.job.state == JobState.QUEUED:
            return
        cancel_job(job=run.job, user=user)  # it has read some of the choices and not others
    sum_up(run)
    _enqueue(run, user, "look")


def _enqueue(run: Import, user: User, step: Step) -> Job:
    verb = "Import" if step == "import" else "Look through"
    run.job = enqueue(
        kind=LOOK if step == "look" else "import",
        user=user,
        params=asdict(JobParams(run=run.pk, step=step)),
        title=f"{verb} {run.name}",
        document=run.document,
    )
    run.save(update_fields=["job"])
    return run.job


def drop_upload(*, run: Import) -> None:
    """Delete the upload once all that was in it is in the document."""
    if run.file and not run.items.exclude(state=ItemState.DONE).exists():
        name, run.file = run.file, ""
        run.save(update_fields=["file"])
        transaction.on_commit(lambda: default_storage.delete(name))


def checked_name(upload: "File[bytes]", kind: str) -> str:
    """What the file is called; an error in words where it cannot be imported."""
    name = (upload.name or "upload").replace("\\", "/").rsplit("/", 1)[-1]
    if not name.lower().endswith(SUFFIXES[kind]):
        raise ApplicationError("wrong_type", f"{name} is not {WHAT[kind]}. Choose another file.")
    if not upload.size:
        raise ApplicationError("empty", f"{name} is empty. Copy it again from its source.")
    if upload.size > settings.MAX_UPLOAD_MB * 1024**2:
        raise ApplicationError(
            "too_large",
            f"{name} is larger than {settings.MAX_UPLOAD_MB} MB."
            " Split it into several archives, or ask the administrator to raise the limit.",
        )
    return name[-512:]


def _store(upload: "File[bytes]", name: str) -> str:
    suffix = next((end for end in ARCHIVE_SUFFIXES if name.lower().endswith(end)), None)
    return store(f"imports/{uuid4()}{suffix or name[name.rfind('.') :].lower()}", upload)
