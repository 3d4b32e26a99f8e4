"""Reads what a model file says of itself, without trusting the file.

The cheap refusals happen here; a file that passes is opened in a process of its own with
bounded memory and time, so that a hostile file cannot hurt the program and so that web
processes never load torch.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from apps.engine.errors import EngineError
from apps.engine.options import ModelInfo

_LARGEST = 1024 * 1024 * 1024
_LARGEST_HEADER = 32 * 1024 * 1024
_SECONDS = 120
_SUFFIXES = {".mlmodel", ".safetensors"}
_ARCHIVES = (b"PK\x03\x04", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!")
_PICKLES = (b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05", b"(dp", b"ccodecs")


def read_model(path: Path) -> ModelInfo:
    """What the model is for and can read; an ``EngineError`` says why a file is refused."""
    _refuse_at_a_glance(path)
    found = _inspect(path)
    if "error" in found:
        raise EngineError(found["error"])
    return ModelInfo(
        role=found["role"],
        model_type=found["model_type"],
        alphabet=tuple(found["alphabet"]),
        accuracy=found["accuracy"],
        parameters=found["parameters"],
        classes={kind: tuple(names) for kind, names in found["classes"].items()},
        script=found["script"],
        language=found["language"],
    )


def _refuse_at_a_glance(path: Path) -> None:
    name = path.name
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(16)
    except OSError as error:
        raise EngineError(f"The model file {name} cannot be read: {error.strerror}.") from error
    if size > _LARGEST:
        raise EngineError(f"{name} is larger than 1 GB: no kraken model is that large.")
    if size == 0:
        raise EngineError(f"{name} is empty. Upload it again.")
    if path.suffix.lower() in {".pronn", ".clstm", ".hdf5"} or head.startswith(_PICKLES):
        raise EngineError(
            f"{name} was made for an old version of kraken, which kraken 7 cannot load. "
            "Convert it with the kraken version that it was made for, or train a new model."
        )
    if head.startswith(_ARCHIVES):
        raise EngineError(f"{name} is an archive. Unpack it and upload the model file inside.")
    if path.suffix.lower() not in _SUFFIXES:
        raise EngineError(f"{name} is no model: use a .mlmodel or a .safetensors file.")
    if path.suffix.lower() == ".safetensors":
        _refuse_broken_safetensors(name, head, size)


def _refuse_broken_safetensors(name: str, head: bytes, size: int) -> None:
    """The file begins with the length of a JSON header that must lie within it."""
    header = int.from_bytes(head[:8], "little")
    if size < 8 or header > min(size - 8, _LARGEST_HEADER) or head[8:9] != b"{":
        raise EngineError(f"{name} is damaged or no safetensors file. Upload it again.")


def _inspect(path: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "apps.engine.inspection", str(path.resolve())]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, the path is one argument
            command,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
            cwd=Path(__file__).parents[2],
        )
        answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    except subprocess.TimeoutExpired:
        return {"error": f"{path.name} took too long to open: it is damaged or far too large."}
    except (IndexError, ValueError):
        return {"error": f"{path.name} could not be opened: it is damaged or far too large."}
    return answer
