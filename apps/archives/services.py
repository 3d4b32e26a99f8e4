"""Asking for a restoration, and for the archive of a project."""

from dataclasses import asdict
from pathlib import PurePosixPath
from uuid import uuid4

from django.conf import settings
from django.core.files.base import File
from django.db import transaction

from apps.archives.params import ProjectArchiveParams, RestoreParams
from apps.common.errors import ApplicationError
from apps.common.files import store
from apps.imports.archives import ARCHIVE_SUFFIXES
from apps.jobs.models import Job
from apps.jobs.services import enqueue
from apps.projects.models import Project
from apps.users.models import User

FOLDER = "restores"


@transaction.atomic
def request_restore(*, user: User, upload: "File[bytes]", project: Project | None) -> Job:
    """Keep the upload and queue its restoration into ``project``, or into a new one."""
    name = PurePosixPath((upload.name or "archive").replace("\\", "/")).name
    if not name.lower().endswith(ARCHIVE_SUFFIXES):
        raise ApplicationError(
            "wrong_type",
            f"{name} is no archive: its name ends in none of {', '.join(ARCHIVE_SUFFIXES)}."
            " Choose the file that was made by Export, or by eScriptorium.",
        )
    if not upload.size:
        raise ApplicationError("empty", f"{name} is empty. Copy it again from its source.")
    if upload.size > settings.MAX_UPLOAD_MB * 1024**2:
        raise ApplicationError(
            "too_large",
            f"{name} is larger than {settings.MAX_UPLOAD_MB} MB. Ask the administrator to restore"
            " it on the server, with “manage.py restore”, or to raise the limit.",
        )
    suffix = next(ending for ending in ARCHIVE_SUFFIXES if name.lower().endswith(ending))
    stored = store(f"{FOLDER}/{uuid4()}{suffix}", upload)
    params = RestoreParams(file=stored, name=name, project=project.pk if project else None)
    return enqueue(kind="restore", user=user, params=asdict(params), title=f"Restore {name}")


@transaction.atomic
def request_project_archive(*, user: User, project: Project) -> Job:
    """Queue the archive of all documents of the project that the person may see."""
    params = ProjectArchiveParams(project=project.pk)
    return enqueue(
        kind="archive_project",
        user=user,
        params=asdict(params),
        title=f"Archive the project {project.name}",
    )
