"""The text of a page as people read it: line by line, or flowing, joined where words are parted."""

from collections.abc import Iterable

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
        if not whole:
            whole = text
        elif _is_parted(whole, text):
            is_name = whole[-1] in _PERHAPS_KEPT and text[0].isupper()
            keeps = is_name or whole[-1] in _KEPT
            whole = f"{whole if keeps else whole[:-1]}{text}"
        else:
            whole = f"{whole} {text}"
    return whole


def _is_parted(before: str, after: str) -> bool:
    """Whether a word goes on: a letter, a sign that parts, a letter; scripts without case too."""
    return (
        len(before) > 1 and before[-1] in _PARTING and before[-2].isalpha() and after[0].isalpha()
    )
