"""No process outlives the one that started it, even when that one is killed."""

import ctypes
import signal
import sys

_PR_SET_PDEATHSIG = 1
# Loaded here: a child between fork and exec must not load anything.
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with_parent() -> None:
    """Let the kernel kill this process when its parent ends (on Linux; elsewhere no help)."""
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
