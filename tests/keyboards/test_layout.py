"""The file of a keyboard: liberal in reading, exact in writing; and the files of the program."""

import json
from typing import Any

import pytest

from apps.common.errors import ApplicationError
from apps.keyboards.builtin import builtin_keyboards
from apps.keyboards.characters import names_of
from apps.keyboards.layout import read, written

ESCRIPTORIUM: dict[str, Any] = {
    "version": "0.1",
    "name": "french_special",
    "author": "Virtual Kabbage",
    "characters": [
        {"row": 0, "column": 0, "character": "ꝑ", "keyboard_code": None},
        {"row": 0, "column": 1, "character": "per", "keyboard_code": "Alt+p"},
        {"row": 1, "column": 0, "character": "\u0363", "keyboard_code": None},
    ],
}


def test_a_file_of_escriptorium_comes_out_as_it_went_in() -> None:
    assert written(read(ESCRIPTORIUM)) == ESCRIPTORIUM
    assert json.dumps(written(read(ESCRIPTORIUM))) == json.dumps(ESCRIPTORIUM)


def test_what_we_do_not_know_is_kept() -> None:
    key = {"row": 0, "column": 0, "character": "a", "keyboard_code": None, "colour": "red"}
    file = {"version": "7", "name": "n", "author": "a", "licence": "CC0", "characters": [key]}
    assert written(read(file)) == file


@pytest.mark.parametrize(
    ("data", "keys"),
    [
        (["a", "b"], [(0, 0, "a", None), (0, 1, "b", None)]),
        ({"keys": [{"char": "a", "keyBinding": "Alt+a"}]}, [(0, 0, "a", "Alt+a")]),
        (
            {"characters": [{"row": "2", "column": 1.0, "value": "a", "shortcut": 65}]},
            [(2, 1, "a", 65)],
        ),
        (
            {"characters": [{"row": 1, "column": 0, "character": c} for c in "ab"]},
            [(1, 0, "a", None), (1, 1, "b", None)],
        ),
        ({"characters": list("abcdefghijk")}, [*[(0, n, "abcdefghij"[n], None) for n in range(10)],
                                               (1, 0, "k", None)]),
    ],
    ids=["list", "other words", "numbers", "one place twice", "no places"],
)  # fmt: skip
def test_other_spellings_are_read(data: Any, keys: list[Any]) -> None:
    found = [tuple(key[name] for name in ("row", "column", "character", "keyboard_code"))
             for key in read(data).keys]  # fmt: skip
    assert found == keys


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (None, "JSON object"),
        ("ꝑ", "JSON object"),
        ({}, "no list"),
        ({"characters": "abc"}, "no list"),
        ({"characters": [7]}, "Key 1 is neither"),
        ({"characters": ["a", {"character": ""}]}, "Key 2 needs 1 to 100"),
        ({"characters": ["a\nb"]}, "without line breaks"),
        ({"characters": ["x" * 101]}, "Key 1 needs"),
        ({"characters": [{"character": "a", "row": -1}]}, "row or column"),
        ({"characters": [{"character": "a", "column": "x"}]}, "row or column"),
        ({"characters": [{"character": "a", "row": True}]}, "row or column"),
        ({"characters": ["a"] * 1001}, "at most 1,000 keys"),
        ({"characters": ["a"], "big": "x" * 3000}, "too much"),
        ({"characters": [{"character": "a", "big": "x" * 3000}]}, "too much"),
    ],
)
def test_what_is_no_keyboard_is_refused_with_its_fault(data: Any, words: str) -> None:
    with pytest.raises(ApplicationError, match=words):
        read(data)


def test_the_program_brings_the_common_sets() -> None:
    keyboards = builtin_keyboards()
    assert list(keyboards) == [
        "medieval-latin", "medieval-superscripts", "mufi", "greek-polytonic", "arabic-extended",
        "hebrew-points", "ipa", "syriac", "old-church-slavonic",
    ]  # fmt: skip
    typed = {name: "".join(key["character"] for key in board.keys)
             for name, board in keyboards.items()}  # fmt: skip
    for name, characters in (
        ("medieval-latin", "ſꝑꝓꝗꝯ⁊ꝰ"), ("medieval-superscripts", "\u0363\u036b"),
        ("mufi", "\ue8a3\ueba2\uf161"), ("greek-polytonic", "ᾧῥἄ\u0345"),
        ("arabic-extended", "پڭڢ\u064e"), ("hebrew-points", "\u05b8\u0591א"), ("ipa", "ʃŋɐː"),
        ("syriac", "ܐ\u0730"), ("old-church-slavonic", "ѣѭꙗ\u0483"),
    ):  # fmt: skip
        assert set(characters) <= set(typed[name]), name


def test_every_character_of_the_program_has_a_name() -> None:
    for name, board in builtin_keyboards().items():
        for key in board.keys:
            assert "U+" not in names_of(key["character"]), (name, key)
