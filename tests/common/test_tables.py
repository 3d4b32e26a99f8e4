"""Tables for spreadsheets."""

from apps.common.tables import csv_text


def test_what_reads_like_a_formula_is_none() -> None:
    assert csv_text([("=1+1", "a", 3, -2, "-2")]) == "'=1+1,a,3,-2,'-2\r\n"
