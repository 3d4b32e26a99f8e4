r"""What is put in the place of a match: words, with groups as ``\1`` and ``\g<name>``."""

from collections.abc import Callable, Mapping

import regex

from apps.common.errors import ApplicationError

MAX_LENGTH = 10_000
_ESCAPE = regex.compile(r"\\(?:(?P<number>[1-9][0-9]?)|g<(?P<name>[^>]*)>|(?P<sign>[\\t])|)")


def check_words(text: str) -> str:
    """Refuse what no line can hold."""
    if len(text) > MAX_LENGTH:
        raise ApplicationError("invalid", f"Replace by at most {MAX_LENGTH} characters.")
    if any(sign in text for sign in "\n\r\0"):
        raise ApplicationError("invalid", "The replacement cannot hold a line break.")
    return text


class Template:
    """The replacement of a regular expression, read once."""

    def __init__(self, text: str, *, groups: int, names: Mapping[str, int]) -> None:
        self._pieces: list[str | int] = []
        self._groups, self._names = groups, names
        at = 0
        for escape in _ESCAPE.finditer(check_words(text)):
            self._pieces += [text[at : escape.start()], self._piece(escape)]
            at = escape.end()
        self._pieces.append(text[at:])

    def fill(self, group: Callable[[int], str]) -> str:
        """The words, with what each group matched; a group that took no part is empty."""
        return "".join(piece if isinstance(piece, str) else group(piece) for piece in self._pieces)

    def _piece(self, escape: "regex.Match[str]") -> str | int:
        if escape["sign"]:
            return "\t" if escape["sign"] == "t" else "\\"
        word = escape["number"] or escape["name"]
        if word is None:
            raise _fault(escape.start(), r"write \\ for a backslash, \1 for a group")
        number = int(word) if word.isdecimal() and word.isascii() else self._names.get(word)
        if number is None or number > self._groups:
            raise _fault(escape.start(), f"the search has no group “{word}”")
        return number


def _fault(position: int, words: str) -> ApplicationError:
    return ApplicationError(
        "invalid",
        f"The replacement has a fault at character {position + 1}: {words}.",
        details={"field": "replacement", "position": position},
    )
