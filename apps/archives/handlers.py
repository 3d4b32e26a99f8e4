"""The jobs that restore an archive, and that archive a whole project."""

from contextlib import closing
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import Q
from django.urls import reverse

from apps.archives.opening import open_archive
from apps.archives.params import ProjectArchiveParams, RestoreParams
from apps.archives.projects import archive_name, documents_of, write_documents
from apps.archives.restoring import Attempt, Restored, clear_up, restore
from apps.common.errors import ApplicationError
from apps.common.files import is_disk_full, local_path
from apps.common.words import counted
from apps.documents.models import Part
from apps.exports.notes import Notes
from apps.exports.params import ExportParams
from apps.exports.services import store_export
from apps.jobs.models import ACTIVE, Job
from apps.jobs.progress import Progress
from apps.jobs.registry import register
from apps.jobs.work import work_folder
from apps.projects.models import Project


@register("restore", queue="default")
def run_restore(job: Job, progress: Progress) -> dict[str, Any]:
    """Restore the upload; what an earlier attempt left half done is deleted first."""
    params = RestoreParams(**job.params)
    _clear_up_after(job, params)
    project = _project(job, params.project) if params.project else None
    try:
        with local_path(params.file) as path, open_archive(path, name=params.name) as source:
            restored = restore(
                source,
                user=job.user,
                project=project,
                trust_all=job.user.is_staff,
                reporter=progress,
                attempt=Attempt(lambda made: _remember(job, made)),
            )
    except FileNotFoundError as error:
        raise ApplicationError("gone", f"{params.name} is gone. Send it once more.") from error
    except ApplicationError as error:
        if not is_disk_full(error):  # when there is room again, the same file is restored
            default_storage.delete(params.file)
        raise
    default_storage.delete(params.file)
    for note in restored.notes:
        progress.log(note)
    return _result(restored)


@register("archive_project", queue="default")
def run_project_archive(job: Job, progress: Progress) -> dict[str, Any]:
    """Write the documents of a project that the person may see, and keep the file under a link."""
    params = ProjectArchiveParams(**job.params)
    project = Project.objects.visible_to(job.user).filter(pk=params.project).first()
    if project is None:
        raise ApplicationError("gone", "The project is gone, or no longer shared with you.")
    documents = documents_of(project, job.user)
    part_ids = list(Part.objects.filter(document__in=documents).values_list("pk", flat=True))
    whole = ExportParams(format="archive", layers=[], part_ids=part_ids)
    with work_folder(job) as folder, closing(Notes(folder / "warnings.txt")) as notes:
        written = write_documents(
            documents,
            user=job.user,
            folder=folder,
            notes=notes,
            reporter=progress,
            project=project,
        )
        name = archive_name(project.name)
        export = store_export(job=job, written=written, name=name, params=whole)
    for note in notes.kept:
        progress.log(note)
    url = f"/export/{export.uid}/"
    return {"export": str(export.uid), "links": [{"text": "Download", "src": url}]}


def _project(job: Job, project_id: int) -> Project:
    project = Project.objects.editable_by(job.user).filter(pk=project_id).first()
    if project is None:
        raise ApplicationError(
            "gone", "The project is gone, or you may no longer add documents. Choose another one."
        )
    return project


def _clear_up_after(job: Job, params: RestoreParams) -> None:
    """Delete what tries of the same upload left, this job's own and those that ended before it."""
    tries = Job.objects.filter(kind=job.kind, user=job.user, params__file=params.file)
    tries = tries.exclude(~Q(pk=job.pk), state__in=ACTIVE)
    for made in tries.values_list("data__made", flat=True):
        clear_up(user=job.user, made=made or {})


def _remember(job: Job, made: dict[str, Any]) -> None:
    """Write down what this attempt made, in the transaction that makes it."""
    job.data = {**job.data, "made": made}
    Job.objects.filter(pk=job.pk).update(data=job.data)


def _result(restored: Restored) -> dict[str, Any]:
    count = len(restored.documents)
    message = f"{counted(restored.pages, 'page')} are restored"
    if count == 1:
        url = reverse("documents:images", args=[restored.documents[0].pk])
    else:
        url = reverse("documents:project", args=[restored.project.slug])
        message += f" in {count} documents"
    return {
        "message": f"{message}.",
        "project": restored.project.pk,
        "documents": [document.pk for document in restored.documents],
        "notes": list(restored.notes),
        "links": [{"text": "Open", "src": url}],
    }
