"""A package of ground truth for HTR-United: catalogue file, pages and images in its folders."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from apps.common.errors import ApplicationError
from apps.common.scripts import by_code
from apps.documents.models import LineTranscription
from apps.exports.images import image_file
from apps.exports.writers.base import (
    ExportContext,
    ExportPage,
    Format,
    Option,
    Sink,
    Writer,
    register,
)
from apps.formats.htr_united import LICENCES, Catalogue, Person, Volume, write_catalogue
from apps.formats.registry import codec
from apps.layout.learnable import learnable
from apps.models.vocabulary import language_code
from apps.users.models import User

_YEAR = re.compile(r"(?<!\d)\d{3,4}(?!\d)")
_BETWEEN = re.compile(r"[,;/]|\b(?:and|et|und)\b", re.IGNORECASE)
_DATE = re.compile(r"\d{1,4}(-\d{2}(-\d{2})?)?")
# Codes that libraries use (ISO 639-2/B) where ISO 639-3, which the catalogue wants, has others.
_LIBRARY_CODES = {
    "alb": "sqi", "arm": "hye", "baq": "eus", "bur": "mya", "chi": "zho", "cze": "ces",
    "dut": "nld", "fre": "fra", "geo": "kat", "ger": "deu", "gre": "ell", "ice": "isl",
    "mac": "mkd", "mao": "mri", "may": "msa", "per": "fas", "rum": "ron", "slo": "slk",
    "tib": "bod", "wel": "cym",
}  # fmt: skip
_UNDECIDED = "undecided"
_NO_ADDRESS = "https://example.org/"
_FORMAT = Option("pages", "Pages as", "alto", (("alto", "ALTO 4.2"), ("page", "PAGE 2019")))
_LICENCE = Option(
    "licence",
    "Licence",
    _UNDECIDED,
    ((_UNDECIDED, "Not decided yet"), *((key, name) for key, (name, _) in LICENCES.items())),
)
_LANGUAGES = Option(
    "languages", "Languages", "", help="Codes of three letters or names, such as: fra, Latin"
)
_KIND = Option(
    "kind",
    "Writing",
    "only-manuscript",
    (
        ("only-manuscript", "Handwriting"),
        ("only-typed", "Print or typewriting"),
        ("mainly-manuscript", "More handwriting than print"),
        ("mainly-typed", "More print than handwriting"),
        ("evenly-mixed", "Handwriting and print alike"),
    ),
)
_HANDS = Option(
    "hands",
    "Hands or fonts",
    "unknown",
    (
        ("unknown", "Not known"),
        ("1", "One"),
        ("less-than-11", "Two to ten"),
        ("more-than-10", "More than ten"),
        ("1-per-file", "One on each page"),
    ),
)
_FROM = Option("not_before", "Written not before", "", help="A year, such as 1789, or a date")
_TO = Option("not_after", "Written not after", "")
_ABOUT = Option("description", "Description", "")


class HtrUnitedWriter(Writer):
    """``htr-united.yml``, ``README.md``, ``LICENSE.md``, and pages with images in ``data``."""

    def __init__(self, sink: Sink, context: ExportContext) -> None:
        super().__init__(sink, context)
        self._format = str(context.options.get("pages", "alto"))
        self._codec = codec(self._format)
        self._volume = Volume()
        self._catalogue = _catalogue(context, self._format)

    def page(self, page: ExportPage) -> None:
        learned = learnable(page.layout)
        if learned is None:
            raise ApplicationError("no_text", "It has no line with text in this layer.")
        with image_file(page.part.image, "original") as image:
            name = f"{page.stem}{image.suffix}"
            self.sink.add(f"data/{name}", image.path)
        data = self._codec.write(replace(page.layout, image_name=name))
        self.sink.write(f"data/{page.stem}{self._codec.suffix}", data)
        texts = [line.text.text for line in learned.lines if line.text]
        self._volume.add(regions=len(page.layout.regions), texts=texts)

    def finish(self) -> None:
        catalogue = self._catalogue
        software = f"{self.context.software} + kraken"
        self.sink.write(
            "htr-united.yml", write_catalogue(catalogue, self._volume, software=software)
        )
        self.sink.write("README.md", _readme(catalogue, self._volume).encode())
        if catalogue.licence:
            said = f"This data set is licensed under {_licence(catalogue)}.\n"
            self.sink.write("LICENSE.md", said.encode())


def _catalogue(context: ExportContext, format_name: str) -> Catalogue:
    """What the person chose, and for the rest what the document says of itself."""
    document, said = context.document, context.options
    facts = list(document.metadata.values_list("key", "value"))
    before, after = _dates(context, facts)
    parts = document.parts.exclude(source="").values_list("source", flat=True)
    sources = [{"link": link} for link in dict.fromkeys(parts) if link.startswith("http")]
    licence = str(said.get("licence", _UNDECIDED))
    if licence == _UNDECIDED:
        context.warn("No licence is chosen: say one in htr-united.yml before you publish.")
    script = by_code().get(document.main_script)
    address = f"{context.origin}/document/{document.pk}/images/" if context.origin else _NO_ADDRESS
    return Catalogue(
        title=document.name,
        description=str(said.get("description") or "") or _described(facts) or document.name,
        url=address,
        languages=_languages(context, facts),
        script=document.main_script,
        script_name=script.name if script else "",
        script_type=str(said.get("kind", "only-manuscript")),
        not_before=before,
        not_after=after,
        hands=str(said.get("hands", "unknown")),
        licence="" if licence == _UNDECIDED else licence,
        format=format_name,
        people=tuple(_people(context)),
        guidelines=document.project.guidelines,
        project=document.project.name,
        sources=sources[:100],
    )


def _dates(context: ExportContext, facts: list[tuple[str, str]]) -> tuple[str, str]:
    """The period as it was given; else the years that the metadata name."""
    given = [str(context.options.get(name) or "").strip() for name in ("not_before", "not_after")]
    for value in filter(None, given):
        if not _DATE.fullmatch(value):
            raise ApplicationError("invalid", f"“{value}” is no year and no date like 1789-07-14.")
    years = [year for key, value in facts if "date" in key.lower() for year in _YEAR.findall(value)]
    if not (all(given) or years):
        context.warn("The period is not known: correct “time” in htr-united.yml.")
    before = given[0] or min(years, default="1", key=int)
    after = given[1] or max(years, default=str(datetime.now(UTC).year), key=int)
    if int(before.split("-")[0]) > int(after.split("-")[0]):
        if all(given):
            raise ApplicationError("invalid", f"“{after}” is before “{before}”: swap the dates.")
        before = after = next(filter(None, given))
    return before, after


def _languages(context: ExportContext, facts: list[tuple[str, str]]) -> list[str]:
    given = str(context.options.get("languages") or "")
    if wrong := [word for word in _words(given) if not _code(word)]:
        raise ApplicationError(
            "invalid",
            f"“{wrong[0]}” is no code of a language: write three letters, as fra for French.",
        )
    known = "; ".join(value for key, value in facts if key.lower() == "language")
    found = list(dict.fromkeys(filter(None, map(_code, _words(given or known)))))
    if not found:
        context.warn("The language is not known: correct “language” in htr-united.yml.")
    return found or ["und"]


def _words(said: str) -> Iterator[str]:
    """Languages as people name them: “Old French, lat”, but also “fra lat”."""
    for named in filter(None, map(str.strip, _BETWEEN.split(said))):
        words = named.split()
        # Many a short word of another text is a code, too.
        are_all = not _code(named) and all(map(_code, words))
        yield from words if are_all else [named]


def _code(word: str) -> str:
    """The code of a language in ISO 639-3, by a code or by its name; empty where there is none."""
    return language_code(_LIBRARY_CODES.get(word.lower(), word))


def _described(facts: list[tuple[str, str]]) -> str:
    return "; ".join(f"{key}: {value}" for key, value in facts)


def _people(context: ExportContext) -> Iterator[Person]:
    """Who typed in the layer."""
    typed = LineTranscription.objects.filter(layer=context.layers[0], source="manual")
    for user in User.objects.filter(pk__in=typed.values("author")).order_by("pk"):
        yield Person(user.last_name or user.username, user.first_name)


def _readme(catalogue: Catalogue, volume: Volume) -> str:
    guidelines = f"Transcribed by these rules: {catalogue.guidelines}\n\n"
    return (
        f"# {catalogue.title}\n\n{catalogue.description}\n\n"
        f"{volume.files} pages, {volume.regions} regions, {volume.lines} lines,"
        f" {volume.characters.total()} characters.\n\n"
        f"{guidelines if catalogue.guidelines else ''}"
        "Each page in `data` stands beside its image. `htr-united.yml` describes the set for the"
        " catalogue of [HTR-United](https://htr-united.github.io): check it, and put in the"
        " address of the repository, before you publish.\n\n"
        f"Licence: {_licence(catalogue)}.\n"
    )


def _licence(catalogue: Catalogue) -> str:
    if not catalogue.licence:
        return "not decided yet"
    name, url = LICENCES[catalogue.licence]
    return f"[{name}]({url})"


register(
    Format(
        name="htr-united",
        label="HTR-United package",
        group="For training",
        writer=HtrUnitedWriter,
        description="Pages and images in one folder, with the catalogue file of HTR-United, ready"
        " to be published.",
        has_glyphs=True,
        needs_images=True,
        options=(_FORMAT, _LICENCE, _LANGUAGES, _KIND, _HANDS, _FROM, _TO, _ABOUT),
    )
)
