"""The options behind “Advanced” say what they are and what happens when they are left empty."""

from dataclasses import fields
from typing import Any

import pytest

from apps.engine.options import TrainingOptions
from apps.training.knobs import KNOBS, Knob
from apps.training.presets import PRESETS

DEFAULTS: dict[str, Any] = {
    field.name: field.default for field in fields(TrainingOptions) if field.name in KNOBS
}
PRESET = {name for preset in PRESETS for name in preset.options}


def test_every_knob_turns_an_option_of_the_engine() -> None:
    assert set(KNOBS) == set(DEFAULTS)


@pytest.mark.parametrize("knob", KNOBS.values(), ids=lambda knob: knob.name)
def test_what_is_said_of_the_usual_is_true(knob: Knob) -> None:
    usual = knob.usual.partition(":")[0]
    if knob.name in PRESET:
        assert usual in ("as the preset says", "chosen by the recipe")
    elif usual.replace(".", "", 1).isdecimal():
        assert float(usual) == DEFAULTS[knob.name]
    elif usual == "chosen by the recipe":
        assert DEFAULTS[knob.name] is None
