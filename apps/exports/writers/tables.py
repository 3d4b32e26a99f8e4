"""Tables of lines, for spreadsheets (CSV) and for programs (JSON Lines)."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from typing import IO, Any

from apps.exports.writers.base import ExportContext, ExportPage, Format, Sink, Writer, register
from apps.formats.points import format_points
from apps.layout.markup import plain_text
from apps.layout.types import Glyph, LineLayout, LineText, RegionLayout

_PLACE = ("page", "page_name", "image", "width", "height")
_REGION = ("region", "region_type")
_LINE = ("line", "line_id", "line_type", "baseline", "mask")
_Row = tuple[RegionLayout | None, int, LineLayout, tuple[LineText | None, ...]]


def _rows(page: ExportPage) -> Iterator[_Row]:
    """Each line with its number on the page and its text in each layer."""
    regions = {region.uid: region for region in page.layout.regions}
    texts = [{line.uid: line.text for line in layout.lines} for layout in page.layouts]
    for number, line in enumerate(page.layout.lines, 1):
        said = tuple(of_layer.get(line.uid) for of_layer in texts)
        yield regions.get(line.region_uid or ""), number, line, said


class _TableWriter(Writer):
    """One file that grows in the scratch folder."""

    suffix = ""

    def __init__(self, sink: Sink, context: ExportContext) -> None:
        super().__init__(sink, context)
        self.layers = [layer.name for layer in context.layers]
        self._path = context.folder / f"table{self.suffix}"
        self.file: IO[bytes] = context.opened.enter_context(self._path.open("wb"))

    def finish(self) -> None:
        self.file.close()
        self.sink.add(f"{self.context.stem}{self.suffix}", self._path, compress=True)
        self._path.unlink()


class CsvWriter(_TableWriter):
    """A row for each line; with several layers, columns for each of them."""

    suffix = ".csv"

    def __init__(self, sink: Sink, context: ExportContext) -> None:
        super().__init__(sink, context)
        names = [f"_{name}" for name in self.layers] if len(self.layers) > 1 else [""]
        texts = [f"{word}{name}" for name in names for word in ("text", "confidence")]
        # Spreadsheet programs take a file for Unicode by this mark.
        self.file.write("\ufeff".encode())
        self._write([[*_PLACE, *_REGION, *_LINE, *texts]])

    def page(self, page: ExportPage) -> None:
        layout = page.layout
        place = [page.number, page.part.title, page.image_name, layout.width, layout.height]
        self._write([[*place, *_cells(row)] for row in _rows(page)])

    def _write(self, rows: Sequence[Sequence[Any]]) -> None:
        buffer = io.StringIO(newline="")
        csv.writer(buffer).writerows(rows)
        self.file.write(buffer.getvalue().encode())


def _cells(row: _Row) -> list[Any]:
    region, number, line, texts = row
    said = [
        cell
        for text in texts
        for cell in ((plain_text(text.text), text.confidence) if text else ("", None))
    ]
    return [
        (region.external_id or region.uid) if region else "",
        (region.type or "") if region else "",
        number,
        line.external_id or line.uid,
        line.type or "",
        format_points(line.baseline or ()),
        format_points(line.mask or ()),
        *said,
    ]


class JsonlWriter(_TableWriter):
    """An object for each line, with the text of each layer, its extras and its characters."""

    suffix = ".jsonl"

    def page(self, page: ExportPage) -> None:
        layout = page.layout
        place = {
            "page": page.number,
            "page_name": page.part.title,
            "image": page.image_name,
            "width": layout.width,
            "height": layout.height,
        }
        for row in _rows(page):
            written = json.dumps({**place, **self._line(row)}, ensure_ascii=False)
            self.file.write(f"{written}\n".encode())

    def _line(self, row: _Row) -> dict[str, Any]:
        region, number, line, texts = row
        return {
            "region": region
            and {
                "id": region.external_id or region.uid,
                "type": region.type,
                "polygon": region.polygon,
                "attributes": dict(region.attributes),
            },
            "line": number,
            "line_id": line.external_id or line.uid,
            "line_type": line.type,
            "baseline": line.baseline,
            "mask": line.mask,
            "attributes": dict(line.attributes),
            "texts": [
                {"layer": layer, **_said(text)}
                for layer, text in zip(self.layers, texts, strict=False)
                if text
            ],
        }


def _said(text: LineText) -> dict[str, Any]:
    found: dict[str, Any] = {"text": text.text, "confidence": text.confidence}
    if text.glyphs:
        found["glyphs"] = [_glyph(glyph) for glyph in text.glyphs]
    if text.attributes:
        found["attributes"] = dict(text.attributes)
    return found


def _glyph(glyph: Glyph) -> dict[str, Any]:
    found = {"char": glyph.char, "polygon": glyph.polygon, "confidence": glyph.confidence}
    return {**found, "alternatives": glyph.alternatives} if glyph.alternatives else found


_GROUP = "Tables of lines"
register(
    Format(
        name="csv",
        label="CSV",
        group=_GROUP,
        writer=CsvWriter,
        description="A table of all lines for spreadsheet programs.",
        takes_layers=True,
    )
)
register(
    Format(
        name="jsonl",
        label="JSON Lines",
        group=_GROUP,
        writer=JsonlWriter,
        description="An object for each line, for programs.",
        takes_layers=True,
        has_glyphs=True,
    )
)
