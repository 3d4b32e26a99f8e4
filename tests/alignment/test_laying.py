"""Pieces of a text find their lines: in another order, with gaps, badly read, in any script."""

import random
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.alignment.laying.fitting import Fit, fit_all
from apps.alignment.laying.lay import LaidLine, TextLayer
from apps.alignment.laying.letters import letters_of
from apps.alignment.laying.options import LayingOptions
from tests.alignment.editions import is_right, misread, running_text

SYLLABLES = "la ro ment es qui de ver ti on pre sa lu cor ne bel fa gra ille ou an tre mi".split()  # noqa: SIM905


def _lines(rng: random.Random, count: int) -> list[str]:
    def word() -> str:
        return "".join(rng.choice(SYLLABLES) for _ in range(rng.randint(1, 4)))

    return [" ".join(word() for _ in range(rng.randint(5, 8))) for _ in range(count)]


def lay(text: str, *pages: list[str], **options: object) -> list[LaidLine]:
    laid = TextLayer(text, LayingOptions(**options)).lay(pages)  # type: ignore[arg-type]
    return [line for page in laid for line in page]


def texts(text: str, *lines: str, **options: object) -> list[str]:
    return [line.text for line in lay(text, list(lines), **options)]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([0.0, 0.1, 0.2]))
def test_shuffled_paragraphs_with_pieces_missing_find_their_lines(seed: int, share: float) -> None:
    rng = random.Random(seed)
    paragraphs = [_lines(rng, rng.randint(4, 8)) for _ in range(8)]
    kept = rng.sample(paragraphs, 6)
    letters = "".join(line for lines in paragraphs for line in lines)
    read = [[misread(line, share, letters, rng) for line in lines] for lines in paragraphs]
    laid = TextLayer(running_text(kept), LayingOptions()).lay(read)
    right = wrong = invented = 0
    for lines, found in zip(paragraphs, laid, strict=True):
        for line, piece in zip(lines, found, strict=True):
            if lines in kept:
                right += is_right(line, piece.text)
                wrong += not is_right(line, piece.text)
            else:
                invented += piece.score >= 0.7
    assert right >= 0.9 * (right + wrong)
    assert invented == 0


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.lists(st.text(max_size=40), max_size=12))
def test_anything_can_be_laid_onto_anything(text: str, lines: list[str]) -> None:
    for found in lay(text, lines, add_hyphens=True):
        assert 0 <= found.score <= 1
        assert found.start == -1 or found.start < found.end <= len(text)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=120))
def test_letters_know_where_they_come_from(text: str) -> None:
    letters = letters_of(text)
    assert len(letters.text) == len(letters.origins)
    assert list(letters.origins) == sorted(letters.origins)
    assert not any(unicodedata.category(char) == "Mn" for char in letters.text)


@settings(max_examples=80, deadline=None)
@given(st.text("abc", min_size=1, max_size=12), st.text("abc", max_size=20))
def test_the_best_piece_is_the_best_of_all(line: str, window: str) -> None:
    from rapidfuzz.distance import Levenshtein

    (found,) = fit_all([(line, window)])
    spans = [(i, j) for i in range(len(window) + 1) for j in range(i, len(window) + 1)]
    assert found.cost == min(Levenshtein.distance(line, window[i:j]) for i, j in spans)
    assert Levenshtein.distance(line, window[found.start : found.end]) == found.cost


def test_many_lines_at_once_fit_as_each_of_them_alone() -> None:
    rng = random.Random(5)
    pairs = [(_lines(rng, 1)[0], " ".join(_lines(rng, 2))) for _ in range(40)]
    assert fit_all(pairs) == [fit_all([pair])[0] for pair in pairs]
    assert fit_all([]) == []
    assert fit_all([("ab", "")]) == [Fit(0, 0, 2)]


def test_words_stay_whole_where_the_line_ends_between_them() -> None:
    text = "In the beginning was the word, and the word was with them from the first day on."
    assert texts(
        text, "In the beginninq was the", "vvord, and thc word was with", "them frorn"
    ) == [
        "In the beginning was the",
        "word, and the word was with",
        "them from",
    ]


