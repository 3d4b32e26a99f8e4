"""The few markups that a text may hold: ``<em> <strong> <s> <u>``, in pairs and without attributes.

Everything else that looks like a tag, and a tag without its partner, is just characters.
"""

import re
from collections.abc import Iterator
from typing import Literal

_TAG = re.compile(r"<(/?)(em|strong|s|u)>")


def plain_text(text: str) -> str:
    """The text without its markup: what the writing on the page says."""
    if "<" not in text:
        return text
    kept, at = [], 0
    for start, end in sorted(_paired(text)):
        kept.append(text[at:start])
        at = end
    return "".join(kept) + text[at:]


def _paired(text: str) -> list[tuple[int, int]]:
    """The spans of opening tags that are closed, and of the tags that close them."""
    found: list[tuple[int, int]] = []
    waiting: list[re.Match[str]] = []
    for tag in _TAG.finditer(text):
        if not tag[1]:
            waiting.append(tag)
            continue
        at = next((i for i in reversed(range(len(waiting))) if waiting[i][2] == tag[2]), None)
        if at is not None:
            found += [waiting[at].span(), tag.span()]
            del waiting[at:]
    return found


def pieces(text: str) -> Iterator[tuple[Literal["open", "close", "text"], str]]:
    """The text in order: words, and where its markup begins and ends, well nested."""
    at = 0
    for start, end in sorted(_paired(text)):
        if start > at:
            yield "text", text[at:start]
        tag = text[start:end].strip("</>")
        yield ("close" if text[start + 1] == "/" else "open"), tag
        at = end
    if at < len(text):
        yield "text", text[at:]
