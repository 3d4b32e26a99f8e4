"""The package for HTR-United: folders, catalogue, and what it asks of people."""

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
import yaml
from django.core.files.base import ContentFile

from apps.documents.models import Document, Line, LineTranscription, TranscriptionLayer
from apps.documents.services.parts import add_part
from apps.exports.models import Export
from apps.exports.params import ExportParams
from apps.exports.services import request_export
from apps.formats.htr_united import Catalogue, Volume, write_catalogue
from apps.formats.registry import read_pages
from apps.jobs.models import Job
from apps.jobs.runner import run
from apps.users.models import User
from tests import factories

pytestmark = pytest.mark.django_db
REQUIRED = {
    "title",
    "description",
    "url",
    "language",
    "script",
    "time",
    "format",
    "hands",
    "volume",
    "license",
    "script-type",
    "schema",
    "production-software",
}


@pytest.fixture
def book(document: Document, layer: TranscriptionLayer, alice: User) -> Document:
    """Two pages with a line of text each, one of them with a decomposed é, and an empty page."""
    alice.first_name, alice.last_name = "Alice", "Liddell"
    alice.save()
    document.metadata.create(key="Date", value="between 1848 and 1851")
    for number, text in enumerate(("Première", "e\u0301crit", "")):
        image = ContentFile(factories.small_image_bytes(), f"folio {number}.png")
        part = add_part(
            document=document,
            user=alice,
            upload=image,
            fields={"source": f"https://example.org/iiif/{number}"},
        ).parts[0]
        line: Line = factories.LineFactory(part=part, region=factories.RegionFactory(part=part))
        LineTranscription.objects.create(line=line, layer=layer, text=text, author=alice)
    return document


@pytest.fixture
def exported(
    book: Document, layer: TranscriptionLayer, alice: User
) -> Callable[..., tuple[Job, dict[str, bytes]]]:
    def make(**options: Any) -> tuple[Job, dict[str, bytes]]:
        params = ExportParams(
            format="htr-united",
            layers=[layer.pk],
            part_ids=list(book.parts.values_list("pk", flat=True)),
            options=options,
        )
        job = request_export(user=alice, document=book, params=params)
        run(job.pk)
        job.refresh_from_db()
        if job.state != "done":
            return job, {}
        with (
            Export.objects.get(job=job).file.open("rb") as file,
            zipfile.ZipFile(io.BytesIO(file.read())) as archive,
        ):
            return job, {name: archive.read(name) for name in archive.namelist()}

    return make


def catalogue(files: dict[str, bytes]) -> dict[str, Any]:
    """The catalogue file, as the schema of 2023-06-27 wants it."""
    found: dict[str, Any] = yaml.safe_load(files["htr-united.yml"])
    assert set(found) >= REQUIRED
    assert found["schema"] == "https://htr-united.github.io/schema/2023-06-27/schema.json"
    assert len(set(found["language"])) == len(found["language"]) > 0
    assert all(re.fullmatch("[a-z]{3}", code) for code in found["language"])
    assert all(re.fullmatch(r"\d{1,4}(-\d{2}(-\d{2})?)?", day) for day in found["time"].values())
    assert all(row["count"] > 0 for row in found["volume"])
    return found


