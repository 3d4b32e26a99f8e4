"""Where words and expressions stand in a text, and what replaces them."""

import pytest

from apps.common.errors import ApplicationError
from apps.search.pattern import Finder, Query, replaced


def found(text: str, query: str, **options: bool) -> list[str]:
    return [text[hit.start : hit.end] for hit in Finder(Query(query, **options)).hits(text)]


def after(text: str, query: str, words: str, **options: bool) -> str:
    return replaced(text, Finder(Query(query, **options), words).hits(text))


@pytest.mark.parametrize(
    ("text", "query", "options", "expected"),
    [
        ("Cur non Cur", "cur", {}, ["Cur", "Cur"]),
        ("Cur non cur", "cur", {"match_case": True}, ["cur"]),
        ("ſuſtulit", "sus", {}, ["ſuſ"]),
        ("straße", "strasse", {}, []),
        ("ΛΌΓΟΣ λόγος", "λόγος", {}, ["ΛΌΓΟΣ", "λόγος"]),
        # Composed and decomposed letters are the same; a letter is not cut from its mark.
        ("e\u0301te\u0301", "été", {}, ["e\u0301te\u0301"]),
        ("été", "e\u0301te\u0301", {}, ["été"]),
        ("été", "e", {}, []),
        ("e\u0301t", "e", {}, []),
        ("été fête", "ete", {"ignore_marks": True}, ["été", "ête"]),
        ("שָׁלוֹם", "שלום", {"ignore_marks": True}, ["שָׁלוֹם"]),
        ("ἀρχῇ", "αρχη", {"ignore_marks": True}, ["ἀρχῇ"]),
        # Whole words in scripts with spaces, and without.
        ("a labor labora", "labor", {"whole_words": True}, ["labor"]),
        ("l'on bon", "on", {"whole_words": True}, ["on"]),
        ("कमल कम", "कम", {"whole_words": True}, ["कम"]),
        ("日本語", "本", {"whole_words": True}, ["本"]),
        ("ภาษาไทย", "ไทย", {"whole_words": True}, ["ไทย"]),
        # Signs are signs unless an expression is meant.
        ("a.c abc (x) [y]", "a.c", {}, ["a.c"]),
        ("a.c abc", "a.c", {"is_regex": True}, ["a.c", "abc"]),
        ("a.c abc a.cd", "a.c", {"whole_words": True}, ["a.c"]),
        ("Anno 1656, 24", r"\d+", {"is_regex": True}, ["1656", "24"]),
        ("Ab aB", r"\p{Lu}", {"is_regex": True, "match_case": True}, ["A", "B"]),
        ("été fete", "f?.te", {"is_regex": True, "ignore_marks": True}, ["été", "fete"]),
        ("ab abc", "ab.?", {"is_regex": True, "whole_words": True}, ["ab ", "abc"]),
    ],
)
def test_hits(text: str, query: str, options: dict[str, bool], expected: list[str]) -> None:
    assert found(text, query, **options) == expected


def test_places_of_a_text_with_marks_are_those_of_the_original() -> None:
    [hit] = Finder(Query("fin", ignore_marks=True)).hits("e\u0301te\u0301 fín")
    assert (hit.start, hit.end) == (6, 9)


def test_words_are_put_in_as_they_are() -> None:
    assert after("a.b (c)", "(c)", r"\1 [d] $&") == r"a.b \1 [d] $&"
    assert after("viii & ix", "&", "<et>") == "viii <et> ix"


def test_replacing_by_nothing_deletes_and_never_says_none() -> None:
    assert after("one two one", "one ", "") == "two one"
    assert after("xy", "(a)?x", r"\1", is_regex=True) == "y"


def test_groups_and_their_names_take_the_text_as_it_was() -> None:
    assert after("Ca-millus", r"(\w+)-(?P<rest>\w+)", r"\g<rest>_\1_\\", is_regex=True) == (
        "millus_Ca_\\"
    )
    options = {"is_regex": True, "ignore_marks": True}
    assert after("été là", r"(\w+) (la)", r"\2 \1", **options) == "là été"


def test_markup_is_kept_whole() -> None:
    text = "<em>semel</em> et <s>em</s>"
    assert found(text, "em") == ["em", "em"]
    assert after(text, "em", "EM") == "<em>sEMel</em> et <s>EM</s>"
    assert after(text, "<em>", "<strong>") == "<strong>semel</em> et <s>em</s>"


def test_a_long_line_is_changed_at_its_end_and_kept_whole() -> None:
    text = " ".join(f"word{number}" for number in range(500))
    assert after(text, "word499", "end") == text.removesuffix("word499") + "end"


@pytest.mark.parametrize(
    ("query", "words", "message", "position"),
    [
        ("a(b", "", "character 4", 3),
        ("[a", "", "character", 2),
        ("*", "", "character 1", 0),
        ("(a)", r"x\2", "character 2: the search has no group “2”", 1),
        ("(a)", r"\g<b>", "the search has no group “b”", 0),
        ("(a)", r"\q", "character 1: write", 0),
        ("a", "b\nc", "line break", None),
    ],
)
def test_faults_are_told_with_their_place(
    query: str, words: str, message: str, position: int | None
) -> None:
    with pytest.raises(ApplicationError) as caught:
        Finder(Query(query, is_regex=True), words)
    assert message in caught.value.message
    details = caught.value.details
    assert (details["position"] if isinstance(details, dict) else None) == position


def test_an_endless_expression_is_stopped() -> None:
    with pytest.raises(ApplicationError, match="takes too long"):
        Finder(Query(r"(a|aa|a?a)+$", is_regex=True)).hits("a" * 60 + "!")


@pytest.mark.parametrize(
    ("query", "options", "fragment"),
    [
        ("Imperio", {}, "Imperio"),
        ("testis", {}, "te"),
        ("testis", {"match_case": True}, "testis"),
        ("étoit", {}, "toit"),
        ("日本語", {}, "日本語"),
        ("étoit", {"ignore_marks": True}, ""),
        ("a.c", {"is_regex": True}, ""),
    ],
)
def test_the_database_looks_only_for_what_every_hit_holds(
    query: str, options: dict[str, bool], fragment: str
) -> None:
    assert Finder(Query(query, **options)).fragment == fragment
