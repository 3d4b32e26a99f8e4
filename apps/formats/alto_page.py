"""What an ALTO file says of the whole page: its facts, its margins and its print space."""

from lxml.etree import _Element as Element

from apps.formats.alto_description import read_metadata
from apps.formats.alto_kept import PAGE_NAMES, PREFIX, SPACE_NAMES, dump, kept
from apps.formats.alto_places import Places
from apps.formats.alto_tags import KEPT_TAGS, TagReader
from apps.formats.points import number
from apps.formats.xml import children, local_name

SPACES = ("TopMargin", "LeftMargin", "RightMargin", "BottomMargin", "PrintSpace")
SPACES_KEPT = f"{PREFIX}spaces"
LAYOUT_STYLES = f"{PREFIX}Layout.STYLEREFS"


def read_page_facts(
    root: Element, page: Element, unit: str, places: Places, tags: TagReader
) -> dict[str, str]:
    """What is known of the page, without what writing would add by itself."""
    metadata = read_metadata(root, unit) | kept(page, PAGE_NAMES)
    if metadata.get(f"{PREFIX}PHYSICAL_IMG_NR") == "1":
        del metadata[f"{PREFIX}PHYSICAL_IMG_NR"]
    parent = page.getparent()
    given = {
        "language": page.get("LANG"),
        "orientation": turned(page),
        LAYOUT_STYLES: None if parent is None else parent.get("STYLEREFS"),
        SPACES_KEPT: _spaces(page, places),
        KEPT_TAGS: tags.rest(),
    }
    metadata |= {key: value for key, value in given.items() if value}
    return metadata | tags.page_attributes()


def _spaces(page: Element, places: Places) -> str:
    """Margins and print space, unless there is but one as large as the page."""
    size = [places.size(page, "WIDTH"), places.size(page, "HEIGHT")]
    found = []
    for space in children(page, *SPACES):
        box = places.box(space) if all(size) else None
        place = [0, 0, *size]
        if box:
            place = [*box[0], box[2][0] - box[0][0], box[2][1] - box[0][1]]
        shape = [list(point) for point in places.shape(space) or ()]
        found.append([local_name(space), kept(space, SPACE_NAMES, ""), place, shape])
    is_plain = found in ([], [["PrintSpace", {}, [0, 0, *size], []]])
    return "" if is_plain else dump({"size": size, "spaces": found})


def turned(element: Element) -> str | None:
    """By how many degrees the text of an element is turned."""
    angle = number(element.get("ROTATION"))
    return f"{angle:g}" if angle else None
