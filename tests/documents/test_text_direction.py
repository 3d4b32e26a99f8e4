"""The way the lines of a document run, from its script and the way its pages turn."""

import pytest

from apps.documents.models import Document
from apps.documents.page_layout import text_direction


@pytest.mark.parametrize(
    ("script", "read_direction", "direction"),
    [
        ("Latn", "ltr", "horizontal-lr"),
        ("Latn", "rtl", "horizontal-rl"),
        ("Arab", "rtl", "horizontal-rl"),
        ("Jpan", "rtl", "vertical-rl"),
        ("Jpan", "ltr", "horizontal-lr"),
        ("Mong", "ltr", "vertical-lr"),
    ],
)
def test_script_and_page_turning_say_how_lines_run(
    script: str, read_direction: str, direction: str
) -> None:
    document = Document(main_script=script, read_direction=read_direction)
    assert text_direction(document) == direction
