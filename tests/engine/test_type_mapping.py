"""Types as a segmentation training learns them."""

from pathlib import Path

import pytest

from apps.engine.errors import EngineError
from apps.engine.network_spec import check_spec
from apps.engine.options import TrainingData, TrainingOptions, TrainingPage
from apps.engine.type_mapping import mapped
from apps.layout.types import LineLayout, PageLayout, RegionLayout

BOX = ((0, 0), (9, 0), (9, 9), (0, 9))


def test_types_are_renamed_merged_and_left_out() -> None:
    layout = PageLayout(
        width=10,
        height=10,
        lines=tuple(LineLayout(baseline=BOX[:2], type=name) for name in ("a", "b", None)),
        regions=tuple(RegionLayout(polygon=BOX, type=name) for name in ("main", "noise")),
    )
    page = TrainingPage("page", Path("page.png"), "0", layout)
    options = TrainingOptions(
        task="segmentation",
        merged_types={"lines": {"a": "x", "b": "x", "default": "plain"}},
        left_out_types={"regions": ("noise",)},
    )
    (found,) = mapped(TrainingData((page,), ()), options).train
    assert [line.type for line in found.layout.lines] == ["x", "x", "plain"]
    assert [region.type for region in found.layout.regions] == ["main"]


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ("1,48,0,1 Lbx100", "between"),
        ("[48 Lbx100]", "input"),
        ("[1,0,0,1 Lbx100]", "height"),
        ("[1,48,0,2 Lbx100]", "channel"),
        ("[1,48,0,1]", "no layer"),
        ("[1,48,0,1 Cr3,3 Lbx100]", "Cr3,3"),
        ("[1,48,0,1 Lbx100 O1c20]", "last layer"),
    ],
)
def test_a_wrong_network_is_told_from_a_right_one(spec: str, words: str) -> None:
    with pytest.raises(EngineError, match=words):
        check_spec(spec, "recognition")


def test_krakens_own_networks_are_right() -> None:
    check_spec(
        "[1,120,0,1 Cr3,13,32 Do0.1,2 Mp2,2 Cr3,13,32 Do0.1,2 Mp2,2 Cr3,9,64 Do0.1,2 Mp2,2 "
        "Cr3,9,64 Do0.1,2 S1(1x0)1,3 Lbx200 Do0.1,2 Lbx200 Do0.1,2 Lbx200 Do]",
        "recognition",
    )
    check_spec("[1,1800,0,3 Cr7,7,64,2,2 Gn32 Lbx32 Lby32 Cr1,1,32]", "segmentation")
