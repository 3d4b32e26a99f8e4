"""Options reach kraken or are refused; none is lost silently."""

from typing import Any

import pytest

from apps.engine.options import configured, kraken_accelerator, kraken_precision


class Config:
    def __init__(self, **values: Any) -> None:
        self.batch_size = values.pop("batch_size", 1)


def test_known_options_arrive() -> None:
    assert configured(Config, batch_size=7).batch_size == 7


def test_an_unknown_option_is_an_error() -> None:
    with pytest.raises(TypeError, match="no option named bach_size"):
        configured(Config, bach_size=7)


@pytest.mark.parametrize(
    ("device", "accelerator", "precision"),
    [
        ("cpu", {"accelerator": "cpu", "device": 1}, "32-true"),
        ("cuda:1", {"accelerator": "gpu", "device": [1]}, "bf16-mixed"),
        ("cuda", {"accelerator": "gpu", "device": [0]}, "bf16-mixed"),
    ],
)
def test_devices(device: str, accelerator: dict[str, Any], precision: str) -> None:
    assert kraken_accelerator(device) == accelerator
    assert kraken_precision(device) == precision


@pytest.mark.kraken
def test_every_name_that_recognition_sets_is_one_that_kraken_knows() -> None:
    from apps.engine.kraken7 import RecognitionInferenceConfig

    config = configured(
        RecognitionInferenceConfig,
        batch_size=2,
        num_line_workers=0,
        padding=16,
        bidi_reordering="R",
        precision="32-true",
        **kraken_accelerator("cpu"),
    )
    assert (config.batch_size, config.bidi_reordering) == (2, "R")
