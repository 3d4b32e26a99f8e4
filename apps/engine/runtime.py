"""Prepares torch and kraken once per process and names the device to work on.

Every module of this package that uses torch or kraken imports this one first.
"""

import contextlib
import warnings
from collections.abc import Iterator
from typing import Any

import torch

from apps.engine import memory, torchvision_ops
from apps.engine.errors import OutOfMemory

torchvision_ops.ensure_schemas()
memory.keep_freed_memory()
# Workers run side by side, one thread each: many threads on one page cost several times the
# processor time for hardly less waiting.
torch.set_num_threads(1)
warnings.filterwarnings("ignore", message=".*deprecated and will be removed with kraken 8.*")
warnings.filterwarnings("ignore", message=".*legacy polygon extractor.*")


def default_device() -> str:
    """The first graphics card where there is one, else the processor."""
    return "cuda:0" if torch.cuda.is_available() else "cpu"


@contextlib.contextmanager
def memory_errors() -> Iterator[None]:
    """Turn the ways in which memory runs out into one error with a message for people."""
    try:
        yield
    except (MemoryError, torch.cuda.OutOfMemoryError) as error:
        raise _out_of_memory() from error
    except RuntimeError as error:
        if "not enough memory" in str(error) or "out of memory" in str(error):
            raise _out_of_memory() from error
        raise


def _out_of_memory() -> OutOfMemory:
    return OutOfMemory(
        "The machine ran out of memory. Use a smaller batch or smaller images, "
        "or run fewer jobs at once."
    )


def mixed_precision(
    device: str, precision: str | None = None
) -> contextlib.AbstractContextManager[Any]:
    """Arithmetic in ``precision``; by itself sixteen bits on a graphics card, 32 on a processor."""
    kind = device.partition(":")[0]
    chosen = precision or ("32" if kind == "cpu" else "bf16")
    bits = torch.float16 if chosen == "16" else torch.bfloat16
    return torch.autocast(device_type=kind, dtype=bits, enabled=chosen != "32")
