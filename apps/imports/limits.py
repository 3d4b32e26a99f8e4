"""How much an archive may hold, and the words in which more than that is refused."""

from apps.common.errors import ApplicationError

MAX_ENTRIES = 50_000
MAX_TOTAL_BYTES = 64 * 1024**3
MAX_RATIO = 300
RATIO_FREE_BYTES = 1024**2
MAX_DIRECTORY_BYTES = 20 * 1024**2
"""The list of files in a zip: room for the most files, each with a long name."""


def megabytes(size: int) -> int:
    return size // 1024**2


def too_many_entries(name: str, count: str) -> ApplicationError:
    return ApplicationError(
        "too_many_entries",
        f"{name} holds {count} files; {MAX_ENTRIES} are the most. Split it into several archives.",
    )


def check_unpacked(name: str, *, total: int, packed: int) -> None:
    """Refuse what would unpack to far more than it looks."""
    is_bomb = total > RATIO_FREE_BYTES and total > MAX_RATIO * max(packed, 1)
    if total > MAX_TOTAL_BYTES or is_bomb:
        raise ApplicationError(
            "archive_bomb",
            f"{name} would unpack to {megabytes(total)} MB from {packed // 1024} KB"
            " and was refused. Send an archive of ordinary files.",
        )


def cannot_open(name: str, kind: str) -> ApplicationError:
    return ApplicationError(
        "bad_archive",
        f"{name} cannot be opened as a {kind} file: it is damaged or of another kind."
        f" Make the {kind} again and send it once more.",
    )
