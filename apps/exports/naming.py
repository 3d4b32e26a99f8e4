"""File names inside an export: readable, safe on every system, never twice."""

import posixpath
import re
import unicodedata

MAX_STEM = 120
MAX_BYTES = 200
"""Most file systems take 255 for a whole name: a number and an ending follow."""
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')
_ENDING = re.compile(r"(?<=.)\.[a-z][a-z0-9]{0,4}$", re.IGNORECASE)
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)", re.IGNORECASE)


class UniqueNames:
    """Hands out names; a name that was given before gets ``-2``, ``-3`` ... before its ending."""

    def __init__(self) -> None:
        self._taken: dict[str, int] = {}

    def stem(self, name: str) -> str:
        """A stem for the files of the page called ``name`` (an image name, ending dropped)."""
        base = _ENDING.sub("", posixpath.basename(name.replace("\\", "/")))
        return self._free(safe(base) or "page")

    def folder(self, name: str) -> str:
        """A folder for what is called ``name``."""
        return self._free(safe(name) or "layer")

    def _free(self, clean: str) -> str:
        """Counts on from the last number of this name: ten thousand pages may be called alike."""
        candidate, number = clean, self._taken.get(clean.casefold(), 1)
        while candidate.casefold() in self._taken:
            number += 1
            candidate = f"{clean}-{number}"
        self._taken[clean.casefold()] = number
        self._taken.setdefault(candidate.casefold(), 1)
        return candidate


def safe(name: str) -> str:
    """``name`` without what some file system refuses; letters of every script stay."""
    normal = unicodedata.normalize("NFC", name)
    clean = _UNSAFE.sub("_", normal).strip(" ._")[:MAX_STEM]
    short = clean.encode()[:MAX_BYTES].decode(errors="ignore").strip(" ._")
    return f"{short}_" if _DEVICES.match(short) else short
