"""Error rates and confusions."""

import jiwer
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.engine.evaluation import Confusion, differences, evaluate
from apps.engine.relaxation import RELAXATIONS


def test_equal_texts_have_no_errors() -> None:
    report = evaluate([("abc def", "abc def")])
    assert (report.cer, report.wer, report.lines, report.words) == (0, 0, 1, 2)
    assert report.confusions == ()


def test_rates_are_over_all_lines_together() -> None:
    report = evaluate([("abcd", "abxd"), ("efgh ij", "efgh")])
    assert report.character_errors == 4
    assert report.cer == pytest.approx(4 / 11)
    assert report.wer == pytest.approx(2 / 3)


def test_confusions_name_what_was_left_out_and_put_in() -> None:
    report = evaluate([("aab", "ab"), ("cd", "cxd"), ("e", "c"), ("e", "c")])
    assert report.confusions[0] == Confusion("e", "c", 2, (2, 3))
    assert Confusion("a", "", 1, (0,)) in report.confusions
    assert Confusion("", "x", 1, (1,)) in report.confusions


def test_nothing_to_compare_is_no_error_and_text_from_nothing_is_one() -> None:
    assert evaluate([]).cer == 0
    assert evaluate([("", "noise")]).cer == 1


def test_letters_that_became_one_are_one_confusion() -> None:
    found = {(pair.expected, pair.read) for pair in evaluate([("corn", "com")]).confusions}
    assert found == {("rn", "m")}


def test_a_letter_keeps_its_marks() -> None:
    found = {(c.expected, c.read) for c in evaluate([("cafe\u0301", "cafe")]).confusions}
    assert found == {("e\u0301", "e")}


words = st.text("abc éſs.,אب ", max_size=20)


@given(words, words)
def test_the_pieces_spell_both_texts(right: str, read: str) -> None:
    pieces = differences(right, read)
    assert "".join(piece for piece, _ in pieces) == right
    assert "".join(piece for _, piece in pieces) == read


lines = st.lists(st.tuples(st.text("abcé ſ.", min_size=1).filter(str.strip), words), min_size=1)


@given(lines)
def test_rates_are_those_of_jiwer(pairs: list[tuple[str, str]]) -> None:
    pairs = [(right.strip(), read.strip()) for right, read in pairs]
    report = evaluate(pairs)
    references, hypotheses = [right for right, _ in pairs], [read for _, read in pairs]
    assert report.cer == pytest.approx(jiwer.cer(references, hypotheses), abs=1e-12)
    assert report.wer == pytest.approx(jiwer.wer(references, hypotheses), abs=1e-12)
    counts = jiwer.process_characters(references, hypotheses)
    assert report.character_errors == (counts.substitutions + counts.insertions + counts.deletions)


def test_the_interval_holds_the_rate_and_narrows_with_more_lines() -> None:
    lines = [("abcdefghij", "abcdefghij"), ("abcdefghij", "abcxefghij")]
    few, many = evaluate(lines * 5), evaluate(lines * 500)
    assert few.interval and many.interval
    assert few.interval[0] <= few.cer <= few.interval[1]
    assert many.interval[1] - many.interval[0] < few.interval[1] - few.interval[0]
    assert evaluate(lines[:1]).interval is None


@pytest.mark.parametrize(
    ("name", "right", "read"),
    [
        ("case", "Über", "über"),
        ("diacritics", "cafe\u0301 שָׁ", "cafe ש"),
        ("punctuation", "so, it is.", "so it is"),
        ("spaces", "to gether", "together"),
        ("long s", "ſo", "so"),
        ("Unicode form", "cafe\u0301", "café"),
        ("all of these", "Ça, ſo !", "ca so"),
    ],
)
def test_a_difference_may_be_left_out_of_the_count(name: str, right: str, read: str) -> None:
    report = evaluate([(right, read)])
    assert report.cer > 0
    assert report.relaxed[name] == 0
    assert set(report.relaxed) == set(RELAXATIONS)


@pytest.mark.kraken
def test_rates_are_those_that_ketos_test_reports() -> None:
    from apps.engine.torchvision_ops import ensure_schemas

    ensure_schemas()
    from torchmetrics.text import CharErrorRate, WordErrorRate

    pairs = [
        ("corn flour", "com flour"),
        ("ſo lang", "so  lange"),
        ("קול קורא", "קול"),
        ("a", "bcd"),
    ]
    references, hypotheses = [right for right, _ in pairs], [read for _, read in pairs]
    report = evaluate(pairs)
    assert float(CharErrorRate()(hypotheses, references)) == pytest.approx(report.cer, abs=1e-7)
    assert float(WordErrorRate()(hypotheses, references)) == pytest.approx(report.wer, abs=1e-7)
