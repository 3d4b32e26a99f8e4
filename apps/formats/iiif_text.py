"""The text that IIIF annotations say of a page: each annotation of a line becomes a line."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from apps.formats.iiif_values import as_list, id_of, objects, type_of
from apps.layout.geometry import box_polygon
from apps.layout.types import LineLayout, LineText, PageLayout, Polygon

MAX_LINES = 20_000
_BOX = re.compile(r"xywh=(?:pixel:)?(-?[\d.]+),(-?[\d.]+),([\d.]+),([\d.]+)")
_POINTS = re.compile(r"\bpoints\s*=\s*[\"']([^\"']*)[\"']")
_PATH = re.compile(r"\bd\s*=\s*[\"']([^\"']*)[\"']")
_COMMAND = re.compile(r"([a-zA-Z])([^a-zA-Z]*)")
_NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?")
_NUMBERS = {"m": 2, "l": 2, "t": 2, "h": 1, "v": 1, "c": 6, "s": 4, "q": 4, "a": 7}
_TEXT_MOTIVATIONS = ("supplementing", "transcribing", "painting")


def read_annotations(data: Any, *, width: int, height: int) -> PageLayout:
    """The lines of an annotation page (version 3) or an annotation list (version 2)."""
    items = objects(data.get("items", data.get("resources"))) if isinstance(data, Mapping) else []
    lines = [line for item in items[:MAX_LINES] if (line := _line(item)) is not None]
    return PageLayout(width, height, lines=tuple(lines))


def has_text(data: Any) -> bool:
    """Whether an annotation page that is written out says the text of a line."""
    return isinstance(data, Mapping) and any(
        _line(item) for item in objects(data.get("items", data.get("resources")))
    )


def _line(item: Mapping[str, Any]) -> LineLayout | None:
    motivations = [str(motivation) for motivation in as_list(item.get("motivation"))]
    if not any(word in said for word in _TEXT_MOTIVATIONS for said in motivations):
        return None
    if item.get("textGranularity", "line") != "line":
        return None
    text = next(_texts(item.get("body", item.get("resource"))), "")
    mask = _place(item.get("target", item.get("on")))
    if not text or mask is None:
        return None
    return LineLayout(None, mask, external_id=id_of(item) or None, text=LineText(text))


def _texts(body: Any) -> Iterator[str]:
    for item in objects(body):
        value = item.get("value", item.get("chars", item.get("cnt:chars")))
        if type_of(item) in {"TextualBody", "ContentAsText", "Text"} and isinstance(value, str):
            yield " ".join(value.split("\n")).strip("\r")


def _place(target: Any) -> Polygon | None:
    for item in as_list(target):
        for selector in objects(item.get("selector") if isinstance(item, Mapping) else None):
            nested = [selector, *objects(selector.get("default")), *objects(selector.get("item"))]
            for value in (str(one.get("value", one.get("chars", ""))) for one in nested):
                found = _svg(value) or _box(value)
                if found:
                    return found
        found = _box(id_of(item)) or _box(id_of(item.get("full") if _is_object(item) else None))
        if found:
            return found
    return None


def _is_object(value: Any) -> bool:
    return isinstance(value, Mapping)


def _box(text: str) -> Polygon | None:
    found = _BOX.search(text)
    if not found:
        return None
    left, top, width, height = (round(float(number)) for number in found.groups())
    return box_polygon((left, top, left + width, top + height)) if width and height else None


def _svg(text: str) -> Polygon | None:
    """The outline of the first shape: a polygon, or the corners of a path."""
    points = _POINTS.search(text)
    if points:
        numbers = [float(number) for number in _NUMBER.findall(points[1])]
        return _polygon(list(zip(numbers[::2], numbers[1::2], strict=False)))
    path = _PATH.search(text)
    return _polygon(_corners(path[1])) if path else None


def _corners(path: str) -> list[tuple[float, float]]:
    """Where the pen stops; the bends of curves are cut short, and only the first ring counts."""
    corners: list[tuple[float, float]] = []
    x = y = 0.0
    for command, rest in _COMMAND.findall(path):
        kind = command.lower()
        count = _NUMBERS.get(kind)
        if count is None or (kind == "m" and len(corners) > 2):
            break
        numbers = [float(number) for number in _NUMBER.findall(rest)]
        for start in range(0, len(numbers) - count + 1, count):
            end = numbers[start : start + count]
            base = (x, y) if command.islower() else (0.0, 0.0)
            x = base[0] + end[-2] if count > 1 else (base[0] + end[0] if kind == "h" else x)
            y = base[1] + end[-1] if kind != "h" else y
            corners.append((x, y))
    return corners


def _polygon(points: list[tuple[float, float]]) -> Polygon | None:
    limit = 10**7
    rounded = tuple((round(x), round(y)) for x, y in points if abs(x) < limit and abs(y) < limit)
    ring = rounded[:-1] if len(rounded) > 1 and rounded[0] == rounded[-1] else rounded
    return ring if len(set(ring)) > 2 else None
