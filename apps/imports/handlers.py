"""The job of an import: it lists what there is, then plans or does it."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from django.utils import timezone

from apps.common.errors import ApplicationError
from apps.common.files import local_path
from apps.documents.models import DocumentMetadata
from apps.formats.base import FormatError
from apps.imports.kinds import AUTOMATIC, kind_of
from apps.imports.listing import list_items
from apps.imports.models import LOOK, Import
from apps.imports.options import ImportOptions, JobParams
from apps.imports.planning import Planner
from apps.imports.report import summary
from apps.imports.runner import Runner
from apps.imports.services import complete_lines, drop_upload
from apps.imports.sources.base import ChoiceNeeded, Source, source_class
from apps.imports.stopping import Access
from apps.jobs.models import Job
from apps.jobs.progress import Progress
from apps.jobs.registry import register


@register("import", queue="default")
def run(job: Job, progress: Progress) -> dict[str, Any]:
    """Plan or do the import; a second job of it goes on where the first one stopped."""
    params = JobParams(**job.params)
    found = _found(params, job)
    found.save(update_fields=["job"])
    with _opened(found) as source:
        source.check = progress.check
        options = ImportOptions(**found.options)
        if found.listed_at is None:
            try:
                list_items(found, source, progress)
            except ChoiceNeeded as error:
                return _ask(found, error)
        if params.step == "plan":
            Planner(found, source, options).work(progress)
        else:
            _import(found, job, Runner(found, job, source, options), progress)
    return _result(found)


@register(LOOK, queue="default", is_quiet=True)
def look(job: Job, progress: Progress) -> dict[str, Any]:
    """Look anew at the files of an import whose page was changed."""
    found = _found(JobParams(**job.params), job)
    with _opened(found) as source:
        source.check = progress.check
        Planner(found, source, ImportOptions(**found.options)).look(progress)
    return _result(found)


def _found(params: JobParams, job: Job) -> Import:
    found = Import.objects.select_related("document", "user").filter(pk=params.run).first()
    if found is None:
        raise ApplicationError("no_import", "This import was deleted. Send its files again.")
    found.job = job
    Access(found, job.user).check()
    return found


def _import(found: Import, job: Job, runner: Runner, progress: Progress) -> None:
    _keep_metadata(found, runner.source)
    runner.work(progress)
    found.finished_at = timezone.now()
    found.summary = summary(found)
    found.save(update_fields=["finished_at", "summary"])
    progress.log(found.summary)
    complete_lines(run=found, user=job.user)
    drop_upload(run=found)


def _ask(found: Import, error: ChoiceNeeded) -> dict[str, Any]:
    """Keep what there is to choose from, for the page of the import to ask."""
    choices = [[choice.id, choice.label] for choice in error.choices]
    found.options = {**found.options, "choices": choices}
    found.summary = error.message
    found.save(update_fields=["options", "summary"])
    return _result(found)


def _result(found: Import) -> dict[str, Any]:
    return {
        "message": found.summary,
        "summary": found.summary,
        "import": str(found.uid),
        "links": [
            {
                "text": "Look at the plan" if found.finished_at is None else "Report",
                "src": f"/document/{found.document_id}/import/{found.uid}/",
            }
        ],
    }


@contextmanager
def _opened(found: Import) -> Iterator[Source]:
    """The source of the import; its upload lies in a local file meanwhile."""
    with ExitStack() as stack, _in_words():
        if not found.file and not found.url:
            raise ApplicationError(
                "no_file", f"The file of {found.name} is not kept any more. Send it again."
            )
        path = stack.enter_context(local_path(found.file)) if found.file else None
        if path and not path.exists():
            raise ApplicationError(
                "no_file", f"The file of {found.name} is gone from the server. Send it again."
            )
        if path and found.kind == AUTOMATIC:
            found.kind = kind_of(path, found.name)
            found.save(update_fields=["kind"])
        yield stack.enter_context(source_class(found.kind)(found, path))


@contextmanager
def _in_words() -> Iterator[None]:
    """A source that cannot be read at all ends the import with what its reader says."""
    try:
        yield
    except FormatError as error:
        raise ApplicationError("cannot_be_read", str(error)) from error


def _keep_metadata(found: Import, source: Source) -> None:
    """Write down what the source says of the whole document, the same thing once."""
    known = set(found.document.metadata.values_list("key", "value"))
    DocumentMetadata.objects.bulk_create(
        DocumentMetadata(document=found.document, key=key[:256], value=value)
        for key, value in dict.fromkeys(source.metadata())
        if (key[:256], value) not in known
    )
