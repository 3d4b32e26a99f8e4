"""Real pages of the test data: their own text as an edition, their lines badly read."""

import random
from pathlib import Path

import pytest

from apps.alignment.laying.lay import TextLayer
from apps.alignment.laying.options import LayingOptions
from tests.alignment.editions import is_right, misread_pages, running_text, true_pages

DATA = Path(__file__).parents[3] / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.exists(), reason="the test data are not here")

# What share of the lines has to get exactly its own words; docs/alignment.md has what is reached.
LEAST = {
    ("hand_fro_medieval", 0.1): 0.98,
    ("hand_fro_medieval", 0.3): 0.95,
    ("hand_fr_19c", 0.1): 0.98,
    ("hand_fr_19c", 0.3): 0.95,
    ("print_fr_17c", 0.1): 0.94,
    ("print_fr_17c", 0.3): 0.83,
    ("rtl_ar_hand", 0.1): 0.95,
    ("rtl_ar_hand", 0.3): 0.95,
    ("vertical_ja", 0.1): 0.97,
    ("vertical_ja", 0.3): 0.9,
}


@pytest.mark.parametrize(("name", "share"), LEAST)
@pytest.mark.parametrize("is_shuffled", [False, True])
def test_lines_get_their_own_words(name: str, share: float, is_shuffled: bool) -> None:
    pages = true_pages(DATA / name)
    edition = list(pages)
    if is_shuffled:
        random.Random(1).shuffle(edition)
    layer = TextLayer(running_text(edition), LayingOptions())
    laid = [line.text for page in layer.lay(misread_pages(pages, share)) for line in page]
    lines = [line for page in pages for line in page]
    assert sum(map(is_right, lines, laid)) >= LEAST[name, share] * len(lines)
