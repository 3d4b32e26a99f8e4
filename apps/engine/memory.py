"""Keeps freed memory between pages, and gives it back when there is nothing to do.

A page goes through some 3 GB of short-lived buffers. glibc asks the system for each of them
anew, and the system fills each with zeros: that is nearly half of the processor time of a page.
"""

import ctypes
import sys
import threading

_MMAP_MAX = -4
_TRIM_THRESHOLD = -1
_NEVER = 2**31 - 1
_IDLE_SECONDS = 20.0

_libc = ctypes.CDLL(None) if sys.platform == "linux" else None
_timer: threading.Timer | None = None


def keep_freed_memory() -> None:
    """Let all buffers come from the heap, and let the heap stay as large as it has been."""
    if _libc is not None and hasattr(_libc, "mallopt"):
        _libc.mallopt(_MMAP_MAX, 0)
        _libc.mallopt(_TRIM_THRESHOLD, _NEVER)


def release_when_idle() -> None:
    """Give the kept memory back unless this is called again soon."""
    global _timer  # noqa: PLW0603 - one per process, replaced by each call
    if _libc is None or not hasattr(_libc, "malloc_trim"):
        return
    if _timer is not None:
        _timer.cancel()
    _timer = threading.Timer(_IDLE_SECONDS, _libc.malloc_trim, (0,))
    _timer.daemon = True
    _timer.start()
