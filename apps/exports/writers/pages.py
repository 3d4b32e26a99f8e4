"""Formats that write a file for each page and layer, and METS.xml, which tells how they belong."""

from collections.abc import Iterator
from dataclasses import replace

from apps.documents.models import PartMetadata
from apps.exports.naming import UniqueNames
from apps.exports.writers.base import (
    ExportContext,
    ExportPage,
    Format,
    Sink,
    StoredFile,
    Writer,
    register,
)
from apps.formats.mets import MetsEntry, MetsFile, MetsTitle, mets_pieces
from apps.formats.registry import codec


class PageWriter(Writer):
    """Each page by a codec; with several layers, each layer in a folder of its name."""

    codec_name = ""

    def __init__(self, sink: Sink, context: ExportContext) -> None:
        super().__init__(sink, context)
        self._codec = codec(self.codec_name)
        names = UniqueNames()
        self._folders = [f"{names.folder(layer.name)}/" for layer in context.layers]
        if len(self._folders) < 2:
            self._folders = [""]
        self._entries: list[MetsEntry] = []
        self._part_ids: list[int] = []

    def page(self, page: ExportPage) -> None:
        files = []
        for folder, layout in zip(self._folders, page.layouts, strict=True):
            data = self._codec.write(replace(layout, image_name=page.image_name))
            files.append(self.sink.write(f"{folder}{page.stem}{self._codec.suffix}", data))
        self._entries.append(
            MetsEntry(
                label=page.part.title,
                order=page.part.order + 1,
                texts=tuple(_listed(file) for file in files),
                image=_listed(page.image) if page.image else None,
            )
        )
        self._part_ids.append(page.part.pk)

    def finish(self) -> None:
        """METS.xml stands beside several files; one file alone needs no list."""
        if len(self._entries) * len(self._folders) > 1 or any(e.image for e in self._entries):
            with self.sink.open("METS.xml") as file:
                for piece in self._mets():
                    file.write(piece)

    def _mets(self) -> Iterator[bytes]:
        document = self.context.document
        known: dict[int, list[tuple[str, str]]] = {}
        rows = PartMetadata.objects.filter(part__document=document)
        for part_id, key, value in rows.values_list("part_id", "key", "value"):
            known.setdefault(part_id, []).append((key, value))
        entries = [
            replace(entry, metadata=known.get(part_id, ()))
            for entry, part_id in zip(self._entries, self._part_ids, strict=True)
        ]
        groups = [layer.name for layer in self.context.layers] or ["layout"]
        facts = list(document.metadata.values_list("key", "value"))
        return mets_pieces(entries, groups, MetsTitle(document.name, facts, self.context.software))


def _listed(file: StoredFile) -> MetsFile:
    return MetsFile(path=file.path, sha256=file.sha256, size=file.size)


GROUP = "For other programs: text with its places"
_OFFERED = (
    ("page", "PAGE 2019", "Regions, lines and text for kraken, eScriptorium, OCR-D and others."),
    ("page-2013", "PAGE 2013", "The edition that Transkribus reads."),
    ("alto", "ALTO 4.2", "The edition of ALTO that most programs read."),
    ("alto-4.4", "ALTO 4.4", "The newest edition of ALTO."),
    ("alto-2.1", "ALTO 2.1", "For libraries' systems. It has no baselines: they are left out."),
    ("hocr", "hOCR 1.2", "Web pages that keep the place of every line."),
)


def _known(name: str) -> bool:
    try:
        codec(name)
    except KeyError:
        return False
    return True


for _name, _label, _about in _OFFERED:
    if _known(_name):
        register(
            Format(
                name=_name,
                label=_label,
                group=GROUP,
                writer=type("PageWriter", (PageWriter,), {"codec_name": _name}),
                description=_about,
                is_many=True,
                takes_layers=True,
                has_glyphs=True,
            )
        )
