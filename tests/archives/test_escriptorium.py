"""The JSON export of eScriptorium, as its exporter writes it, restored."""

import io
import json
import tarfile
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from apps.annotations.anchors import spans
from apps.annotations.models import Annotation
from apps.documents.models import Document, Line, LineTranscription, Region
from apps.images.derivatives import build
from apps.jobs.models import Job
from apps.projects.models import Project
from apps.users.models import User
from tests import factories

pytestmark = pytest.mark.django_db
MANUAL, KRAKEN, OLD = 31, 32, 33


def typology(pk: int | None, name: str | None) -> dict[str, Any]:
    return {"pk": pk, "name": name}


def transcription(pk: int, layer: int, content: str, **more: Any) -> dict[str, Any]:
    return {
        "pk": pk,
        "transcription_pk": layer,
        "content": content,
        "avg_confidence": None,
        "modified_by": "bob",
        "modified_at": "2026-03-02T10:00:00+00:00",
        "history": [],
    } | more


def line(pk: int, order: int, texts: list[Any], **more: Any) -> dict[str, Any]:
    top = 20 + 40 * order
    return {
        "pk": pk,
        "external_id": f"eSc_line_{pk}",
        "order": order,
        "typology": typology(None, None),
        "baseline": [[20, top + 30], [200, top + 30]],
        "mask": [[20, top], [200, top], [200, top + 35], [20, top + 35]],
        "box": [20, top, 200, top + 35],
        "block_pk": None,
        "transcriptions": texts,
    } | more


HISTORY = [  # newest first, as eScriptorium keeps it
    {
        "content": "second",
        "author": "bob",
        "source": "eScriptorium",
        "created_at": "2026-03-01T09:00:00+00:00",
        "updated_at": "2026-03-01T09:30:00+00:00",
    },
    {
        "content": "frist",
        "author": "user_0123456789ab",
        "source": "kraken:/model.mlmodel",
        "created_at": "2026-02-01T09:00:00+00:00",
        "updated_at": "2026-02-01T09:00:00+00:00",
    },
]


def _region() -> dict[str, Any]:
    read = transcription(
        501,
        KRAKEN,
        "ab",
        avg_confidence=0.75,
        characters=[
            {"c": "a", "poly": [[20, 20], [30, 20], [30, 55], [20, 55]], "confidence": 0.5},
            {"c": "b", "poly": [[30, 20], [40, 20], [40, 55], [30, 55]], "confidence": 1.0},
        ],
    )
    first = line(
        401,
        0,
        [transcription(500, MANUAL, "first <em>line</em>", history=HISTORY), read],
        typology=typology(9, "Heading"),
        block_pk=301,
    )
    second = line(402, 1, [transcription(502, MANUAL, "zweite"), None], block_pk=301)
    return {
        "pk": 301,
        "external_id": "eSc_textblock_ab12",
        "order": 0,
        "typology": typology(7, "Main"),
        "box": [[10, 10], [300, 10], [300, 200], [10, 200]],
        "bbox": [10, 10, 300, 200],
        "width": 290,
        "height": 190,
        "lines": [second, first],
    }


IMAGE = {
    "filename": "a.png",
    "original_filename": "a.png",
    "archive_filename": "a.png",
    "uri": "/media/a.png",
    "width": 400,
    "height": 300,
    "size": [400, 300],
}


def parts() -> list[dict[str, Any]]:
    """A page with everything, and one whose image is not in the archive."""
    put_away = transcription(503, OLD, "put away")
    page = {
        "pk": 201,
        "title": "fol. 1r",
        "name": "fol. 1r",
        "filename": "a.png",
        "order": 0,
        "workflow_state": 6,
        "transcription_progress": 66,
        "typology": typology(3, "Page"),
        "image": IMAGE,
        "metadata": [{"key": "Hand", "value": "B"}],
        "regions": [_region()],
        "orphan_lines": [line(403, 2, [put_away], baseline=None, mask=None)],
    }
    lost = page | {
        "pk": 202,
        "name": "",
        "order": 1,
        "image": IMAGE | {"archive_filename": None, "filename": "b.jpg", "original_filename": ""},
        "typology": typology(None, None),
        "regions": [],
        "orphan_lines": [line(404, 0, [transcription(504, MANUAL, "no image")])],
    }
    return [page, lost]


