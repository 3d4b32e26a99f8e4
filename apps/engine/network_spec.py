"""Checks a network's description in kraken's language before anything is started with it."""

import re

from apps.engine.errors import EngineError
from apps.engine.options import TrainingTask

_INPUT = re.compile(r"(\d+),(\d+),(\d+),(\d+)")
_NAME = r"(\{\w+\})?"
_DECIMAL = r"(\d+(\.\d*)?|\.\d+)"
_LAYERS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"CT?(s|t|r|lr|l|m){_NAME}\d+,\d+,\d+(,\d+,\d+)?(,\d+,\d+)?",
        rf"(L|G)(f|r|b)(x|y)s?[co]?{_NAME}\d+",
        rf"Mp{_NAME}\d+,\d+(,\d+,\d+)?",
        rf"Do{_NAME}{_DECIMAL}?(,\d+)?",
        rf"Gn{_NAME}\d+",
        rf"S{_NAME}\d+\(\d+x\d+\)\d+,\d+",
        rf"A{_NAME}\d+,\d+",
        rf"I{_NAME}",
    )
)
_OUTPUT = re.compile(rf"O{_NAME}[012][lsc]a?\d+")
_CHANNELS = (1, 3)


def check_spec(spec: str, task: TrainingTask) -> None:
    """Raise in words where the description is none, or is none for the task."""
    spec = spec.strip()
    if not (spec.startswith("[") and spec.endswith("]")):
        raise EngineError("The layers must stand between [ and ].")
    first, *blocks = spec[1:-1].split()
    _check_input(first, task)
    if not blocks:
        raise EngineError("There is no layer after the input. Add at least one, as Cr3,3,32.")
    for number, block in enumerate(blocks, 2):
        if _OUTPUT.fullmatch(block):
            raise EngineError(
                f"“{block}” is the last layer, which is added by itself to fit the text or the"
                " types. Leave it out."
            )
        if not any(layer.fullmatch(block.strip("()[]")) or layer.fullmatch(block)
                   for layer in _LAYERS):  # fmt: skip
            raise EngineError(f"“{block}”, the {number}. part, is no layer that kraken knows.")


def _check_input(first: str, task: TrainingTask) -> None:
    found = _INPUT.fullmatch(first)
    if found is None:
        raise EngineError(
            "The first part is the input: lines at once, height, width and channels, as in"
            " 1,48,0,1."
        )
    height, channels = int(found[2]), int(found[4])
    if channels not in _CHANNELS:
        raise EngineError("The input has 1 channel (grey) or 3 (colour): its last number.")
    if task == "recognition" and height < 1:
        raise EngineError("The input needs a height: the second number, as 48 in 1,48,0,1.")
