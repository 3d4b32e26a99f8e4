"""The versions of ALTO that are written, and what each of them has a place for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

_BASE = "http://www.loc.gov/standards/alto"


@dataclass(frozen=True, slots=True)
class Version:
    """One published version. ``lacks`` are attributes and styles of others that it does not know.

    ``has_shapes``: lines and words may have an outline and a baseline of several points, and
    characters a place. ``has_order``: the reading order may be said in groups.
    """

    name: str
    number: str
    namespace: str
    schema: str
    has_shapes: bool = True
    has_order: bool = False
    lacks: frozenset[str] = frozenset()

    def allows(self, name: str, value: str) -> bool:
        """Whether an attribute may stand in a file of this version with this value."""
        words = value.split() if name.endswith("STYLE") else ()
        if not self.lacks.isdisjoint((name, *words)):
            return False
        if name == "processingDateTime":
            return _is_date(value)
        pattern = _VALUES.get(name.rpartition(".")[2])
        return pattern is None or bool(pattern.fullmatch(value))


_NEWER = frozenset({"BASEDIRECTION", "Page.ROTATION", "Page.LANG", "OTHERLANGS"})
ALTO_4_4 = Version("alto-4.4", "4.4", f"{_BASE}/ns-v4#", f"{_BASE}/v4/alto-4-4.xsd", has_order=True)
ALTO_4_2 = Version("alto", "4.2", f"{_BASE}/ns-v4#", f"{_BASE}/v4/alto-4-2.xsd", lacks=_NEWER)
ALTO_2_1 = Version(
    "alto-2.1",
    "2.1",
    f"{_BASE}/ns-v2#",
    f"{_BASE}/v2/alto-2-1.xsd",
    has_shapes=False,
    lacks=_NEWER | {"PROCESSINGREFS", "strikethrough"},
)

_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_STYLES = r"(?:bold|italics|smallcaps|strikethrough|subscript|superscript|underline)"
_LANGUAGE = r"[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*"
_CATEGORY = r"(?:contentGeneration|contentModification|preOperation|postOperation|other)"
_SHARE = r"0*(?:0?\.\d+|0\.?|1(?:\.0*)?)"
_PART = r"(?:[^\s%#?/:\[\]]|%[0-9A-Fa-f]{2})"
_PATH = rf"(?:[/:]|{_PART})*"
_HOST = rf"//(?:(?!@){_PART})*(?::\d{{1,5}})?(?:/{_PATH})?"
_ADDRESS = (
    rf"(?:(?:[a-zA-Z][a-zA-Z0-9+.-]*:)?{_HOST}|[a-zA-Z][a-zA-Z0-9+.-]*:(?!//){_PATH}"
    rf"|(?!//){_PART}*(?:/{_PATH})?)(?:\?(?:[/:?]|{_PART})*)?(?:#(?:[/:?]|{_PART})*)?"
)
_WORDS: Mapping[str, str] = {
    "ROTATION": _NUMBER,
    "CS": "true|false|0|1",
    "LANG": _LANGUAGE,
    "OTHERLANGS": rf"{_LANGUAGE}(?: {_LANGUAGE})*",
    "BASEDIRECTION": "ltr|rtl|ttb|btt",
    "PHYSICAL_IMG_NR": _NUMBER,
    "ACCURACY": _NUMBER,
    "PC": _SHARE,
    "WC": _SHARE,
    "QUALITY": "OK|Missing|Missing in original|Damaged|Retained|Target|As in original",
    "POSITION": "Left|Right|Foldout|Single|Cover",
    "SUBS_TYPE": "HypPart1|HypPart2|Abbreviation",
    "STYLE": rf"{_STYLES}(?: {_STYLES})*",
    "FONTSTYLE": rf"{_STYLES}(?: {_STYLES})*",
    "FONTTYPE": "serif|sans-serif",
    "FONTWIDTH": "proportional|fixed",
    "FONTSIZE": _NUMBER,
    "FONTCOLOR": r"(?:[0-9a-fA-F]{2})*",
    "ALIGN": "Left|Right|Center|Block",
    "LEFT": _NUMBER,
    "RIGHT": _NUMBER,
    "LINESPACE": _NUMBER,
    "FIRSTLINE": _NUMBER,
    "type": "simple",
    "show": "new|replace|embed|other|none",
    "actuate": "onLoad|onRequest|other|none",
    "processingCategory": rf"{_CATEGORY}(?: {_CATEGORY})*",
    "href": _ADDRESS,
    "URI": _ADDRESS,
}
_VALUES = {name: re.compile(words, re.ASCII) for name, words in _WORDS.items()}
_DATE = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?)?)?)?"
    r"(?:Z|[-+](?:0\d|1[0-3]):[0-5]\d)?",
    re.ASCII,
)


def _is_date(text: str) -> bool:
    """Whether this is a year, a month, a day or a point in time that there was."""
    found = _DATE.fullmatch(text)
    try:
        return bool(found and date(*(int(part or 1) for part in found.groups())))
    except ValueError:
        return False
