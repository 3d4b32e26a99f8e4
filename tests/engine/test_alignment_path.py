"""The likeliest way through a network's output that spells a text."""

import numpy as np
import pytest

from apps.engine.alignment_path import Token, stretches, tokens_of

LABELS = {"a": [1], "b": [2], "c": [3], "\u0301": [4], "th": [5]}


def _shares(spelled: list[int], labels: int = 6) -> np.ndarray:  # type: ignore[type-arg]
    """An output in which each column says one label for sure."""
    shares = np.full((len(spelled), labels), 0.01)
    shares[range(len(spelled)), spelled] = 1 - 0.01 * (labels - 1)
    return shares


def test_characters_lie_where_the_network_sees_them() -> None:
    found = stretches(_shares([0, 1, 0, 0, 2, 2, 0, 3, 0]), tokens_of("abc", LABELS))
    assert found is not None
    assert [round((each.start + each.end) / 2, 1) for each in found] == [1.5, 4.8, 8.4]
    assert all(each.confidence and each.confidence > 0.9 for each in found)
    assert found[0].end == found[1].start


def test_a_letter_twice_needs_a_gap_between() -> None:
    assert stretches(_shares([1, 0, 1]), tokens_of("aa", LABELS)) is not None
    assert stretches(_shares([1, 1]), tokens_of("aa", LABELS)) is None
    assert stretches(_shares([1]), tokens_of("abc", LABELS)) is None


def test_what_the_model_does_not_know_lies_where_something_is() -> None:
    tokens = tokens_of("aXc", LABELS)
    assert tokens[1] == Token(1, ())
    found = stretches(_shares([0, 1, 0, 2, 2, 0, 3, 0]), tokens)
    assert found is not None
    assert found[1].confidence is None
    assert found[1].start < 3.5 < found[1].end


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("th", [Token(2, (5,))]),
        ("\u00e1", [Token(1, (1, 4))]),
        ("a\u0301", [Token(1, (1,)), Token(1, (4,))]),
        ("\uff41", [Token(1, (1,))]),
        ("?", [Token(1, ())]),
    ],
)
def test_letters_are_known_however_they_are_composed(text: str, tokens: list[Token]) -> None:
    assert tokens_of(text, LABELS) == tokens


def test_a_composed_letter_of_the_model_stands_for_letter_and_mark() -> None:
    assert tokens_of("e\u0301", {"\u00e9": [7]}) == [Token(2, (7,))]
