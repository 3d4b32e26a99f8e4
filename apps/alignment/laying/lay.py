"""Lays a text onto the lines of pages: which piece of it belongs to which line, and how surely."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from apps.alignment.laying.cuts import said, spans_of
from apps.alignment.laying.letters import letters_of
from apps.alignment.laying.options import LayingOptions
from apps.alignment.laying.places import place_lines
from apps.alignment.laying.seeds import TextIndex

LETTERS_AT_ONCE = 150_000
"""Pages are laid in lots of so many letters, so that memory does not grow with the book."""


@dataclass(frozen=True, slots=True)
class LaidLine:
    """The piece of the text for a line; ``text`` is empty where the line is not in the text.

    ``score`` is how like the piece is to what was read, 0 to 1, without case, accents, spaces and
    punctuation. ``start`` and ``end`` are its places in the text.
    """

    text: str = ""
    score: float = 0.0
    start: int = -1
    end: int = -1


class TextLayer:
    """A text made ready to be laid onto any number of pages."""

    def __init__(self, text: str, options: LayingOptions) -> None:
        self._text, self._options = text, options
        self._letters = letters_of(text)
        self._index = TextIndex(self._letters, options.n_gram)

    @property
    def size(self) -> int:
        """How many letters the text has."""
        return len(self._letters)

    def lay(
        self, pages: Sequence[Sequence[str]], check: Callable[[], None] = lambda: None
    ) -> Iterator[list[LaidLine]]:
        """For each page, given as what was read on its lines, the piece for each line.

        ``check`` is called often; what it raises ends the work.
        """
        for lot in self._lots(pages):
            laid = self._lay([line for page in lot for line in page], check)
            start = 0
            for page in lot:
                yield laid[start : start + len(page)]
                start += len(page)

    def _lots(self, pages: Sequence[Sequence[str]]) -> Iterator[list[Sequence[str]]]:
        lot: list[Sequence[str]] = []
        size = 0
        for page in pages:
            lot.append(page)
            size += sum(map(len, page))
            if size >= LETTERS_AT_ONCE or not self._options.is_running:
                yield lot
                lot, size = [], 0
        if lot:
            yield lot

    def _lay(self, read: Sequence[str], check: Callable[[], None]) -> list[LaidLine]:
        lines = place_lines(self._index, [letters_of(line) for line in read], self._options, check)
        spans = spans_of(self._text, self._letters, lines, read)
        laid = []
        for line, span, letters in zip(read, spans, lines.letters, strict=True):
            if span is None or span.start >= span.end:
                laid.append(LaidLine())
                continue
            text = said(self._text, span, line, add_hyphens=self._options.add_hyphens)
            start, end = self._letters.place(span.start), self._letters.place(span.end)
            score = Levenshtein.normalized_similarity(letters.text, self._letters.text[start:end])
            laid.append(LaidLine(text, round(score, 4), span.start, span.end))
        return laid
