"""The likeliest way through a network's output that spells a given text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from unicodedata import combining, normalize

import numpy as np
import numpy.typing as npt

Shares = npt.NDArray[np.float64]
_LEAST = 1e-9
_UNKNOWN = 0.5
"""What a sign that the network does not know is believed, of what the likeliest known one is."""


@dataclass(frozen=True, slots=True)
class Token:
    """Some characters and the labels that stand for them; none where the network has no such."""

    characters: int
    labels: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """From which column to which a token was found, and how sure the network is; ``None`` where
    it does not know the characters."""

    start: float
    end: float
    confidence: float | None


def tokens_of(text: str, labels: Mapping[str, Sequence[int]]) -> list[Token]:
    """The text in pieces that the network knows, whichever way it composes its letters."""
    longest = max(map(len, labels), default=1)
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        token = _known(text, at, labels, longest) or _composed(text, at, labels)
        tokens.append(token)
        at += token.characters
    return tokens


def _known(text: str, at: int, labels: Mapping[str, Sequence[int]], longest: int) -> Token | None:
    for length in range(min(longest, len(text) - at), 0, -1):
        if found := labels.get(text[at : at + length]):
            return Token(length, tuple(found))
    return None


def _composed(text: str, at: int, labels: Mapping[str, Sequence[int]]) -> Token:
    """A letter with its marks, as one sign or as several; without labels where there is none."""
    end = at + 1
    while end < len(text) and combining(text[end]):
        end += 1
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        signs = normalize(form, text[at:end])
        if all(sign in labels for sign in signs):
            return Token(end - at, tuple(label for sign in signs for label in labels[sign]))
    signs = normalize("NFKD", text[at])[:1]
    return Token(1, tuple(labels.get(signs, ())))


def stretches(shares: Shares, tokens: Sequence[Token]) -> list[Stretch] | None:
    """Where each token stands; ``shares`` has a row for each column of the line and a share for
    each label, the first one for nothing. ``None`` where the text is too long for the line.
    """
    units = [label for token in tokens for label in token.labels or (-1,)]
    path = _path(shares, units)
    if path is None:
        return None
    spans = _spans(path, len(units))
    places: list[Stretch] = []
    at = 0
    for token in tokens:
        own = range(at, at + max(1, len(token.labels)))
        start, end = spans[own[0]][0], spans[own[-1]][1]
        sure = [shares[slice(*spans[i]), units[i]].max() for i in own] if token.labels else []
        places.append(Stretch(start, end, float(np.mean(sure)) if sure else None))
        at = own[-1] + 1
    return _touching(places)


def _path(shares: Shares, units: Sequence[int]) -> npt.NDArray[np.int64] | None:
    """The state of each column: 2n + 1 for the unit n, even numbers for nothing between them."""
    logs = np.log(np.maximum(shares, _LEAST))
    any_sign = logs[:, 1:].max(axis=1) + np.log(_UNKNOWN)
    known = np.array(units)
    emissions = np.repeat(logs[:, :1], 2 * len(units) + 1, axis=1)
    emissions[:, 1::2] = np.where(known >= 0, logs[:, known], any_sign[:, None])
    may_skip = np.zeros(emissions.shape[1], dtype=bool)
    may_skip[3::2] = (known[1:] != known[:-1]) | (known[1:] < 0)
    score = np.full(emissions.shape[1], -np.inf)
    score[:2] = emissions[0, :2]
    steps = np.zeros(emissions.shape, dtype=np.int8)
    for column in range(1, len(emissions)):
        ways = np.full((3, len(score)), -np.inf)
        ways[0] = score
        ways[1, 1:] = score[:-1]
        ways[2, 2:] = np.where(may_skip[2:], score[:-2], -np.inf)
        steps[column] = ways.argmax(axis=0)
        score = ways.max(axis=0) + emissions[column]
    state = len(score) - 1 - int(score[-2] > score[-1])
    if not np.isfinite(score[state]):
        return None
    path = np.zeros(len(emissions), dtype=np.int64)
    for column in range(len(emissions) - 1, -1, -1):
        path[column] = state
        state -= int(steps[column, state])
    return path


def _spans(path: npt.NDArray[np.int64], count: int) -> list[tuple[int, int]]:
    states = 2 * np.arange(count) + 1
    starts, ends = np.searchsorted(path, states, "left"), np.searchsorted(path, states, "right")
    return list(zip(starts.tolist(), ends.tolist(), strict=True))


def _touching(places: Sequence[Stretch]) -> list[Stretch]:
    """Networks mark the middle of a character: neighbours share what lies between them."""
    if not places:
        return []
    borders = [(a.end + b.start) / 2 for a, b in pairwise(places)]
    half = float(
        np.median([border - place.start for border, place in zip(borders, places, strict=False)])
        if borders
        else 1.0
    )
    first, last = max(0.0, places[0].start - half), places[-1].end + half
    edges = [first, *borders, last]
    return [
        Stretch(start, end, place.confidence)
        for place, start, end in zip(places, edges, edges[1:], strict=False)
    ]
