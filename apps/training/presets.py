"""How long a training may take, in three words; and the options a training is started with."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from apps.engine.options import TrainingOptions
from apps.training.params import TrainParams

MINUTE = 60


@dataclass(frozen=True, slots=True)
class Preset:
    """A name, what it is good for, and the options that it sets."""

    key: str
    label: str
    words: str
    options: Mapping[str, Any]


PRESETS = (
    Preset(
        "quick",
        "Quick",
        "To see whether it works at all: stops soon.",
        {"epochs": 30, "min_epochs": 10, "patience": 5, "max_seconds": 20 * MINUTE},
    ),
    Preset(
        "balanced",
        "Balanced",
        "What most people want: goes on while it gets better.",
        {"epochs": 100, "min_epochs": 12, "patience": 8, "max_seconds": 3 * 60 * MINUTE},
    ),
    Preset(
        "thorough",
        "Thorough",
        "For the model you will keep: with augmented lines, waits long for each gain.",
        {
            "epochs": 400,
            "min_epochs": 15,
            "patience": 25,
            "max_seconds": 16 * 60 * MINUTE,
            "augment": True,
        },
    ),
)
_OPTIONS = {field.name for field in fields(TrainingOptions)}


def preset(key: str) -> Preset:
    """The preset of this name; the middle one for a name that is gone."""
    return next((found for found in PRESETS if found.key == key), PRESETS[1])


def chosen_options(key: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """What the preset sets, with what a person set beside it."""
    return {**preset(key).options, **options}


def training_options(params: TrainParams, *, device: str) -> TrainingOptions:
    """The options of the engine for this training; an unknown name is an error."""
    values = chosen_options(params.preset, params.options)
    unknown = sorted(set(values) - _OPTIONS)
    if unknown:
        message = f"a training has no option named {', '.join(unknown)}"
        raise TypeError(message)
    values["min_epochs"] = min(values["min_epochs"], values["epochs"])
    if "left_out_types" in values:
        values["left_out_types"] = {k: tuple(v) for k, v in values["left_out_types"].items()}
    return TrainingOptions(
        **{"task": params.task, "device": device, "direction": params.direction, **values}
    )
