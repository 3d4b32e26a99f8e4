"""The words of PAGE for what a layout has fields for."""

from apps.layout.types import TextDirection

DIRECTIONS: dict[tuple[str, str], TextDirection] = {
    ("left-to-right", "top-to-bottom"): "horizontal-lr",
    ("right-to-left", "top-to-bottom"): "horizontal-rl",
    ("top-to-bottom", "left-to-right"): "vertical-lr",
    ("top-to-bottom", "right-to-left"): "vertical-rl",
}
LINE_ORDER = {direction: words for words, direction in DIRECTIONS.items()}
# A table cell's place: our attribute to the schema's.
CELL = {"row": "rowIndex", "col": "columnIndex", "rowSpan": "rowSpan", "colSpan": "colSpan"}
CORNERS = ["CornerPts", {}, "0 1 2 3"]
"""The corners of a cell of Transkribus where nothing else is said of them."""
METADATA = "Metadata."
"""What is kept of the metadata of a file, among what is kept of its page."""
LINE_ORDER_KEY = "page.LineOrder"
"""The ids of all lines in their order, where it goes to and fro between regions."""
MAKERS = ("software", "model")
"""Names of metadata items that say what made a page."""
NO_VALUE = "-"
"""Says of a kind or type that the schema demands: the region has none of its own."""