def test_the_package(exported: Callable[..., tuple[Job, dict[str, bytes]]]) -> None:
    job, files = exported(
        languages="fra, lat", hands="1", description="Letters", licence="CC-BY-4.0"
    )
    assert set(files) == {
        "htr-united.yml",
        "README.md",
        "LICENSE.md",
        "data/folio 0.png",
        "data/folio 0.xml",
        "data/folio 1.png",
        "data/folio 1.xml",
        "warnings.txt",
    }
    found = catalogue(files)
    assert (found["title"], found["description"]) == ("Letters of 1848", "Letters")
    assert found["language"] == ["fra", "lat"]
    assert found["script"] == [{"iso": "Latn"}]
    assert found["time"] == {"notBefore": "1848", "notAfter": "1851"}
    assert found["format"] == "Alto-XML"
    assert found["hands"]["count"] == "1"
    assert found["authors"] == [{"name": "Alice", "surname": "Liddell", "roles": ["transcriber"]}]
    assert {row["metric"]: row["count"] for row in found["volume"]} == {
        "files": 2,
        "regions": 2,
        "lines": 2,
        "characters": 14,
    }
    assert found["characters"]["mode"] == "None"
    assert set(found["characters"]["members"]) == set("Premièree\u0301crit")
    links = [source["link"] for source in found["sources"]]
    assert links[:2] == ["https://example.org/iiif/0", "https://example.org/iiif/1"]
    assert re.fullmatch(r"https?://.*", found["url"])
    (layout,) = read_pages(files["data/folio 1.xml"], "folio 1.xml")
    assert layout.image_name == "folio 1.png"
    assert [line.text and line.text.text for line in layout.lines] == ["e\u0301crit"]
    assert "no line with text" in files["warnings.txt"].decode()
    assert b"CC-BY 4.0" in files["LICENSE.md"]
    assert job.result["skipped"] == 1


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        ("fre; la tin, Latin", []),
        ("fra fra lat", ["fra", "lat"]),
        ("Old French (842-ca. 1400), GER", ["fro", "deu"]),
    ],
)
def test_languages_are_said_in_codes_and_once(
    given: str,
    codes: list[str],
    exported: Callable[..., tuple[Job, dict[str, bytes]]],
) -> None:
    job, files = exported(languages=given)
    assert (catalogue(files)["language"] if files else []) == codes
    assert job.state == ("done" if codes else "failed")


def test_languages_and_years_of_the_document_are_understood(
    exported: Callable[..., tuple[Job, dict[str, bytes]]], book: Document
) -> None:
    said = "fre; Latin and Old High German (ca. 750-1050); see below"
    book.metadata.create(key="Language", value=said)
    book.main_script = "Kawi"
    book.save()
    _, files = exported(not_before="1900")
    found = catalogue(files)
    assert found["language"] == ["fra", "lat", "goh"]
    assert found["script"] == [{"iso": "Zzzz", "qualify": "Kawi (Kawi)"}]
    assert found["time"] == {"notBefore": "1900", "notAfter": "1900"}


def test_texts_that_look_like_numbers_stay_texts_and_nothing_is_counted_as_none() -> None:
    said = Catalogue(
        title="12e3", description="0o17", url="https://example.org/", languages=["fra"],
        script="Latn", script_type="only-typed", not_before="0800", not_after="1234",
        hands="1", licence="", format="alto", project="017",
    )  # fmt: skip
    volume = Volume()
    volume.add(regions=0, texts=["a=\U0001f600\x85\u2028\ue000~"])
    written = write_catalogue(said, volume, software="x").decode()
    for text in ("12e3", "0o17", "0800", "1234", "017"):
        assert re.search(rf": ['\"]{text}['\"]$", written, re.MULTILINE)
    found = yaml.safe_load(written)
    assert [row["metric"] for row in found["volume"]] == ["files", "lines", "characters"]
    assert found["characters"]["members"] == [
        "a",
        "=",
        "\U0001f600",
        "\x85",
        "\u2028",
        "\ue000",
        "~",
    ]


def test_what_is_not_known_is_said(
    exported: Callable[..., tuple[Job, dict[str, bytes]]], book: Document
) -> None:
    book.metadata.all().delete()
    _, files = exported(pages="page")
    found = catalogue(files)
    assert found["format"] == "Page-XML"
    assert found["language"] == ["und"]
    assert re.fullmatch(r"\d{1,4}", found["time"]["notAfter"])
    notes = files["warnings.txt"].decode()
    assert "The language is not known" in notes
    assert "The period is not known" in notes
    assert "No licence is chosen" in notes
    assert found["license"] == []
    assert "LICENSE.md" not in files
    assert b"Licence: not decided yet." in files["README.md"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"languages": "frensh"}, "“frensh” is no code of a language"),
        ({"languages": "fra, qqz"}, "“qqz” is no code of a language"),
        ({"not_after": "1848?"}, "no year"),
        ({"not_before": "1900", "not_after": "1848-02-03"}, "swap the dates"),
    ],
)
def test_what_cannot_be_is_refused(
    options: dict[str, str],
    words: str,
    exported: Callable[..., tuple[Job, dict[str, bytes]]],
) -> None:
    job, _ = exported(**options)
    assert job.state == "failed"
    assert words in job.error
