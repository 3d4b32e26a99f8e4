"""The ranking and what it is made of: invariants that hold for any lines."""

from collections import Counter
from collections.abc import Hashable
from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from apps.worklist import ranking
from apps.worklist.hand import Picture, bands, measure_shape
from apps.worklist.ranking import Candidate, features, grams, rank
from apps.worklist.reasons import Known, named, rare_characters, reasons_for, usual_hand

WORDS = st.text(alphabet="abcdeéꝓſ ", max_size=20)
NOTHING = Known(0, {}, (), frozenset(), {})


@st.composite
def _candidates(draw: st.DrawFn) -> list[Candidate]:
    ids = draw(st.lists(st.integers(1, 99), unique=True, max_size=14))
    return [
        Candidate(line_id, draw(st.integers(1, 3)), draw(WORDS), draw(st.floats(0, 9)))
        for line_id in ids
    ]


def _shown(texts: list[str]) -> dict[Hashable, float]:
    counts = Counter[Hashable](gram for text in texts for gram in grams(text))
    return dict(counts)


@given(_candidates(), st.lists(WORDS, max_size=5))
def test_every_line_has_one_place_and_the_order_of_the_input_does_not_matter(
    candidates: list[Candidate], known: list[str]
) -> None:
    ranked = rank(candidates, _shown(known))
    assert sorted(row.candidate.line_id for row in ranked) == sorted(
        candidate.line_id for candidate in candidates
    )
    assert ranked == rank(candidates[::-1], _shown(known))


@given(_candidates().filter(bool))
def test_the_lazy_choice_is_the_greedy_one(candidates: list[Candidate]) -> None:
    objective = ranking._Objective(candidates, {})
    left = set(range(len(candidates)))
    for row in rank(sorted(candidates, key=lambda c: c.line_id), {}):
        rates = {n: objective.gain(n) / candidates[n].seconds for n in left}
        number = next(n for n in left if candidates[n] == row.candidate)
        assert rates[number] >= max(rates.values()) - 1e-9
        objective.take(number)
        left.remove(number)


@given(_candidates().filter(lambda rows: len(rows) > 1), st.floats(0.5, 9))
def test_more_errors_never_make_a_line_less_worth(rows: list[Candidate], more: float) -> None:
    def gain(candidates: list[Candidate]) -> float:
        mean = sum(row.errors for row in candidates) / len(candidates)
        share = ranking.UNCERTAINTY * rows[0].errors / max(mean, 1e-9)
        return ranking._Objective(candidates, {}).gain(0) if mean else share

    worse = [replace(rows[0], errors=rows[0].errors + more), *rows[1:]]
    assert gain(worse) >= gain(rows) - 1e-9


@given(WORDS.filter(str.strip), st.floats(0, 5))
def test_a_copy_of_a_chosen_line_is_worth_less(text: str, errors: float) -> None:
    ranked = rank([Candidate(number, 1, text, errors) for number in (1, 2)], {})
    assert ranked[1].gain < ranked[0].gain


@given(WORDS.filter(str.strip))
def test_a_line_that_was_corrected_elsewhere_adds_less(text: str) -> None:
    other = Candidate(2, 2, "zzz", 1.0)
    line = Candidate(1, 1, text, 1.0)
    new = next(row for row in rank([line, other], {}) if row.candidate == line)
    seen = next(row for row in rank([line, other], _shown([text] * 9)) if row.candidate == line)
    assert seen.gain <= new.gain


def test_rare_characters_and_other_pages_come_before_more_of_the_same() -> None:
    known: dict[Hashable, float] = _shown(["the quick brown fox"] * 40) | {("page", 1): 40.0}
    same = Candidate(1, 1, "the quick brown fox", 1.0)
    rare = Candidate(2, 1, "ꝓ quick brown fox.", 1.0)
    page = Candidate(3, 2, "the quick brown fox", 1.0)
    order = [row.candidate.line_id for row in rank([same, rare, page], known)]
    assert order[-1] == 1


def test_of_two_lines_alike_the_shorter_way_to_the_same_gain_comes_first() -> None:
    long = Candidate(1, 1, "aaaa " * 30, 3.0)
    short = Candidate(2, 1, "bbbb", 3.0)
    assert rank([long, short], {})[0].candidate == short


def test_lines_after_the_chosen_ones_keep_their_own_order() -> None:
    rows = [Candidate(number, 1, f"line {number}", number / 10) for number in range(30)]
    ranked = rank(rows, {}, chosen=5)
    rates = [row.rate for row in ranked[5:]]
    assert len(ranked) == 30 and rates == sorted(rates, reverse=True)
    assert rank([], {}) == []


def test_features_tell_page_hand_and_grams() -> None:
    shown = features(Candidate(1, 7, "ab", 0, ("slant 4",)))
    assert shown["page", 7] == 1 and shown["hand", "slant 4"] == 1
    assert shown["ab"] == 1 and shown[" ab"] == 1


def test_the_hand_is_measured_from_outline_and_picture() -> None:
    image = Image.new("L", (400, 100), 255)
    draw = ImageDraw.Draw(image)
    for x in range(20, 380, 20):
        draw.line((x, 80, x + 25, 20), fill=0, width=4)
    mask = ((0, 0), (399, 0), (399, 99), (0, 99))
    found = Picture.of(image, 400).measure(mask)
    assert 0.05 < found["ink"] < 0.5
    assert 15 < found["slant"] < 35
    upright = Image.new("L", (400, 100), 255)
    draw = ImageDraw.Draw(upright)
    for x in range(20, 380, 20):
        draw.line((x, 80, x, 20), fill=0, width=4)
    assert abs(Picture.of(upright, 400).measure(mask)["slant"]) < 3
    shape = measure_shape(((0, 50), (400, 50)), mask, 40)
    assert shape == {"height": 399 * 99 / 400, "letter": 10.0}
    assert measure_shape(None, mask, 4) == {}
    assert Picture.of(upright, 400).measure(((0, 0), (1, 0), (1, 1))) == {}
    assert bands([{"ink": 0.1}, {"ink": 0.9}, {}]) == [("ink 0",), ("ink 4",), ()]


def test_reasons_are_words() -> None:
    known = Known(
        lines=40,
        characters=Counter("the quick brown fox jumps over it" * 30) | Counter("ꝓꝓꝓ"),
        grams=set(grams("the quick brown fox")),
        alphabet=frozenset("thequickbrownfxjmpsvꝓ ."),
        hand={"height": (40.0, 2.0)},
    )
    assert reasons_for("the quick brown fox", 9, {}, known) == ["unsure of 9 characters"]
    assert reasons_for("the quick ꝓ fox", 1, {}, known)[:2] == [
        "unsure of 1 character",
        "has ꝓ, seen 3 times",
    ]
    assert "has ⁊, which the model does not know" in reasons_for("⁊ the", 0, {}, known)
    assert "words unlike those corrected so far" in reasons_for("jumps over it", 0, {}, known)
    looks = reasons_for("the quick", 0, {"height": 60.0}, known)
    assert looks == ["written larger than the corrected lines"]
    assert reasons_for("  ", 0, {}, known) == ["nothing was read here"]
    assert reasons_for("the quick", 0, {}, known)
    assert rare_characters("ꝓ⁊", NOTHING) == []
    assert named("\u0303") == "◌\u0303"
    rows = [{"height": float(value)} for value in range(30)]
    assert set(usual_hand(rows)) == {"height"} and usual_hand(rows[:3]) == {}
    assert np.isclose(usual_hand(rows)["height"][0], 14.5)
