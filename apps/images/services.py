"""Storing, opening and deleting the images of pages."""

import re
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from PIL import Image

from apps.common.files import local_path, store
from apps.images import storage
from apps.images.models import ImageState, PageImage
from apps.images.pixels import open_frame, upright
from apps.images.sniff import ImageFile, inspect

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
MAX_NAME = 255


def clean_name(name: str) -> str:
    """The file's own name: no folders, no control characters, not longer than a name may be."""
    base = _CONTROL.sub("", name.replace("\\", "/").rsplit("/", 1)[-1]).strip() or "page"
    path = PurePosixPath(base)
    return path.stem[: MAX_NAME - len(path.suffix)] + path.suffix


def frame_name(name: str, frame: int, frames: int) -> str:
    """What a page of a file is called: ``scan.tif``, or ``scan-2.tif`` for one of several."""
    if frames == 1:
        return name
    path = PurePosixPath(name)
    return f"{path.stem}-{frame + 1}{path.suffix}"


@transaction.atomic
def create_from_upload(*, upload: "File[Any]", name: str) -> list[PageImage]:
    """Check and store an uploaded file: one row for each page in it."""
    found = inspect(upload, name=name)
    names = {
        number: frame_name(clean_name(name), number, len(found.frames))
        for number in range(len(found.frames))
    }
    return create_images(upload=upload, found=found, names=names, batch=None)


@transaction.atomic
def create_images(
    *, upload: "File[Any]", found: ImageFile, names: dict[int, str], batch: UUID | None
) -> list[PageImage]:
    """Store a checked file and make rows for the frames that ``names`` lists."""
    stored = _store_original(upload, found)
    rows = [
        PageImage(
            file=stored,
            frame=number,
            original_name=name,
            sha256=found.sha256,
            size=found.size,
            format=found.format,
            width=found.frames[number].width,
            height=found.frames[number].height,
            orientation=found.frames[number].orientation,
            batch=batch,
        )
        for number, name in names.items()
    ]
    return PageImage.objects.bulk_create(rows)


def _store_original(upload: "File[Any]", found: ImageFile) -> str:
    # The lock keeps a deletion of the twin from taking the file away before this row is written.
    twin = PageImage.objects.select_for_update().filter(sha256=found.sha256).first()
    if twin and twin.file.name and default_storage.exists(twin.file.name):
        return twin.file.name
    upload.seek(0)
    return store(storage.original_name(found.sha256, found.suffix), upload)


def open_upright(image: PageImage) -> Image.Image:
    """The whole image, upright, 8 bits, RGB or grey, in the size the coordinates refer to."""
    with local_path(str(image.file.name)) as path, open_frame(path, image.frame) as original:
        return upright(original, image.turns)


def turn_image(*, image: PageImage, quarters: int) -> PageImage:
    """Turn what people see clockwise; the file stays. View and thumbnail are to be made again."""
    image.turns = (image.turns + quarters) % 4
    if quarters % 2:
        image.width, image.height = image.height, image.width
    old = {str(file.name) for file in (image.view, image.thumbnail) if file.name}
    image.view.name = image.thumbnail.name = ""
    image.state = ImageState.PENDING
    image.save(update_fields=["turns", "width", "height", "view", "thumbnail", "state"])
    transaction.on_commit(lambda: _remove_files(set(), old - {str(image.file.name)}))
    return image


def delete_image(*, image: PageImage) -> None:
    delete_images(images=[image])


@transaction.atomic
def delete_images(*, images: Iterable[PageImage]) -> None:
    """Delete rows, then the files that no other row needs."""
    rows = list(images)
    names = {str(row.file.name) for row in rows}
    derived = {str(file.name) for row in rows for file in (row.view, row.thumbnail) if file.name}
    for start in range(0, len(rows), 500):
        ids = [row.pk for row in rows[start : start + 500]]
        PageImage.objects.filter(pk__in=ids).delete()
    transaction.on_commit(lambda: _remove_files(names, derived - names))


def _remove_files(originals: set[str], derived: set[str]) -> None:
    for name in derived:
        storage.remove(name)
    for name in originals:
        if not PageImage.objects.filter(file=name).exists():
            storage.remove(name)
