"""Error rates and confusions."""

import pytest

from apps.engine.evaluation import Confusion, evaluate


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
    assert report.confusions[0] == Confusion("e", "c", 2)
    assert Confusion("a", "", 1) in report.confusions
    assert Confusion("", "x", 1) in report.confusions


def test_nothing_to_compare_is_no_error_and_text_from_nothing_is_one() -> None:
    assert evaluate([]).cer == 0
    assert evaluate([("", "noise")]).cer == 1
