"""Which page a text file belongs to, by the image name that it states or by its own name."""

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_COPY = re.compile(r" \(\d+\)(?=(\.[^.]*)?$)")
_SIDE_FOLDERS = frozenset(
    {"", ".", "..", "page", "pagexml", "alto", "xml", "hocr", "tei", "txt", "text", "ocr", "gt"}
    | {"img", "image", "images", "scans", "jpg", "jpeg", "png", "tif", "tiff", "max", "default"}
)
"""Folders that sort the files of one book by kind, and tell no book from another."""
SAME_SHAPE = 0.02


@dataclass(frozen=True, slots=True)
class Page:
    """A page that a file may go to: one of the document, or one that the import will make.

    ``names`` are those of its image file and of itself, with their folders where they are known;
    the size is 0 where it is not known.
    """

    id: int
    names: tuple[str, ...]
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Match:
    """The page found and how, or ``problem`` in words."""

    page_id: int | None
    problem: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a file says of its page: the image that it names, its own path, the image's size."""

    image_name: str
    filename: str
    width: int = 0
    height: int = 0


class PageMatcher:
    """Finds pages by name, whatever the folder, the case and the ending.

    Where several pages share a name, the one is taken whose folder is that of the file, then the
    one of that very name, then the one of the size that the file states. What is still
    ambiguous is reported, never guessed.
    """

    def __init__(self, pages: Iterable[Page]) -> None:
        self._by_stem: dict[str, list[tuple[Page, str]]] = defaultdict(list)
        for page in pages:
            for name in dict.fromkeys(filter(None, page.names)):
                for stem in {_stem(name), _COPY.sub("", _stem(name)), _base(name).casefold()}:
                    self._by_stem[stem].append((page, name))

    def match(self, wanted: Wanted) -> Match:
        """The page for a file, by the image that it names, else by its own name."""
        for name in filter(None, (wanted.image_name, wanted.filename)):
            if found := self._by_stem.get(_stem(name)):
                return _best(name, wanted, found)
        called = f"is called {_stem(wanted.filename)}"
        if wanted.image_name:
            names = f"It names the image {wanted.image_name}, and no page of this document has that"
            problem = f"{names} name or {called}."
        else:
            problem = f"It names no image, and no page of this document {called}."
        return Match(None, f"{problem} Add the page first, or choose it by hand.")


def _best(name: str, wanted: Wanted, found: Sequence[tuple[Page, str]]) -> Match:
    scores: dict[int, tuple[int, int, int]] = {}
    for page, page_name in found:
        score = (
            max(_shared_folders(page_name, path) for path in (name, wanted.filename)),
            _likeness(name, page_name),
            _size_fits(page, wanted),
        )
        scores[page.id] = max(score, scores.get(page.id, score))
    if len(scores) > 1 and _size_objects(scores):
        scores = {page_id: (score[0], 0, score[2]) for page_id, score in scores.items()}
    best = max(scores.values())
    ids = [page_id for page_id, score in scores.items() if score == best]
    if len(ids) == 1:
        by_size = sum(score[:2] == best[:2] for score in scores.values()) > 1
        return Match(ids[0], by="size" if by_size else "name")
    return Match(
        None,
        f"{len(ids)} pages of this document are called {_base(name)}. Choose the page by hand,"
        " or give the pages different names.",
    )


def _size_objects(scores: dict[int, tuple[int, int, int]]) -> bool:
    """Whether the sizes speak against the page of the very name: then the name is no proof."""
    best = max(scores.values())
    return best[2] == 0 and any(score[0] == best[0] and score[2] > 0 for score in scores.values())


def _shared_folders(one: str, other: str) -> int:
    """How many folders two paths share, from the file upwards."""
    count = 0
    for a, b in zip(reversed(_folders(one)), reversed(_folders(other)), strict=False):
        if a != b:
            break
        count += 1
    return count


def _folders(path: str) -> list[str]:
    parts = posixpath.dirname(path.replace("\\", "/").strip()).casefold().split("/")
    return [part for part in parts if part not in _SIDE_FOLDERS]


def _likeness(wanted: str, name: str) -> int:
    """The very path, the very file name, the name but for its case, for its ending, for a copy."""
    base, own = _base(wanted), _base(name)
    tests = (
        wanted.strip() == name.strip(),
        base == own,
        base.casefold() == own.casefold(),
        _stem(wanted) == _stem(name) or base.casefold() == _stem(name),
    )
    return sum(tests)


def _size_fits(page: Page, wanted: Wanted) -> int:
    """2: the very size, 1: its shape or not known, 0: another shape."""
    if not all((page.width, page.height, wanted.width, wanted.height)):
        return 1
    if (page.width, page.height) == (wanted.width, wanted.height):
        return 2
    x, y = page.width / wanted.width, page.height / wanted.height
    return int(abs(x - y) <= SAME_SHAPE * max(x, y))


def _base(name: str) -> str:
    return posixpath.basename(name.replace("\\", "/").strip())


def _stem(name: str) -> str:
    return posixpath.splitext(_base(name).casefold())[0]
