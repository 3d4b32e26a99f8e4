"""Where things lie in an archive, and the first thing that is read of it."""

from dataclasses import dataclass
from typing import Any

from apps.common.errors import ApplicationError

FORMAT = "escriptorium-archive"
VERSION = 1
HEADER = "archive.json"
MODELS = "models.jsonl"
DOCUMENT = "document.jsonl"
MAX_PAGES = 1_000_000


def page_path(folder: str, number: int) -> str:
    return f"{folder}pages/{number:05}.jsonl"


@dataclass(frozen=True, slots=True)
class Header:
    """What an archive is: of a document or a whole project, and of how many pages each."""

    folders: tuple[str, ...]
    names: tuple[str, ...]
    pages: tuple[int, ...]
    project: dict[str, Any] | None = None

    def as_json(self, *, software: str, created: str) -> dict[str, Any]:
        documents = zip(self.folders, self.names, self.pages, strict=True)
        return {
            "format": FORMAT,
            "version": VERSION,
            "software": software,
            "created": created,
            "project": self.project,
            "documents": [
                {"folder": folder, "name": name, "pages": pages}
                for folder, name, pages in documents
            ],
        }


def read_header(found: dict[str, Any], *, name: str) -> Header:
    """The header of the archive that people call ``name``, if this version can read it."""
    version = found.get("version")
    if found.get("format") != FORMAT or not isinstance(version, int):
        raise ApplicationError("wrong_kind", f"{name} is no archive of this program.")
    if version > VERSION or version < 1:
        raise ApplicationError(
            "wrong_version",
            f"{name} has version {version} of the archive format; this installation reads versions"
            f" up to {VERSION}. Bring the installation up to date, then restore it again.",
        )
    documents, project = found.get("documents"), found.get("project")
    if not isinstance(documents, list) or not documents or not _is_project(project):
        raise damaged(name, f"{HEADER} lists no documents")
    for row in documents:
        if not _is_row(row):
            raise damaged(name, f"{HEADER} describes a document in an unknown way")
    return Header(
        folders=tuple(row["folder"] for row in documents),
        names=tuple(row["name"] for row in documents),
        pages=tuple(row["pages"] for row in documents),
        project=project,
    )


def damaged(name: str, why: str) -> ApplicationError:
    return ApplicationError(
        "bad_archive",
        f"{name} is damaged: {why.rstrip('.')}. Nothing was restored. Make the archive again, or"
        " fetch it once more from where it lies.",
    )


def _is_project(project: Any) -> bool:
    return project is None or (isinstance(project, dict) and isinstance(project.get("name"), str))


def _is_row(row: Any) -> bool:
    return (
        isinstance(row, dict)
        and isinstance(row.get("folder"), str)
        and isinstance(row.get("name"), str)
        and type(row.get("pages")) is int
        and 0 <= row["pages"] <= MAX_PAGES
    )
