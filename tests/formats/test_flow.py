"""Text that flows: words that lines part come together, others stay apart."""

import pytest

from apps.formats.flow import joined


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["In prin-", "cipio"], "In principio"),
        (["le che¬", "val"], "le cheval"),
        (["die Stra⸗", "ße"], "die Straße"),
        (["Nord-", "Amerika"], "Nord-Amerika"),
        (["the end -", "and more"], "the end - and more"),
        (["1914-", "1918"], "1914- 1918"),
        (["-", "a"], "- a"),
        (["one", "two"], "one two"),
        (["בית־", "ספר"], "בית־ספר"),
        (["كتا-", "ب"], "كتاب"),
        ([], ""),
    ],
)
def test_lines_become_one_text(lines: list[str], text: str) -> None:
    assert joined(lines) == text


def test_scripts_without_spaces_are_joined_without_one() -> None:
    assert joined(["春はあけ", "ぼの。", "Kyoto"]) == "春はあけぼの。 Kyoto"
    assert joined(["한국", "문학"]) == "한국 문학"
