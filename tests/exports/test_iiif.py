"""The IIIF manifest of an export, as other programs and our own reader see it."""

import json
from pathlib import Path
from typing import Any

import pytest
from iiif_prezi3 import Manifest as PreziManifest

from apps.common.errors import ApplicationError
from apps.documents.models import (
    Document,
    DocumentMetadata,
    Line,
    LineTranscription,
    Part,
    PartMetadata,
    RegionType,
    TranscriptionLayer,
)
from apps.exports.writers.base import ExportContext, ExportPage, StoredFile
from apps.exports.writers.iiif import ManifestWriter
from apps.formats import iiif_read
from apps.formats.iiif_read import Manifest
from apps.formats.iiif_write import CanvasContent, PaintedImage, canvas
from apps.layout.types import Glyph, LineLayout, LineText, PageLayout
from tests.exports.test_exports import do_export, fetched
from tests.exports.writer_support import FolderSink, write_pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def written(part: Part, layer: TranscriptionLayer) -> Part:
    """Two lines with a text each, in a typed region; the document and the page are described."""
    square = [[0, 0], [90, 0], [90, 90], [0, 90]]
    kind = RegionType.objects.create(document=part.document, name="Chorus")
    region = part.regions.create(polygon=square, type=kind)
    for number, text in enumerate(("línea <&> “ſ”", "שלום")):
        line = Line.objects.create(
            part=part,
            region=region,
            baseline=[[5, 20 + 30 * number], [80, 20 + 30 * number]],
            mask=[[5, 10 + 30 * number], [80, 10 + 30 * number], [80, 25 + 30 * number]],
            order=number,
        )
        LineTranscription.objects.create(line=line, layer=layer, text=text)
    DocumentMetadata.objects.create(document=part.document, key="Date", value="1449")
    PartMetadata.objects.create(part=part, key="Range", value="One")
    return part


def made(client: Any, part: Part, layer: TranscriptionLayer, **fields: Any) -> dict[str, Any]:
    data = fetched(client, do_export(client, part, layer, format="iiif", **fields))
    found: dict[str, Any] = json.loads(data)
    return found


def check(data: dict[str, Any]) -> Manifest:
    """Valid in the eyes of others, readable for us."""
    PreziManifest(**data)
    found = iiif_read.read(data)
    assert isinstance(found, Manifest)
    return found


def test_a_manifest_has_every_line_with_its_place(
    client: Any, alice: Any, written: Part, layer: TranscriptionLayer
) -> None:
    client.force_login(alice)
    data = made(client, written, layer)
    found = check(data)
    assert found.label == written.document.name
    assert ("Date", "1449") in found.metadata
    [page] = found.canvases
    assert page.label == written.title
    assert (page.width, page.height) == (written.image.width, written.image.height)
    assert page.metadata == (("Range", "One"),)
    lines, regions = data["items"][0]["annotations"]
    assert lines["label"] == {"none": [layer.name]}
    assert [item["body"]["value"] for item in lines["items"]] == ["línea <&> “ſ”", "שלום"]
    assert {item["textGranularity"] for item in lines["items"]} == {"line"}
    assert {item["motivation"] for item in lines["items"]} == {"supplementing"}
    target = lines["items"][0]["target"]
    assert target["source"] == data["items"][0]["id"]
    assert '<path d="M 5 10 L 80 10 L 80 25 Z"/>' in target["selector"]["value"]
    assert [item["body"]["value"] for item in regions["items"]] == ["Chorus"]
    ids = [item["id"] for page in (lines, regions) for item in page["items"]]
    assert len(ids) == len(set(ids))


def test_images_are_named_by_where_they_are_here(
    client: Any, alice: Any, written: Part, layer: TranscriptionLayer
) -> None:
    client.force_login(alice)
    [page] = check(made(client, written, layer)).canvases
    url = page.images[0].url
    path = url.removeprefix("http://testserver")
    assert path.startswith("/media/original/")
    assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    ("version", "request_"),
    [("1", "full/full/0/native"), ("2", "full/full/0/default"), ("3", "full/max/0/default")],
)
def test_images_from_a_service_stay_with_it(
    client: Any,
    alice: Any,
    written: Part,
    layer: TranscriptionLayer,
    version: str,
    request_: str,
) -> None:
    client.force_login(alice)
    written.source = "https://a.org/iiif/f1/info.json"
    written.save()
    PartMetadata.objects.create(part=written, key="IIIF image API", value=version)
    [page] = check(made(client, written, layer)).canvases
    [image] = page.images
    assert image.url == f"https://a.org/iiif/f1/{request_}.jpg"
    assert image.service
    assert (image.service.base, image.service.version) == ("https://a.org/iiif/f1", int(version))
    assert image.address == written.source


