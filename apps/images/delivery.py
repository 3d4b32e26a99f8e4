"""Answers that carry an image file; who may have it was decided before."""

from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

from apps.common.downloads import INTERNAL_PREFIX
from apps.images.models import PageImage
from apps.images.sniff import MIME_TYPES, SUFFIXES

KINDS = ("thumbnail", "view", "original")


def file_response(request: Any, *, image: PageImage, kind: str) -> HttpResponseBase:
    """The file of one kind; what is not made yet, or is gone, is a 404."""
    file: FieldFile = image.file if kind == "original" else getattr(image, kind)
    if not file.name:
        raise Http404("This image is not ready yet.")
    turns = image.turns if kind != "original" else 0
    etag = f'"{image.sha256[:32]}-{image.frame}-{turns}-{kind}"'
    response = get_conditional_response(request, etag=etag) or _with_content(file)
    if response.status_code == 200:
        suffix = SUFFIXES[image.format] if kind == "original" else "jpg"
        response["Content-Type"] = MIME_TYPES[suffix]
        name = image.original_name if kind == "original" else f"{image.pk}-{kind}.jpg"
        disposition = content_disposition_header(False, name)
        response["Content-Disposition"] = disposition or "inline"
    response["ETag"] = etag
    response["Cache-Control"] = "private, max-age=31536000, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _with_content(file: FieldFile) -> HttpResponseBase:
    name = str(file.name)
    if settings.SENDFILE == "x-accel":
        response = HttpResponse()
        response["X-Accel-Redirect"] = INTERNAL_PREFIX + quote(name)
        return response
    try:
        return FileResponse(default_storage.open(name, "rb"))
    except FileNotFoundError as error:
        raise Http404("This file is gone.") from error
