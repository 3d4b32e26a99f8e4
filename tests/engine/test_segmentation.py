"""Lines and regions of a page, compared with what kraken itself finds."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from apps.engine.errors import EngineError
from apps.engine.options import SegmentationOptions
from apps.layout.geometry import polygon_problem
from apps.layout.types import LineLayout, PageLayout

pytestmark = pytest.mark.kraken


def test_printed_lines_are_found_with_masks(page_image: Image.Image) -> None:
    from apps.engine.segmentation import segment

    layout = segment(page_image, None, SegmentationOptions())
    assert (layout.width, layout.height) == page_image.size
    assert len(layout.lines) == 4
    heights = [line.baseline[0][1] for line in layout.lines if line.baseline]
    assert heights == pytest.approx([200, 310, 420, 530], abs=12)
    for line in layout.lines:
        assert line.mask is not None
        assert polygon_problem(line.mask) is None
        assert line.mask[0] != line.mask[-1]
        assert line.type is None


def test_steps_are_obeyed(page_image: Image.Image) -> None:
    from apps.engine.segmentation import segment

    assert segment(page_image, None, SegmentationOptions(steps="lines")).regions == ()
    assert segment(page_image, None, SegmentationOptions(steps="regions")).lines == ()
    with pytest.raises(EngineError, match="has been segmented"):
        segment(page_image, None, SegmentationOptions(steps="masks"))


def test_a_line_whose_mask_fails_is_still_a_line(
    page_image: Image.Image, monkeypatch: pytest.MonkeyPatch
) -> None:
    from apps.engine import polygons
    from apps.engine.segmentation import segment

    def fail(*_: object) -> None:
        raise ValueError("the seams cross each other")

    monkeypatch.setattr(polygons, "_outline", fail)
    layout = segment(page_image, None, SegmentationOptions())
    assert len(layout.lines) == 4
    assert [line.mask for line in layout.lines] == [None] * 4


def test_any_kind_of_image_is_taken(page_image: Image.Image) -> None:
    from apps.engine.segmentation import segment

    for mode in ("1", "CMYK"):
        small = page_image.convert(mode)
        assert len(segment(small, None, SegmentationOptions(steps="lines")).lines) == 4, mode


def test_a_blank_page_is_no_error() -> None:
    from apps.engine.segmentation import segment

    layout = segment(Image.new("L", (300, 400), 255), None, SegmentationOptions())
    assert len(layout.lines) < 2


def test_a_recognition_model_cannot_segment(page_image: Image.Image, shared: Path) -> None:
    from apps.engine.segmentation import segment

    model = shared / "models" / "model_froc.mlmodel"
    with pytest.raises(EngineError, match="is no segmentation model"):
        segment(page_image, model, SegmentationOptions())


def test_masks_are_computed_for_the_lines_asked_for(
    page_image: Image.Image, page_layout: PageLayout
) -> None:
    from apps.engine.masks import compute_masks

    wanted = page_layout.lines[1]
    masks = compute_masks(page_image, page_layout, {wanted.uid})
    assert list(masks) == [wanted.uid]
    xs, ys = zip(*masks[wanted.uid], strict=True)
    assert min(ys) > 230
    assert max(ys) < 360
    assert max(xs) - min(xs) > 200


def test_a_baseline_without_length_gets_no_mask(page_image: Image.Image) -> None:
    from apps.engine.masks import compute_masks

    line = LineLayout(baseline=((10, 10), (10, 10)))
    layout = PageLayout(width=700, height=1000, lines=(line,))
    assert compute_masks(page_image, layout, None) == {}


def test_ridges_and_paths_are_those_of_kraken(page_image: Image.Image) -> None:
    from kraken.lib.segmentation import vectorize_lines
    from skimage.filters import sato

    from apps.engine import loader
    from apps.engine.heatmap import compute_heatmap
    from apps.engine.ridges import ridge_response
    from apps.engine.vectorize import find_baselines

    net = loader.load_net(loader.default_segmentation_model(), "segmentation", "cpu")
    heatmap = compute_heatmap(page_image, net, "cpu")
    ours = ridge_response(heatmap.probabilities[2], heatmap.rows, heatmap.columns)
    theirs = sato(heatmap.upscaled(2), black_ridges=False, mode="constant")
    assert np.abs(ours - theirs).max() < 0.01
    assert np.array_equal(ours > 0.17, theirs > 0.17)
    lines = [line.tolist() for line in find_baselines(heatmap, 2, vertical=False)]
    assert lines == vectorize_lines(np.stack([heatmap.upscaled(channel) for channel in range(3)]))
