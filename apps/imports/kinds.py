"""Which kind of source reads what a person gave: told by the file itself."""

from pathlib import Path

from apps.formats.mets_read import is_mets
from apps.imports.archives import Archive, is_archive

AUTOMATIC = "auto"
HEAD = 64 * 1024
MAX_LIST = 64 * 1024**2


def kind_of(path: Path, name: str) -> str:
    """``pdf``, ``iiif``, ``mets`` or ``files``."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if name.lower().endswith(".json"):
        return "iiif"
    if is_mets(head) or (is_archive(path) and _is_book(path, name)):
        return "mets"
    return "files"


def _is_book(path: Path, name: str) -> bool:
    """Whether a METS file in the archive names its files: it knows their order and layers."""
    with Archive(path, name=name) as archive:
        entries = list(archive.entries())
        lists = [entry for entry in entries if entry.basename.lower() in {"mets.xml", "mets.mets"}]
        if len(lists) != 1 or lists[0].size > MAX_LIST:
            return False
        said = archive.read(lists[0], limit=MAX_LIST).decode("utf-8", "replace")
    others = [entry.basename for entry in entries if entry != lists[0]]
    return any(f'"{other}"' in said or f"/{other}" in said for other in others[:500])
