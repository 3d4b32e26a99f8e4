"""What an export left out and why: a few in memory, all of them in a file."""

from pathlib import Path

KEPT = 200


class Notes:
    """Counts the notes, keeps the first ones, and writes every one into a scratch file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.kept: list[str] = []
        self.count = 0
        self.skipped = 0
        self._file = path.open("w", encoding="utf-8")

    def add(self, text: str) -> None:
        if len(self.kept) < KEPT:
            self.kept.append(text)
        self.count += 1
        self._file.write(f"{' '.join(text.split())}\n")

    def skip(self, text: str) -> None:
        """Note a page that is missing from the export altogether."""
        self.skipped += 1
        self.add(text)

    def flush(self) -> None:
        """Bring everything into the file, to be read there."""
        self._file.flush()

    def close(self) -> None:
        self._file.close()