def annotations() -> list[dict[str, Any]]:
    def row(kind: str, name: str, pk: int, selector: dict[str, Any]) -> dict[str, Any]:
        body = [
            {"type": "TextualBody", "value": "really?", "purpose": "commenting"},
            {"type": "TextualBody", "value": "high", "purpose": "attribute-certainty"},
        ]
        w3c = {
            "id": pk,
            "@context": "http://www.w3.org/ns/anno.jsonld",
            "type": "Annotation",
            "body": body,
            "target": {"selector": selector},
        }
        return {"type": kind, "part_pk": 201, "taxonomy": name, "w3c": w3c}

    box = '<svg><polygon points="10,10 50,10 50,40 10,40"></polygon></svg>'
    before = len("first <em>line</em>")
    return [
        row("image", "Seal", 1, {"type": "SvgSelector", "value": box}),
        row(
            "text",
            "Person",
            1,
            {"type": "TextPositionSelector", "start": before + 2, "end": before + 6},
        ),
        row("text", "Person", 2, {"type": "TextPositionSelector", "start": 0, "end": 9_999}),
    ]


def document_json() -> dict[str, Any]:
    return {
        "pk": 12,
        "name": "Lettres",
        "read_direction": "rtl",
        "line_offset": 1,
        "main_script": "Hebrew",
        "valid_block_types": [typology(8, "Margin"), typology(7, "Main")],
        "valid_line_types": [typology(9, "Heading")],
        "metadata": [{"key": "Author", "value": "George Sand"}],
        "models": [{"pk": 4, "name": "CATMuS", "job": 2}],
    }


def config() -> dict[str, Any]:
    return {
        "file_format": "json",
        "transcriptions": [
            {"pk": KRAKEN, "name": "kraken:CATMuS"},
            {"pk": MANUAL, "name": "manual"},
            {"pk": OLD, "name": "OCR (archived 25/12/31-23:59:58)"},
        ],
        "part_pks": [201, 202],
        "region_types": ["7", "8", "Undefined", "Orphan"],
        "include_images": True,
        "include_characters": True,
    }


