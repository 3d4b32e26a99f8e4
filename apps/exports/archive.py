"""Writing the zip of an export page by page, in constant memory."""

import hashlib
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from apps.common.files import local_path
from apps.documents.models import Part
from apps.exports.naming import UniqueNames
from apps.formats.base import Codec
from apps.formats.mets import MetsEntry, MetsFile, write_mets
from apps.layout.types import PageLayout

COPY_BYTES = 1024**2


class ExportArchive:
    """A zip with a file per page, the images if wanted, METS.xml and a list of what is missing."""

    def __init__(self, path: Path, *, codec: Codec, include_images: bool) -> None:
        self._zip = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6)
        self._codec = codec
        self._include_images = include_images
        self._names = UniqueNames()
        self._entries: list[MetsEntry] = []

    def __enter__(self) -> "ExportArchive":
        return self

    def __exit__(self, *_: Any) -> None:
        self._zip.close()

    def add(self, part: Part, layout: PageLayout) -> None:
        """Write one page; nothing of it stays in memory but its names and checksums."""
        stem = self._names.stem(part.image.original_name)
        suffix = Path(part.image.original_name).suffix or f".{part.image.format.lower()}"
        data = self._codec.write(replace(layout, image_name=f"{stem}{suffix}"))
        self._zip.writestr(f"{stem}{self._codec.suffix}", data)
        image = self._add_image(part, f"{stem}{suffix}") if self._include_images else None
        self._entries.append(
            MetsEntry(
                label=part.title,
                order=part.order + 1,
                text=MetsFile(path=f"{stem}{self._codec.suffix}", sha256=_sha256(data)),
                image=image,
            )
        )

    def finish(self, *, title: str, warnings: list[str]) -> None:
        """Write METS.xml, and warnings.txt when something was left out."""
        self._zip.writestr("METS.xml", write_mets(self._entries, title=title))
        if warnings:
            self._zip.writestr("warnings.txt", "\n".join(warnings) + "\n")

    def _add_image(self, part: Part, name: str) -> MetsFile:
        digest = hashlib.sha256()
        info = zipfile.ZipInfo(name)  # images are compressed already: stored as they are
        with (
            local_path(str(part.image.file.name)) as path,
            path.open("rb") as source,
            self._zip.open(info, "w", force_zip64=True) as target,
        ):
            while block := source.read(COPY_BYTES):
                digest.update(block)
                target.write(block)
        return MetsFile(path=name, sha256=digest.hexdigest())


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
