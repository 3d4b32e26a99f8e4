"""What a page of a PDF paints: its images with their places, and whether there is anything else."""

import math
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

import pikepdf

Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]

UNIT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_LETTER: Box = (0.0, 0.0, 612.0, 792.0)
_DEEPEST = 6
_MOST_STEPS = 100_000
_LONGEST = 2_000_000  # bytes of drawing
_PAINTING = frozenset({"S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh", "INLINE IMAGE"})
_SHOWING = frozenset({"Tj", "TJ", "'", '"'})
_HIDDEN_TEXT = (3, 7)
_SILENT_ANNOTATIONS = ("/Link", "/Popup", "/Widget")
_COVERS = 0.95


@dataclass(frozen=True, slots=True)
class PlacedImage:
    """An image and the matrix that takes its unit square to the page; ``shown`` is what of it
    lies inside the page and all outlines that cut it, as a box in points of the page."""

    stream: Any
    matrix: Matrix
    shown: Box

    @property
    def width(self) -> int:
        return int(self.stream.get("/Width", 0))

    @property
    def height(self) -> int:
        return int(self.stream.get("/Height", 0))

    @property
    def dpi(self) -> float:
        """Its resolution on the page: the finer of both directions."""
        a, b, c, d, *_ = self.matrix
        across, down = math.hypot(a, b), math.hypot(c, d)
        if not across or not down:
            return 0.0
        return max(self.width / across, self.height / down) * 72


@dataclass(slots=True)
class PageContent:
    """``is_plain``: nothing is seen on the page but its images; ``is_complete``: all is there."""

    box: Box
    turn: int
    images: list[PlacedImage] = field(default_factory=list)
    is_plain: bool = True
    is_complete: bool = True

    def share(self, image: PlacedImage) -> float:
        """The part of the page that an image covers."""
        return area(image.shown) / (area(self.box) or 1.0)


@dataclass(frozen=True, slots=True)
class _State:
    matrix: Matrix
    clip: Box
    text_mode: int = 0


def area(box: Box) -> float:
    return max(box[2] - box[0], 0.0) * max(box[3] - box[1], 0.0)


