"""Names of languages, scripts, licences and kinds of models, by their codes."""

from collections.abc import Iterable

from apps.common.scripts import by_code
from apps.models.vocabulary import languages, licences

KINDS = {
    "recognition": "Recognition",
    "segmentation": "Segmentation",
    "reading order": "Reading order",
}
USABLE_KINDS = ("recognition", "segmentation")


def packed(codes: Iterable[str], limit: int) -> str:
    """Codes between bars, as the columns of the catalogue hold them; no more than fit."""
    text = "|"
    for code in codes:
        if len(text) + len(code) + 1 <= limit and "|" not in code and f"|{code}|" not in text:
            text += f"{code}|"
    return text


def unpacked(text: str) -> list[str]:
    return [code for code in text.split("|") if code]


def language_name(code: str) -> str:
    """English name of a language by its ISO 639-3 code; the code itself where it is unknown."""
    return languages().get(code, code)


def script_name(code: str) -> str:
    script = by_code().get(code)
    return script.name if script else code


def kind_name(code: str) -> str:
    return KINDS.get(code) or code.capitalize()


def licence_name(code: str) -> str:
    """The licence's full name where it is a known one, else what the card says."""
    licence = licences().get(code)
    return licence.title if licence else code


def licence_link(code: str) -> str:
    """Where the text of a known licence stands."""
    licence = licences().get(code)
    return licence.link if licence else ""
