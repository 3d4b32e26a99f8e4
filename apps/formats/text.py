"""The plain text codec: one line of text for each line of the page, in reading order."""

from apps.formats.base import FormatError
from apps.layout.markup import plain_text
from apps.layout.types import LineLayout, LineText, PageLayout


class TextCodec:
    """Text without places: reading gives lines that have neither baseline nor mask."""

    name = "text"
    suffix = ".txt"

    def read(self, data: bytes, *, filename: str = "") -> PageLayout:
        """The lines of a text file; empty ones are left out."""
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            cause = f"it is not UTF-8 text (byte {error.start})."
            raise FormatError(filename, cause, "Save it as UTF-8 and try again.") from error
        said = (line.rstrip() for line in text.splitlines())
        lines = tuple(LineLayout(None, text=LineText(line)) for line in said if line)
        return PageLayout(0, 0, lines=lines)

    def write(self, layout: PageLayout) -> bytes:
        """The text of the page's lines without its markup; lines without text are left out."""
        said = (plain_text(line.text.text) for line in layout.lines if line.text)
        return "".join(f"{text}\n" for text in said if text).encode()
