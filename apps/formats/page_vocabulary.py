"""The words that the PAGE 2019-07-15 schema allows where a layout holds free text."""

from apps.layout.types import TextDirection

REGIONS = frozenset(
    {
        "TextRegion",
        "ImageRegion",
        "LineDrawingRegion",
        "GraphicRegion",
        "TableRegion",
        "ChartRegion",
        "MapRegion",
        "SeparatorRegion",
        "MathsRegion",
        "ChemRegion",
        "MusicRegion",
        "AdvertRegion",
        "NoiseRegion",
        "UnknownRegion",
        "CustomRegion",
    }
)
# The kinds of region that the schema gives an orientation.
TURNED = REGIONS - {"NoiseRegion", "UnknownRegion", "CustomRegion"}
TEXT_TYPES = frozenset(
    {
        "paragraph",
        "heading",
        "caption",
        "header",
        "footer",
        "page-number",
        "drop-capital",
        "credit",
        "floating",
        "signature-mark",
        "catch-word",
        "marginalia",
        "footnote",
        "footnote-continued",
        "endnote",
        "TOC-entry",
        "list-label",
        "other",
    }
)
PAGE_TYPES = frozenset(
    {
        "front-cover",
        "back-cover",
        "title",
        "table-of-contents",
        "index",
        "content",
        "blank",
        "other",
    }
)
DIRECTIONS: dict[tuple[str, str], TextDirection] = {
    ("left-to-right", "top-to-bottom"): "horizontal-lr",
    ("right-to-left", "top-to-bottom"): "horizontal-rl",
    ("top-to-bottom", "left-to-right"): "vertical-lr",
    ("top-to-bottom", "right-to-left"): "vertical-rl",
}
LINE_ORDER = {direction: words for words, direction in DIRECTIONS.items()}
# A table cell's place: our attribute to the schema's.
CELL = {"row": "rowIndex", "col": "columnIndex", "rowSpan": "rowSpan", "colSpan": "colSpan"}