@pytest.mark.parametrize(
    ("read", "wanted"),
    [
        (["a very consider-", "able amount of rain"], ["a very consider-", "able amount of rain"]),
        (["a very consider¬", "able amount of rain"], ["a very consider¬", "able amount of rain"]),
        (["a very consider", "able amount of rain"], ["a very consider", "able amount of rain"]),
        (["a very considerab", "amount of rain"], ["a very considerable", "amount of rain"]),
    ],
)
def test_words_are_parted_only_where_the_lines_part_them(
    read: list[str], wanted: list[str]
) -> None:
    text = "There fell a very considerable amount of rain that day."
    assert texts(text, *read) == wanted


def test_a_hyphen_is_put_where_it_is_wanted() -> None:
    text = "There fell a very considerable amount of rain that day."
    read = ("a very consider", "able amount of rain")
    assert texts(text, *read, add_hyphens=True)[0] == "a very consider-"


def test_hyphens_and_line_breaks_of_the_edition_go() -> None:
    text = "There fell a very consid-\nerable amount\nof rain that well-known day in Alt-\nAussee."
    read = (
        "There fell a very",
        "considerable amount of rain",
        "that well-known day",
        "in Alt-Aussee",
    )
    assert texts(text, *read) == [
        "There fell a very",
        "considerable amount of rain",
        "that well-known day",
        "in Alt-Aussee.",
    ]


def test_another_spelling_is_no_obstacle() -> None:
    text = "Le roy vint à Paris et iura que iamais il ne feroit la guerre à ses voisins."
    read = ("le roi vint a paris & jura que", "jamais il ne feroit la guerre", "a ſes voiſins")
    assert texts(text, *read) == [
        "Le roy vint à Paris et iura que",
        "iamais il ne feroit la guerre",
        "à ses voisins.",
    ]


def test_scripts_without_spaces_and_from_right_to_left() -> None:
    japanese = "資料デジタル化の手引きは、平成二十三年に改訂された。"
    read = ["資料テジタル化の手引", "きは、平成二十三年に", "改訂ざれた。"]
    assert texts(japanese, *read) == [
        "資料デジタル化の手引",
        "きは、平成二十三年に",
        "改訂された。",
    ]
    arabic = "بسم الله الرحمن الرحيم الحمد لله رب العالمين مالك يوم الدين"
    assert texts(arabic, "بسم الله الرحمان الرحيم", "الحمد لله رب العلمين") == [
        "بسم الله الرحمن الرحيم",
        "الحمد لله رب العالمين",
    ]


def test_pages_by_themselves_when_they_are_no_running_text() -> None:
    rng = random.Random(2)
    lines = _lines(rng, 30)
    pages = [lines[20:], lines[:10]]
    found = lay(running_text([lines]), *pages, is_running=False)
    assert [each.text for each in found] == lines[20:] + lines[:10]


@pytest.mark.parametrize(
    "options", [{"n_gram": 2}, {"max_offset": 20, "beam_size": 0}, {"beam_size": 1}, {"gap": 1}]
)
def test_every_option_is_taken(options: dict[str, int]) -> None:
    lines = _lines(random.Random(4), 40)
    found = texts(running_text([lines]), *lines, **options)
    assert sum(map(is_right, lines, found)) >= 36


def test_what_stands_between_lines_of_the_edition_is_left_out() -> None:
    rng = random.Random(9)
    lines, note = (
        _lines(rng, 10),
        "[page 17 of the third edition, printed at Leyden in the year 1702]",
    )
    text = running_text([lines[:5]]) + note + " " + running_text([lines[5:]])
    assert texts(text, *lines) == lines


def test_the_work_can_be_stopped() -> None:
    class Stopped(Exception):
        pass

    def stop() -> None:
        raise Stopped

    layer = TextLayer("some words to be found", LayingOptions())
    with pytest.raises(Stopped):
        list(layer.lay([["some words"]], stop))
