"""Asking for an import."""

from dataclasses import asdict
from uuid import uuid4

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from apps.common.errors import ApplicationError
from apps.documents.models import Document
from apps.formats.registry import PAGE_SUFFIXES
from apps.imports.params import ImportParams
from apps.jobs.models import Job
from apps.jobs.services import enqueue
from apps.users.models import User

SUFFIXES = (*PAGE_SUFFIXES, ".zip")


@transaction.atomic
def request_import(
    *,
    user: User,
    document: Document,
    upload: "File[bytes]",
    layer_name: str,
    replace: bool,
) -> Job:
    """Keep the upload and queue its import into the layer ``layer_name``."""
    name = (upload.name or "upload").replace("\\", "/").rsplit("/", 1)[-1]
    if not name.lower().endswith(SUFFIXES):
        raise ApplicationError(
            "wrong_type",
            f"{name} is neither a page file nor a zip. Choose an ALTO, PAGE or hOCR file,"
            " or a zip of such files.",
        )
    if (upload.size or 0) > settings.MAX_UPLOAD_MB * 1024**2:
        raise ApplicationError(
            "too_large",
            f"{name} is larger than {settings.MAX_UPLOAD_MB} MB."
            " Split it into several archives, or ask the administrator to raise the limit.",
        )
    stored = default_storage.save(f"imports/{uuid4()}{name[name.rfind('.') :].lower()}", upload)
    params = ImportParams(file=stored, name=name, layer_name=layer_name, replace=replace)
    return enqueue(
        kind="import",
        user=user,
        params=asdict(params),
        title=f"Import {name}",
        document=document,
    )
