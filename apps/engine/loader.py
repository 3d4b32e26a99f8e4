"""Loads models once per process and keeps the few used last."""

import threading
from collections import OrderedDict
from importlib import resources
from pathlib import Path
from typing import Any

import torch

from apps.engine import runtime
from apps.engine.errors import EngineError
from apps.engine.kraken7 import load_models

_KEPT = 4
_loaded: OrderedDict[tuple[str, int, int, str, str], Any] = OrderedDict()
_lock = threading.Lock()

LOAD_FAILURES = (
    ValueError,
    RuntimeError,
    KeyError,
    TypeError,
    IndexError,
    AttributeError,
    OSError,
    RecursionError,
)


def default_segmentation_model() -> Path:
    """The baseline segmentation model that comes with kraken."""
    return Path(str(resources.files("kraken").joinpath("blla.mlmodel")))


def load_net(path: Path, task: str, device: str) -> Any:
    """The network for ``task`` from a model file, ready to use on ``device``.

    The file's time and size belong to the key, so a replaced file is read again.
    """
    try:
        stat = path.stat()
    except OSError as error:
        raise EngineError(f"The model file {path.name} is missing. Upload it again.") from error
    key = (str(path.resolve()), stat.st_mtime_ns, stat.st_size, task, device)
    with _lock:
        if key not in _loaded:
            with runtime.memory_errors():
                _loaded[key] = _read(path, task).to(device).eval()
            while len(_loaded) > _KEPT:
                _loaded.popitem(last=False)
        _loaded.move_to_end(key)
        return _loaded[key]


def read_nets(path: Path) -> list[Any]:
    """All networks in a file; whatever kraken cannot load is an ``EngineError``."""
    try:
        return list(load_models(path))
    except LOAD_FAILURES as error:
        raise EngineError(
            f"{path.name} cannot be loaded as a kraken model: {_reason(error, path)}"
        ) from error


def _read(path: Path, task: str) -> Any:
    for net in read_nets(path):
        if task in net.model_type:
            # Convolutions over "channels last" memory take two thirds of the time.
            return net.to(memory_format=torch.channels_last)
    raise EngineError(f"{path.name} is no {task} model. Choose a model made for {task}.")


def _reason(error: BaseException, path: Path) -> str:
    """What kraken's loader for this kind of file said, without the path of the file."""
    loader = "coreml" if path.suffix == ".mlmodel" else "safetensors"
    lines = [line.strip() for line in str(error).splitlines()] or [type(error).__name__]
    said = next((line for line in lines if line.startswith(loader)), lines[0])
    return said.removeprefix(f"{loader}: ").replace(str(path), "the file")[:300]
