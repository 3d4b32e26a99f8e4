"""What is looked for, and where it stands in a text: plain words or a regular expression.

Regular expressions are those of the ``regex`` package: Python's, with Unicode properties. A plain
search compares decomposed letters, so that é is é however it was typed; an expression sees the
text as it is stored, unless marks are passed over: then neither side has any.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from time import monotonic

import regex

from apps.common.errors import ApplicationError
from apps.search.folding import MARKS, Folded, fold, may_contain
from apps.search.template import Template, check_words

MAX_PATTERN = 1000
SECONDS_PER_LINE = 1.0
SECONDS = 10.0
"""How long one search may spend in an expression, over all texts."""

_TAG = regex.compile(r"</?(?:em|strong|s|u)>")
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}_]")
_UNSPACED = regex.compile(
    r"[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}"
    r"\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}]"
)
_SAME_AS_OTHERS = frozenset("sSkK")  # case folding makes ſ and the Kelvin sign equal to these


@dataclass(frozen=True, slots=True)
class Query:
    """Words or an expression, and how literally they are meant."""

    text: str
    is_regex: bool = False
    match_case: bool = False
    whole_words: bool = False
    ignore_marks: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a match stands, and what would be put there."""

    start: int
    end: int
    insert: str = ""


class Finder:
    """A query made ready; ``replacement`` fills the hits' ``insert``."""

    def __init__(self, query: Query, replacement: str | None = None) -> None:
        if not query.text or len(query.text) > MAX_PATTERN or "\0" in query.text:
            raise ApplicationError("invalid", f"Search for 1 to {MAX_PATTERN} characters.")
        self.query = query
        self._left = SECONDS
        self._words, self._template = "", None
        if query.is_regex:
            self._pattern = _compiled(query)
            if replacement is not None:
                names = self._pattern.groupindex
                groups = self._pattern.groups
                self._template = Template(replacement, groups=groups, names=names)
        else:
            self._words = check_words(replacement or "")
            self._needle = self._fold(query.text).text
            if not self._needle:
                raise ApplicationError("invalid", "Search for a letter, or do not ignore marks.")

    def hits(self, text: str) -> list[Hit]:
        """Where the query stands in ``text``, from left to right; never inside a sign of markup."""
        found = self._matches(text) if self.query.is_regex else self._plain(text)
        tags = [tag.span() for tag in _TAG.finditer(text)] if "<" in text else []
        return [hit for hit in found if not _cuts(hit, tags) and self._is_whole(text, hit)]

    @property
    def fragment(self) -> str:
        """Letters that every text with a hit holds as they are, for the database to look for.

        Empty where there are none: case and marks fold differently in each database.
        """
        query = self.query
        if query.is_regex or query.ignore_marks:
            return ""
        safe = "".join(
            char if _is_literal(char, query) else "\0"
            for char in unicodedata.normalize("NFC", query.text)
        )
        return max(safe.split("\0"), key=len)

    def _fold(self, text: str) -> Folded:
        query = self.query
        return fold(text, case=not query.match_case, marks=query.ignore_marks)

    def _plain(self, text: str) -> Iterator[Hit]:
        query = self.query
        options = {"case": not query.match_case, "marks": query.ignore_marks}
        if not may_contain(text, self._needle, **options):
            return
        folded = self._fold(text)
        at = folded.text.find(self._needle)
        while at >= 0:
            end = at + len(self._needle)
            span = folded.span(at, end)
            if span:
                yield Hit(*span, self._words)
            at = folded.text.find(self._needle, end if span else at + 1)

    def _matches(self, text: str) -> list[Hit]:
        folded = Folded(text, None)
        if self.query.ignore_marks:
            folded = fold(text, case=False, marks=True)
        began = monotonic()
        try:
            timeout = max(0.01, min(SECONDS_PER_LINE, self._left))
            found = list(self._pattern.finditer(folded.text, timeout=timeout))
        except TimeoutError as error:
            raise ApplicationError(
                "too_slow",
                "This regular expression takes too long. Make it simpler: repeat less inside"
                " of what is repeated.",
            ) from error
        self._left -= monotonic() - began
        hits = (self._hit(text, folded, match) for match in found)
        return [hit for hit in hits if hit]

    def _hit(self, text: str, folded: Folded, match: "regex.Match[str]") -> Hit | None:
        span = folded.span(*match.span())
        if span is None or self._template is None:
            return Hit(*span) if span else None

        def group(number: int) -> str:
            start, end = match.span(number)
            places = folded.span(start, end) if start >= 0 else None
            return text[places[0] : places[1]] if places else ""

        return Hit(*span, self._template.fill(group))

    def _is_whole(self, text: str, hit: Hit) -> bool:
        if not self.query.whole_words:
            return True
        return not (_joins(text, hit.start) or _joins(text, hit.end))


def replaced(text: str, hits: Iterable[Hit]) -> str:
    """The text with these hits replaced."""
    pieces, at = [], 0
    for hit in hits:
        pieces += [text[at : hit.start], hit.insert]
        at = hit.end
    return "".join((*pieces, text[at:]))


def _compiled(query: Query) -> "regex.Pattern[str]":
    text = query.text
    if query.ignore_marks:
        text = MARKS.sub("", unicodedata.normalize("NFD", text))
    flags = 0 if query.match_case else regex.IGNORECASE
    try:
        return regex.compile(text, flags)
    except regex.error as error:
        position = min(error.pos or 0, len(text))
        message = f"The regular expression has a fault at character {position + 1}: {error.msg}."
        details = {"field": "q", "position": position}
        raise ApplicationError("invalid", message, details=details) from error
    except (RecursionError, OverflowError) as error:
        raise ApplicationError("invalid", "The regular expression is too deep.") from error


def _cuts(hit: Hit, tags: Iterable[tuple[int, int]]) -> bool:
    return any(first < hit.start < last or first < hit.end < last for first, last in tags)


def _joins(text: str, place: int) -> bool:
    """Whether a word goes on over this place; scripts without spaces have a word a letter."""
    if not 0 < place < len(text):
        return False
    around = text[place - 1], text[place]
    return all(_WORD.match(char) and not _UNSPACED.match(char) for char in around)


def _is_literal(char: str, query: Query) -> bool:
    """Whether every spelling of a hit has just this character, or its other ASCII case."""
    if char.isascii():
        return char.isprintable() and (query.match_case or char not in _SAME_AS_OTHERS)
    is_plain = unicodedata.normalize("NFD", char) == char and not unicodedata.combining(char)
    return is_plain and char.upper() == char.lower() == char.casefold() == char