def test_images_go_along_to_where_the_files_will_lie(
    written: Part, layer: TranscriptionLayer, tmp_path: Path
) -> None:
    context = ExportContext(
        document=written.document,
        layers=(layer,),
        stem="book",
        include_glyphs=False,
        folder=tmp_path,
        warn=pytest.fail,
        options={"base": "https://books.org/my book/"},
    )
    writer = ManifestWriter(FolderSink(tmp_path), context)
    image = StoredFile("folio 1.png", 10, "")
    writer.page(ExportPage(written, 1, "folio 1", "folio 1.png", (PageLayout(90, 90),), image))
    writer.finish()
    data = json.loads((tmp_path / "manifest.json").read_bytes())
    assert data["id"] == "https://books.org/my%20book/manifest.json"
    [page] = check(data).canvases
    assert page.images[0].url == "https://books.org/my%20book/folio%201.png"
    assert data["items"][0]["items"][0]["items"][0]["body"]["format"] == "image/png"


def test_several_layers_are_several_annotation_pages(
    client: Any, alice: Any, written: Part, layer: TranscriptionLayer
) -> None:
    client.force_login(alice)
    second = TranscriptionLayer.objects.create(document=written.document, name="Second")
    line = written.lines.first()
    LineTranscription.objects.create(line=line, layer=second, text="other")
    data = made(client, written, layer, layers=[layer.pk, second.pk])
    check(data)
    labels = [page["label"]["none"][0] for page in data["items"][0]["annotations"]]
    assert labels[-1] == "Regions"
    assert set(labels[:-1]) == {layer.name, "Second"}


def test_right_to_left_books_say_so(
    client: Any, alice: Any, written: Part, layer: TranscriptionLayer
) -> None:
    client.force_login(alice)
    Document.objects.update(read_direction="rtl")
    data = made(client, written, layer)
    check(data)
    assert data["viewingDirection"] == "right-to-left"


def test_words_come_with_their_boxes() -> None:
    glyphs = tuple(
        Glyph(char, ((x, 0), (x + 9, 0), (x + 9, 20), (x, 20)))
        for char, x in (("ab", 0), (" ", 10), ("cd", 20))
    )
    line = LineLayout(((0, 20), (40, 20)), uid="u1", text=LineText("ab cd", glyphs=glyphs))
    layout = PageLayout(100, 50, lines=(line,))
    image = PaintedImage("https://a.org/1.jpg", 100, 50)
    content = CanvasContent("https://a.org/c", "1", image, [("", layout)], has_words=True)
    found = canvas(content)
    words = [
        (item["body"]["value"], item["target"]["selector"]["value"])
        for item in found["annotations"][0]["items"]
        if item["textGranularity"] == "word"
    ]
    assert words == [("ab", "xywh=0,0,9,20"), ("cd", "xywh=20,0,9,20")]


def test_pages_without_lines_and_odd_texts_are_valid() -> None:
    image = PaintedImage("https://a.org/1.jpg", 100, 50)
    line = LineLayout(None, uid="u", text=LineText("a\x00b\ud800"))
    content = CanvasContent(
        "https://a.org/c", "", image, [("", PageLayout(100, 50, lines=(line,)))]
    )
    empty = CanvasContent("https://a.org/d", "", image, [("", PageLayout(0, 0))])
    data = {
        "@context": "http://iiif.io/api/presentation/3/context.json",
        "id": "https://a.org/m",
        "type": "Manifest",
        "label": {"none": ["m"]},
        "items": [canvas(content), canvas(empty)],
    }
    assert "annotations" not in data["items"][1]
    check(json.loads(json.dumps(data).encode("utf-8")))


def test_an_address_that_is_none_is_told(written: Part, tmp_path: Path) -> None:
    with pytest.raises(ApplicationError, match="no address"):
        write_pages("iiif", tmp_path, written.document, [], base="books.org/x")