def times(first: Matrix, second: Matrix) -> Matrix:
    """The matrix that does ``first``, then ``second``."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )


def box_around(matrix: Matrix, box: Box = (0.0, 0.0, 1.0, 1.0)) -> Box:
    """The upright box around what a matrix makes of a box."""
    a, b, c, d, e, f = matrix
    corners = [(x, y) for x in (box[0], box[2]) for y in (box[1], box[3])]
    xs = [a * x + c * y + e for x, y in corners]
    ys = [b * x + d * y + f for x, y in corners]
    return (min(xs), min(ys), max(xs), max(ys))


def common(first: Box, second: Box) -> Box:
    return (
        max(first[0], second[0]),
        max(first[1], second[1]),
        min(first[2], second[2]),
        min(first[3], second[3]),
    )


def page_content(page: pikepdf.Page) -> PageContent:
    """Walk through all that a page paints."""
    box = page_box(page)
    found = PageContent(box, int(_inherited(page.obj, "/Rotate") or 0) % 360)
    if _is_modest(page.obj.get("/Contents")):
        _Walk(found).read(page, _inherited(page.obj, "/Resources"), _State(UNIT, box), 0)
    else:
        found.is_plain = False
    for note in page.obj.get("/Annots", ()):
        if note.get("/Subtype") not in _SILENT_ANNOTATIONS:
            found.is_plain = False
    return found


def _is_modest(contents: Any) -> bool:
    """Whether the drawing is short enough to walk through: that of a scan is a few lines."""
    total = 0
    for stream in contents if isinstance(contents, pikepdf.Array) else [contents]:
        if not isinstance(stream, pikepdf.Stream):
            continue
        data = stream.read_raw_bytes()
        if stream.get("/Filter") in (None, "/FlateDecode"):
            packer = zlib.decompressobj()
            with suppress(zlib.error):
                data = packer.decompress(data, _LONGEST)
        total += len(data)
    return total < _LONGEST


def page_box(page: pikepdf.Page) -> Box:
    """The part of the page that is shown, in points; that of a letter where none is given."""
    whole = _box(_inherited(page.obj, "/MediaBox")) or _LETTER
    crop = _box(_inherited(page.obj, "/CropBox"))
    shown = common(whole, crop) if crop else whole
    return shown if area(shown) > 0 else whole


def _box(value: Any) -> Box | None:
    try:
        x0, y0, x1, y1 = (float(number) for number in value)
    except (TypeError, ValueError):
        return None
    box = (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
    return box if area(box) > 0 and all(math.isfinite(number) for number in box) else None


def _inherited(node: Any, key: str) -> Any:
    for _ in range(50):
        if key in node:
            return node[key]
        node = node.get("/Parent")
        if node is None:
            return None
    return None


class _Walk:
    """Reads content streams, the page's own and those of forms inside it."""

    def __init__(self, found: PageContent) -> None:
        self._found = found
        self._steps = 0
        self._path: list[Box] = []

    def read(self, holder: Any, resources: Any, state: _State, depth: int) -> None:
        stack: list[_State] = []
        is_cutting = False
        for step in pikepdf.parse_content_stream(holder):
            operands, name = step.operands, str(step.operator)
            self._steps += 1
            if self._steps > _MOST_STEPS:
                self._found.is_plain = False
                return
            if name == "q":
                stack.append(state)
            elif name == "Q":
                state = stack.pop() if stack else state
            elif name == "Do":
                self._do(str(operands[0]), resources, state, depth)
            elif name in ("W", "W*"):
                is_cutting = True
            elif name in _PAINTING or name == "n":
                state, is_cutting = self._end_path(name, state, is_cutting=is_cutting), False
            else:
                state = self._change(name, operands, state)

    def _change(self, name: str, operands: Any, state: _State) -> _State:
        if name == "cm":
            matrix = _matrix(operands)
            return replace(state, matrix=times(matrix, state.matrix)) if matrix else state
        if name == "Tr":
            return replace(state, text_mode=int(operands[0]))
        if name == "re":
            x, y, width, height = (float(value) for value in operands)
            self._path.append(box_around(state.matrix, (x, y, x + width, y + height)))
        elif name in ("m", "l", "c", "v", "y"):
            values = [float(value) for value in operands]
            for x, y in zip(values[::2], values[1::2], strict=False):
                self._path.append(box_around(state.matrix, (x, y, x, y)))
        elif name in _SHOWING and state.text_mode not in _HIDDEN_TEXT:
            self._paint(self._found.box)
        return state

    def _end_path(self, name: str, state: _State, *, is_cutting: bool) -> _State:
        path, self._path = self._path, []
        if name != "n":
            self._paint(state.clip)
        if not is_cutting or not path:
            return state
        xs0, ys0, xs1, ys1 = zip(*path, strict=True)
        return replace(state, clip=common(state.clip, (min(xs0), min(ys0), max(xs1), max(ys1))))

    def _paint(self, where: Box) -> None:
        """Something else than an image: seen unless it is painted before a page-wide image."""
        if area(where) > 0:
            self._found.is_plain = False

    def _do(self, name: str, resources: Any, state: _State, depth: int) -> None:
        thing = ((resources or {}).get("/XObject") or {}).get(name)
        if thing is None:
            self._found.is_plain = self._found.is_complete = False
            return
        if thing.get("/Subtype") == "/Image":
            placed = PlacedImage(thing, state.matrix, common(box_around(state.matrix), state.clip))
            if self._found.share(placed) >= _COVERS and not thing.get("/ImageMask", False):
                self._found.images.clear()  # it hides what lies below
                self._found.is_plain = True
            if area(placed.shown) > 0:
                self._found.images.append(placed)
        elif thing.get("/Subtype") == "/Form" and depth < _DEEPEST:
            inner = times(_matrix(thing.get("/Matrix", ())) or UNIT, state.matrix)
            self.read(
                thing,
                thing.get("/Resources", resources),
                replace(state, matrix=inner),
                depth + 1,
            )
        else:
            self._found.is_plain = False


def _matrix(values: Any) -> Matrix | None:
    numbers = [float(value) for value in values]
    if len(numbers) != 6 or not all(math.isfinite(number) for number in numbers):
        return None
    a, b, c, d, e, f = numbers
    return (a, b, c, d, e, f)


def images_of(content: PageContent, least: float) -> Iterator[PlacedImage]:
    """The images that cover at least that part of the page."""
    return (image for image in content.images if content.share(image) >= least)
