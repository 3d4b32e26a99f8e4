"""Error rates count edits over the length of what is right."""

import pytest

from apps.layout.metrics import ErrorCount, cer, character_errors, total, wer


@pytest.mark.parametrize(
    ("reference", "hypothesis", "characters", "words"),
    [
        ("abcd", "abcd", 0, 0),
        ("abcd", "abxd", 0.25, 1),
        ("one two", "one too", 1 / 7, 0.5),
        ("", "", 0, 0),
        ("", "x", 1, 1),
        ("ab", "", 1, 1),
        ("a", "abcdef", 1, 0 + 1),
        ("دو سه", "دو سه", 0, 0),
    ],
)
def test_rates(reference: str, hypothesis: str, characters: float, words: float) -> None:
    assert cer(reference, hypothesis) == pytest.approx(characters)
    assert wer(reference, hypothesis) == pytest.approx(words)


def test_counts_add_up_by_length() -> None:
    counts = [character_errors("abcdefghi", "abcdefghi"), character_errors("a", "b")]
    assert total(counts) == ErrorCount(1, 10)
    assert total(counts).rate == 0.1
    assert total([]).rate == 0
