"""The text of a page as people read it: line by line, or flowing, joined where words are parted."""

from collections.abc import Iterable
from unicodedata import east_asian_width

from apps.formats.blocks import blocks
from apps.layout.markup import plain_text
from apps.layout.types import LineLayout, PageLayout

# Signs at the end of a line that part a word and are not part of it.
_PARTING = "-\u2010\u00ac\u00ad\u2e17\u2e5a\u058a\u05be"
# These may as well belong to the word (Nord-Amerika); a maqaf always does.
_PERHAPS_KEPT = "-\u2010"
_KEPT = "\u05be"


def said(lines: Iterable[LineLayout]) -> list[str]:
    """The texts of lines without their markup; lines without text are left out."""
    texts = (plain_text(line.text.text) for line in lines if line.text)
    return [text for text in texts if text]


def paragraphs(layout: PageLayout) -> list[list[str]]:
    """The texts of lines, region by region."""
    return [texts for block in blocks(layout) if (texts := said(block.lines))]


def joined(texts: Iterable[str]) -> str:
    """Lines as one text: parted words in one piece, a space between others."""
    whole = ""
    for text in texts:
        if whole:
            dropped, between = joint(whole, text)
            whole = f"{whole[: len(whole) - dropped]}{between}"
        whole += text
    return whole


def joint(before: str, after: str) -> tuple[int, str]:
    """How many characters fall off the end of a line, and what comes before the next one."""
    if _is_parted(before, after):
        is_name = before[-1] in _PERHAPS_KEPT and after[0].isupper()
        return (0 if is_name or before[-1] in _KEPT else 1), ""
    return 0, "" if _is_close_set(before[-1]) and _is_close_set(after[0]) else " "


def _is_close_set(char: str) -> bool:
    """Whether a script puts no spaces between its words: Chinese and Japanese, not Korean."""
    return east_asian_width(char) in ("W", "F") and not "\uac00" <= char <= "\ud7a3"


def _is_parted(before: str, after: str) -> bool:
    """Whether a word goes on: a letter, a sign that parts, a letter; scripts without case too."""
    return (
        len(before) > 1 and before[-1] in _PARTING and before[-2].isalpha() and after[0].isalpha()
    )
