"""Markup is taken out of a text in pairs, and nothing else with it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.formats.registry import codec
from apps.layout.markup import plain_text
from apps.layout.types import LineLayout, LineText, PageLayout


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("no markup", "no markup"),
        ("an <em>old</em> <strong>hand</strong>", "an old hand"),
        ("<s><u>gone</u></s>", "gone"),
        ("<em>a<em>b</em>c</em>", "abc"),
        ("5 < 6 <em>", "5 < 6 <em>"),
        ("</s>text", "</s>text"),
        ("<em>a<s>b</em>c</s>", "a<s>bc</s>"),
        ("<b>bold</b>", "<b>bold</b>"),
        ("<em class=x>a</em>", "<em class=x>a</em>"),
        ("<EM>a</EM>", "<EM>a</EM>"),
    ],
)
def test_only_pairs_of_the_four_tags_go(text: str, plain: str) -> None:
    assert plain_text(text) == plain


@given(st.text(alphabet=st.characters(exclude_characters="<")))
def test_a_text_without_tags_stays(text: str) -> None:
    assert plain_text(text) == text


@given(st.lists(st.sampled_from(["<em>", "</em>", "<s>", "</s>", "a", "<"])).map("".join))
def test_letters_are_never_lost(text: str) -> None:
    assert plain_text(text).replace("em", "").count("a") == text.replace("em", "").count("a")


def test_plain_text_files_have_no_markup_and_xml_files_keep_it() -> None:
    line = LineLayout(((0, 10), (90, 10)), text=LineText("an <em>old hand</em>"))
    page = PageLayout(100, 100, lines=(line,))
    assert codec("text").write(page) == b"an old hand\n"
    for name in ("page", "alto"):
        (read,) = codec(name).read(codec(name).write(page)).lines
        assert read.text is not None
        assert read.text.text == "an <em>old hand</em>"
