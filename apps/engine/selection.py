"""Chooses the engine by name: kraken, or the deterministic stand-in of the tests."""

import importlib
from types import ModuleType
from typing import Any

_FUNCTIONS = {
    "segment": "segmentation",
    "compute_masks": "masks",
    "cut_page": "line_images",
    "recognise": "recognition",
    "align_characters": "alignment",
    "train": "training",
    "measure_training": "training_pace",
    "read_model": "metadata",
    "default_device": "runtime",
}


class Engine:
    """The functions of one engine as attributes; each is imported when it is first asked for."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __getattr__(self, function: str) -> Any:
        if function not in _FUNCTIONS:
            message = f"The engine has no function {function!r}."
            raise AttributeError(message)
        return getattr(self._module(function), function)

    def _module(self, function: str) -> ModuleType:
        module = "fake" if self.name == "fake" else _FUNCTIONS[function]
        return importlib.import_module(f"apps.engine.{module}")


def select(name: str) -> Engine:
    """The engine called ``kraken`` or ``fake``."""
    if name not in {"kraken", "fake"}:
        message = f"There is no engine called {name!r}: use 'kraken' or 'fake'."
        raise ValueError(message)
    return Engine(name)