def jsonl(rows: list[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def files() -> dict[str, bytes]:
    return {
        "document.json": json.dumps(document_json(), indent=2).encode(),
        "export-config.json": json.dumps(config(), indent=2).encode(),
        "parts.jsonl": jsonl(parts()),
        "annotations.jsonl": jsonl(annotations()),
        "a.png": factories.small_image_bytes(),
    }


def as_zip(found: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in found.items():
            archive.writestr(name, data)
    return target.getvalue()


def as_tar(found: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w:gz") as archive:
        for name, data in found.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return target.getvalue()


@pytest.fixture(params=["zip", "tar.gz"])
def restored(
    request: pytest.FixtureRequest,
    alice: User,
    bob: User,
    project: Project,
    restore_job: Callable[..., Job],
) -> Job:
    data = as_zip(files()) if request.param == "zip" else as_tar(files())
    job = restore_job(data, alice, project, f"export_doc12_lettres_json.{request.param}")
    assert job.state == "done", job.error
    return job


@pytest.fixture
def document(restored: Job) -> Document:
    return Document.objects.get(pk=restored.result["documents"][0])


def text(document: Document, layer: str, words: str) -> LineTranscription:
    return LineTranscription.objects.get(layer__document=document, layer__name=layer, text=words)


def test_the_document(document: Document) -> None:
    assert document.name == "Lettres"
    assert (document.main_script, document.read_direction, document.line_offset) == (
        "Hebr",
        "rtl",
        1,
    )
    assert set(document.region_types.values_list("name", flat=True)) == {"Main", "Margin"}
    assert list(document.line_types.values_list("name", flat=True)) == ["Heading"]
    assert list(document.part_types.values_list("name", flat=True)) == ["Page"]
    assert list(document.metadata.values_list("key", "value")) == [
        ("Author", "George Sand"),
        ("Model", "CATMuS (Recognize)"),
    ]
    assert document.archived_at is None


def test_layers_that_were_put_away_still_are(document: Document) -> None:
    old = document.layers.get(name__startswith="OCR")
    assert old.archived_at == datetime(2025, 12, 31, 23, 59, 58, tzinfo=UTC)
    assert document.layers.get(name="manual").is_protected
    assert document.layers.active().count() == 2
    assert text(document, old.name, "put away").line.region is None


def test_pages_and_their_layout(document: Document) -> None:
    first, second = document.parts.all()
    assert (first.name, first.type and first.type.name) == ("fol. 1r", "Page")
    assert first.image.original_name == "a.png"
    assert (first.line_count, first.region_count) == (3, 1)
    assert first.attributes["escriptorium.workflow_state"] == "6"
    assert list(first.metadata.values_list("key", "value")) == [("Hand", "B")]
    region = Region.objects.get(part=first)
    assert (region.external_id, region.type and region.type.name) == ("eSc_textblock_ab12", "Main")
    lines = list(Line.objects.filter(part=first))
    assert [row.external_id for row in lines] == [
        "eSc_line_401",
        "eSc_line_402",
        "eSc_line_403",
    ]
    assert [row.region_id for row in lines] == [region.pk, region.pk, None]
    assert lines[0].type and lines[0].type.name == "Heading"
    assert lines[0].baseline == [[20, 50], [200, 50]]
    assert lines[2].mask == [[20, 100], [200, 100], [200, 135], [20, 135]]
    assert second.line_count == 1


def test_texts_with_their_history(document: Document, bob: User) -> None:
    now = text(document, "manual", "first <em>line</em>")
    assert (now.version, now.author, now.source) == (3, bob, "manual")
    assert now.updated_at == datetime(2026, 3, 2, 10, tzinfo=UTC)
    newer, older = now.revisions.all()
    assert (newer.version, newer.text, newer.author) == (2, "second", bob)
    assert (older.version, older.text, older.source) == (1, "frist", "model")
    assert older.author is None
    assert older.attributes == {"archive.author": "user_0123456789ab"}
    read = text(document, "kraken:CATMuS", "ab")
    assert (read.confidence, read.source) == (0.75, "model")
    assert read.glyphs and [glyph[0] for glyph in read.glyphs] == ["a", "b"]


def test_annotations_lie_on_the_same_words(document: Document, restored: Job) -> None:
    image = Annotation.objects.get(part__document=document, layer=None)
    assert image.coordinates == [[10, 10], [50, 10], [50, 40], [10, 40]]
    assert (image.taxonomy.name, image.taxonomy.marker) == ("Seal", "rectangle")
    assert image.comments == ["really?"]
    assert [value.value for value in image.values.all()] == ["high"]
    marked = Annotation.objects.get(part__document=document, layer__name="manual")
    assert marked.quote == "eite"
    assert spans([marked])[marked.pk].start_offset == 2
    notes = " ".join(restored.result["notes"])
    assert "1 annotations mark no text" in notes
    assert "first layer that has words at its place" in notes


def test_a_page_without_image_keeps_its_text(document: Document, restored: Job) -> None:
    page = document.parts.all()[1]
    assert (page.image.width, page.image.height) == (400, 300)
    assert page.image.original_name == "b.jpg"
    assert build(page.image).state == "ready"
    assert text(document, "manual", "no image").line.part == page
    assert "images of 1 pages are not in the archive" in " ".join(restored.result["notes"])


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("parts.jsonl", b'{"pk": 1}\n', "not as eScriptorium writes it"),
        ("parts.jsonl", b"[]\n", "no JSON object"),
        ("parts.jsonl", jsonl([parts()[0] | {"regions": {"a": 1}}]), "not as eScriptorium"),
        ("parts.jsonl", jsonl([parts()[0] | {"pk": "x"}]), "its id is no number"),
        ("document.json", b"nothing", "no JSON"),
        ("export-config.json", b'{"transcriptions": [{"pk": "x"}]}', "not as eScriptorium"),
        ("annotations.jsonl", b'{"part_pk": 201, "w3c": []}\n', "not as eScriptorium"),
        ("a.png", b"no image", "a.png"),
    ],
    ids=range(8),
)
def test_what_is_broken_is_named_and_changes_nothing(
    name: str,
    data: bytes,
    words: str,
    alice: User,
    project: Project,
    restore_job: Callable[..., Job],
) -> None:
    job = restore_job(as_zip(files() | {name: data}), alice, project)
    assert job.state == "failed"
    assert words in job.error
    assert not Document.objects.exists()


def test_nothing_but_the_pages_is_needed(
    alice: User, project: Project, restore_job: Callable[..., Job]
) -> None:
    found = {
        name: data for name, data in files().items() if name.endswith(("parts.jsonl", "t.json"))
    }
    job = restore_job(as_zip(found), alice, project)
    assert job.state == "done", job.error
    document = Document.objects.get(pk=job.result["documents"][0])
    assert document.layers.filter(name="Layer 31").exists()
    assert document.layers.get(is_protected=True).name == "manual"
    assert document.parts.count() == 2
