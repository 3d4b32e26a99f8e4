"""Stored files as downloads that can be resumed: ranges, validators and the name people get."""

import re
from datetime import datetime
from typing import IO, Any, Final
from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, http_date, parse_http_date_safe

INTERNAL_PREFIX: Final = "/protected-media/"
GONE = "The file is gone."
_RANGE = re.compile(r"bytes=\s*(\d{0,18})-(\d{0,18})\s*")


class _Slice:
    """So many bytes of an open file from where it stands."""

    def __init__(self, file: IO[bytes], length: int) -> None:
        self._file = file
        self._left = length

    def read(self, size: int = -1) -> bytes:
        wanted = self._left if size < 0 else min(size, self._left)
        data = self._file.read(wanted)
        self._left -= len(data)
        return data

    def close(self) -> None:
        self._file.close()


def download(
    request: HttpRequest, *, stored: str, filename: str, etag: str, modified: datetime
) -> HttpResponseBase:
    """The stored file as an attachment, or the part of it that the request asks for.

    ``etag`` names the content (without quotes): it must change when the content does.
    """
    quoted, stamp = f'"{etag}"', int(modified.timestamp())
    response: HttpResponseBase = get_conditional_response(
        request, etag=quoted, last_modified=stamp
    ) or _content(request, stored, filename, (quoted, stamp))
    response["ETag"] = quoted
    response["Last-Modified"] = http_date(stamp)
    response["Cache-Control"] = "private, no-cache"
    return response


def _content(
    request: HttpRequest, stored: str, filename: str, validators: tuple[str, int]
) -> HttpResponseBase:
    if not default_storage.exists(stored):
        raise Http404(GONE)
    if settings.SENDFILE == "x-accel":
        return _handed_over(stored, filename)
    size = default_storage.size(stored)
    span = _span(request, size, validators)
    if span is None:
        whole = FileResponse(default_storage.open(stored), as_attachment=True, filename=filename)
        whole["Accept-Ranges"] = "bytes"
        return whole
    start, end = span
    if start >= size or end < start:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    file = default_storage.open(stored)
    file.seek(start)
    piece: Any = _Slice(file, end - start + 1)
    response = FileResponse(piece, as_attachment=True, filename=filename, status=206)
    response["Content-Length"] = str(end - start + 1)
    response["Content-Range"] = f"bytes {start}-{end}/{size}"
    response["Accept-Ranges"] = "bytes"
    return response


def _handed_over(stored: str, filename: str) -> HttpResponse:
    """Let the server in front send it, which knows ranges itself."""
    response = HttpResponse(headers={"X-Accel-Redirect": INTERNAL_PREFIX + quote(stored)})
    response["Content-Disposition"] = content_disposition_header(True, filename) or "attachment"
    del response["Content-Type"]
    return response


def _span(request: HttpRequest, size: int, validators: tuple[str, int]) -> tuple[int, int] | None:
    """First and last byte of the one range that is asked for; ``None`` for the whole file."""
    found = _RANGE.fullmatch(request.headers.get("Range", ""))
    if request.method != "GET" or found is None or found.group(1, 2) == ("", ""):
        return None
    if not _is_same(request.headers.get("If-Range", ""), *validators):
        return None
    first, last = found.group(1, 2)
    if not first:
        length = int(last)
        return (max(size - length, 0), size - 1) if length else (size, size)
    return int(first), min(int(last), size - 1) if last else size - 1


def _is_same(condition: str, etag: str, stamp: int) -> bool:
    """Whether what ``If-Range`` names is still the file, so that its rest may follow."""
    return not condition or condition == etag or parse_http_date_safe(condition) == stamp
