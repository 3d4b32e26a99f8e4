"""The way characters run in lines of several scripts."""

import pytest

from apps.layout.bidi import has_rtl, is_rtl, levels, visual_order


@pytest.mark.parametrize(
    ("text", "rtl", "seen"),
    [
        ("abc def", False, "abc def"),
        ("abc אבג def", False, "abc גבא def"),
        ("אבג abc דהו", True, "והד abc גבא"),
        ("אבג 123 דהו", True, "והד 123 גבא"),
        ("abc אבג 123 דהו xyz", False, "abc והד 123 גבא xyz"),
        ("سطر 12.5 abc", True, "abc 12.5 رطس"),
        ("price: 12$ (אב)", False, "price: 12$ (בא)"),
        ("אב -5, 7%", True, "7% ,5- בא"),
        ("בָ a", True, "a ָב"),
        ("٣٤ ٥", False, "٥ ٣٤"),
        ("אב  ", True, "  בא"),
        ("", True, ""),
    ],
)
def test_lines_are_seen_in_the_order_of_their_scripts(text: str, rtl: bool, seen: str) -> None:
    order = visual_order(levels(text, rtl=rtl))
    assert "".join(text[place] for place in order) == seen


def test_the_first_letter_tells_the_direction() -> None:
    assert is_rtl("12. שלום abc")
    assert not is_rtl("12. abc שלום")
    assert not is_rtl("12.")
    assert has_rtl("abc שלום")
    assert not has_rtl("abc 12 é")
