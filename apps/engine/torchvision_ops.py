"""Tells torch the schemas of two torchvision operators that a CPU-only torch cannot load.

The stock torchvision wheel is compiled against CUDA. Beside a CPU build of torch its operators
do not load, and its import then fails because ``nms`` and ``qnms`` have no schema. kraken uses
only the Python transforms of torchvision, so two schemas without code behind them are enough.
Import this module before kraken.
"""

import importlib.util
from pathlib import Path

import torch

_SCHEMAS = {
    "nms": "nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
    "qnms": "qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
}
_library: torch.library.Library | None = None


def _operators_load() -> bool:
    spec = importlib.util.find_spec("torchvision")
    if spec is None or not spec.submodule_search_locations:
        return False
    libraries = list(Path(spec.submodule_search_locations[0]).glob("_C*.so"))
    try:
        for library in libraries:
            torch.ops.load_library(library)
    except OSError:
        return False
    return bool(libraries)


def ensure_schemas() -> None:
    """Define the missing schemas, once, and only where the operators cannot be loaded."""
    global _library  # noqa: PLW0603 - the definitions live as long as this object
    if _library is not None or _operators_load():
        return
    _library = torch.library.Library("torchvision", "DEF")
    for schema in _SCHEMAS.values():
        _library.define(schema)
