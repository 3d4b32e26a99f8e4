"""Where lines lie on their pages now, so that browsers can show each cut out of its page."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from apps.documents.models import Line, Part
from apps.evaluation.findings import Line as FoundLine
from apps.layout.geometry import baseline_box, bounding_box

_USUAL = 40  # a line without a mask is shown as high as a page has room for so many
_MARGIN = 4
_LARGER = 10


@dataclass(frozen=True, slots=True)
class Crop:
    """A line on its page: the address of the page's image, and which box of it to show.

    Sizes are pixels of the upright image, which the box is measured in.
    """

    part: int
    document: int
    number: int
    title: str
    image: str
    width: int
    height: int
    box: tuple[int, int, int, int]
    ring: tuple[tuple[int, int], ...]

    @property
    def view_box(self) -> str:
        return " ".join(map(str, self.box))

    @property
    def natural(self) -> tuple[int, int]:
        """A size of the same shape, larger than any screen shows it: the page makes it smaller."""
        return self.box[2] * _LARGER, self.box[3] * _LARGER

    @property
    def around(self) -> str:
        """The path of what is in the box and not of the line: its neighbours, to be paled."""
        left, top, width, height = self.box
        frame = f"M{left} {top}h{width}v{height}h{-width}z"
        return frame + "M" + "L".join(f"{x} {y}" for x, y in self.ring) + "z"

    @property
    def is_upright(self) -> bool:
        """Whether the line runs from top to bottom."""
        return self.box[3] > self.box[2]

    @property
    def editor_url(self) -> str:
        return f"/document/{self.document}/part/{self.part}/edit/?line={self.number}"


def crops(user: Any, lines: Iterable[FoundLine]) -> dict[str, Crop]:
    """The lines that are still there, by uid, on pages that ``user`` may see: one query."""
    uids = {line.uid for line in lines}
    if not uids:
        return {}
    rows = Line.objects.filter(uid__in=uids, part__in=Part.objects.visible_to(user))
    rows = rows.select_related("part__image").defer("attributes")
    return {str(line.uid): crop for line in rows if (crop := crop_of(line))}


def crop_of(line: Line) -> Crop | None:
    """Where one line is; ``None`` for a line without any shape."""
    image = line.part.image
    points = line.mask or line.baseline
    if not points:
        return None
    ring = [(x, y) for x, y in points]
    if not line.mask:
        ring = list(baseline_box(tuple(ring), image.height / _USUAL))
    left, top, right, bottom = bounding_box(ring)
    left, top = max(left - _MARGIN, 0), max(top - _MARGIN, 0)
    right, bottom = min(right + _MARGIN, image.width), min(bottom + _MARGIN, image.height)
    return Crop(
        part=line.part_id,
        document=line.part.document_id,
        number=line.order + 1,
        title=line.part.title,
        image=image.view_url,
        width=image.width,
        height=image.height,
        box=(left, top, max(right - left, 1), max(bottom - top, 1)),
        ring=tuple((round(x), round(y)) for x, y in ring),
    )
