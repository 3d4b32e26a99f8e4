"""Masks that are drawn for a whole page at once are the ones that kraken draws line by line."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

pytestmark = [pytest.mark.kraken]

IMAGES = (".jpg", ".png", ".tif")
SETS = ("print_fr_17c", "hand_fr_19c", "rtl_ar_hand", "vertical_ja", "hand_fro_medieval")


def _same_as_kraken(image: Image.Image) -> tuple[int, int]:
    """How many masks of the page are the same, and how many lines there are."""
    from kraken.lib.segmentation import calculate_polygonal_environment

    from apps.engine import loader
    from apps.engine.heatmap import compute_heatmap
    from apps.engine.polygons import Polygonizer
    from apps.engine.vectorize import find_baselines

    net = loader.load_net(loader.default_segmentation_model(), "segmentation", "cpu")
    heatmap = compute_heatmap(image.convert("RGB"), net, "cpu")
    channel = heatmap.classes["baselines"]["default"]
    lines = find_baselines(heatmap, channel, vertical=False)
    others = [[other for other in lines if other is not line] for line in lines]
    ours = Polygonizer(heatmap.gray, heatmap.topline).masks(list(zip(lines, others, strict=True)))
    theirs = calculate_polygonal_environment(
        Image.fromarray(heatmap.gray), [line.tolist() for line in lines], topline=heatmap.topline
    )
    same = [
        (mask is None) is (polygon is None) and (mask is None or np.array_equal(mask, polygon))
        for mask, polygon in zip(ours, theirs, strict=True)
    ]
    return sum(same), len(same)


def test_masks_of_a_drawn_page(page_image: Image.Image) -> None:
    same, lines = _same_as_kraken(page_image)
    assert same == lines == 4


@pytest.mark.slow
@pytest.mark.parametrize("name", SETS)
def test_masks_of_a_real_page(shared: Path, name: str) -> None:
    files = (path for path in sorted((shared / name).rglob("*")) if path.suffix in IMAGES)
    file = next(files)
    with Image.open(file) as image:
        same, lines = _same_as_kraken(image)
    assert lines > 5
    assert same == lines
