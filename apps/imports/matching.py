"""Which page a text file belongs to, by the image name that it states or by its own name."""

import posixpath
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the document: its id and the names of its image file and of itself."""

    id: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """The page found, or ``problem`` in words."""

    page_id: int | None
    problem: str = ""


class PageMatcher:
    """Finds pages by name: exactly, then ignoring folders, then case, then the ending.

    A looser rule is used only where the stricter ones find nothing, and only when it points to
    one page; otherwise the file is reported, never guessed.
    """

    def __init__(self, pages: Iterable[Page]) -> None:
        self._by_key: list[dict[str, set[int]]] = [defaultdict(set) for _ in _KEYS]
        for page in pages:
            for name in filter(None, page.names):
                for rule, key in enumerate(_KEYS):
                    self._by_key[rule][key(name)].add(page.id)

    def match(self, image_name: str, filename: str) -> Match:
        """The page for a file ``filename`` that says it describes ``image_name``."""
        for name in filter(None, (image_name, filename)):
            found = self._find(name)
            if found is not None:
                return found
        wanted = f"the image {image_name}" if image_name else "no image name"
        return Match(
            None,
            f"It names {wanted}, and no page of this document has that name or the name"
            f" {_stem(filename)}. Add the page first, or rename it.",
        )

    def _find(self, name: str) -> Match | None:
        for rule, key in enumerate(_KEYS):
            pages = self._by_key[rule].get(key(name), set())
            if len(pages) == 1:
                return Match(next(iter(pages)))
            if pages:
                return Match(
                    None,
                    f"{len(pages)} pages of this document are called {posixpath.basename(name)}."
                    " Give them different names, then import again.",
                )
        return None


def _base(name: str) -> str:
    return posixpath.basename(name.replace("\\", "/").strip())


def _folded(name: str) -> str:
    return _base(name).casefold()


def _stem(name: str) -> str:
    return posixpath.splitext(_folded(name))[0]


_KEYS: tuple[Callable[[str], str], ...] = (str.strip, _base, _folded, _stem)
