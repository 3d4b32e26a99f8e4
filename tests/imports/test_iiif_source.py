"""Importing IIIF manifests into a document: pages, names, facts, no page twice, going on."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.documents.models import Document, LineTranscription, PartMetadata
from apps.formats import iiif_write
from apps.formats.iiif_write import CanvasContent, PaintedImage
from apps.formats.registry import codec
from apps.imports.models import Import, ImportItem
from apps.imports.runner import Runner
from apps.imports.services import choose_books, continue_import, request_import
from apps.jobs.models import Job, JobState
from apps.jobs.runner import run as run_job
from apps.layout.types import LineLayout, LineText, PageLayout
from apps.users.models import User
from tests.iiif_server import ImageService, book, canvas, gradient, picture
from tests.web_server import Answer, WebServer, running

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parents[3] / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.exists(), reason="the shared data is not there")

Importer = Callable[..., Import]


@pytest.fixture
def server(settings: Any) -> Iterator[WebServer]:
    with running() as server:
        settings.FETCH_ALLOWED_HOSTS = ["127.0.0.1"]
        yield server


@pytest.fixture
def importer(alice: User, document: Document) -> Importer:
    """Ask for an import and do it."""

    def do(url: str = "", upload: bytes = b"", **source: Any) -> Import:
        asked = request_import(
            user=alice,
            document=document,
            kind="iiif",
            url=url,
            upload=SimpleUploadedFile("m.json", upload) if upload else None,
            options={"layer": "From the library", "source": source},
        )
        run_job(asked.job_id)
        return Import.objects.select_related("job").get(pk=asked.pk)

    return do


@pytest.fixture
def three(server: WebServer) -> str:
    """A book of three pages on the server."""
    for number in (1, 2, 3):
        server.routes[f"/{number}.png"] = Answer(picture(shade=number * 50))
    canvases = [canvas(n, server.url(f"/{n}.png")) for n in (1, 2, 3)]
    more = {
        "metadata": [{"label": {"en": ["Date"]}, "value": {"en": ["1449"]}}],
        "structures": [
            {
                "id": "r1",
                "type": "Range",
                "label": {"en": ["First part"]},
                "items": [{"id": "https://a.org/canvas/2", "type": "Canvas"}],
            }
        ],
    }
    return book(server, "/m.json", canvases, **more)


def names(document: Document) -> list[str]:
    return list(document.parts.order_by("order").values_list("name", flat=True))


def messages(found: Import) -> dict[str, str]:
    return dict(found.items.values_list("name", "message"))


def test_pages_come_in_order_with_labels_facts_and_addresses(
    importer: Importer, document: Document, three: str, server: WebServer
) -> None:
    done = importer(three)
    assert done.job
    assert done.job.state == JobState.DONE, done.job.error
    assert names(document) == ["fol. 1r", "fol. 2r", "fol. 3r"]
    sources = document.parts.order_by("order").values_list("source", flat=True)
    assert list(sources) == [server.url(f"/{n}.png") for n in (1, 2, 3)]
    images = document.parts.order_by("order").values_list("image__original_name", flat=True)
    assert list(images) == ["1.png", "2.png", "3.png"]
    said = set(document.metadata.values_list("key", "value"))
    assert said >= {("Date", "1449"), ("Title", "Book /m.json"), ("IIIF manifest", three)}
    assert PartMetadata.objects.get(part__name="fol. 2r", key="Range").value == "First part"


def test_importing_again_adds_only_what_is_new(
    importer: Importer, document: Document, three: str, server: WebServer
) -> None:
    importer(three)
    server.routes["/4.png"] = Answer(picture())
    canvases = [canvas(n, server.url(f"/{n}.png")) for n in (1, 2, 3, 4)]
    book(server, "/m.json", canvases)
    server.asked.clear()
    done = importer(three)
    assert names(document) == ["fol. 1r", "fol. 2r", "fol. 3r", "fol. 4r"]
    assert server.asked.count("/1.png") == 0
    states = list(done.items.values_list("state", flat=True))
    assert states.count("done") == 1
    assert document.metadata.filter(key="IIIF manifest").count() == 1


def test_a_page_that_fails_stops_no_other_and_is_told(
    importer: Importer, document: Document, three: str, server: WebServer
) -> None:
    server.routes["/2.png"] = Answer(b"<html>log in</html>")
    server.routes["/1.png"] = Answer(b"", 404)
    done = importer(three)
    assert names(document) == ["fol. 3r"]
    told = messages(done)
    assert "404" in told["fol. 1r"]
    assert "log-in" in told["fol. 2r"]


def test_a_stopped_import_goes_on_where_it_stopped(
    document: Document,
    three: str,
    server: WebServer,
    alice: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = request_import(user=alice, document=document, kind="iiif", url=three)
    import_item = Runner.import_item

    def cancelled_meanwhile(self: Runner, item: ImportItem) -> int:
        found = import_item(self, item)
        Job.objects.filter(pk=asked.job_id).update(cancel_requested=True)
        return found

    with monkeypatch.context() as patched:
        patched.setattr(Runner, "import_item", cancelled_meanwhile)
        run_job(asked.job_id)
    assert Job.objects.get(pk=asked.job_id).state == JobState.CANCELLED
    assert names(document) == ["fol. 1r"]
    server.asked.clear()
    again = continue_import(run=asked, user=alice)
    run_job(again.job_id)
    assert names(document) == ["fol. 1r", "fol. 2r", "fol. 3r"]
    assert sorted(server.asked) == ["/2.png", "/3.png"]


def test_a_manifest_in_a_file(
    importer: Importer, document: Document, three: str, server: WebServer
) -> None:
    answer = server.routes["/m.json"]
    assert isinstance(answer, Answer)
    importer(upload=answer.body)
    assert names(document) == ["fol. 1r", "fol. 2r", "fol. 3r"]


def test_choices_and_details_wait_to_be_chosen(
    importer: Importer, document: Document, server: WebServer
) -> None:
    server.routes["/a.png"] = Answer(picture())
    items = [
        {"id": server.url("/a.png"), "type": "Image", "label": {"en": ["Daylight"]}},
        {"id": server.url("/b.png"), "type": "Image", "label": {"en": ["X-ray"]}},
    ]
    done = importer(book(server, "/m", [canvas(1, {"type": "Choice", "items": items})]))
    assert names(document) == ["fol. 1r"]
    listed = list(done.items.values_list("name", "state"))
    assert listed == [("fol. 1r", "done"), ("fol. 1r – X-ray", "skipped")]


def test_two_canvases_with_one_image_are_two_pages_each_time(
    importer: Importer, document: Document, server: WebServer
) -> None:
    server.routes["/a.png"] = Answer(picture())
    url = book(server, "/m", [canvas(1, server.url("/a.png")), canvas(2, server.url("/a.png"))])
    importer(url)
    importer(url)
    assert names(document) == ["fol. 1r", "fol. 2r"]
    images = document.parts.order_by("order").values_list("image__original_name", flat=True)
    assert list(images) == ["a.png", "a-2.png"]


def test_a_service_with_tiles_only(
    importer: Importer, document: Document, server: WebServer
) -> None:
    service = ImageService(gradient(600, 800), version=2, level=0, tile=256, has_full=False)
    base = service.mount(server, "/s")
    body = {"@id": f"{base}/full/full/0/default.jpg", "@type": "dctypes:Image"}
    body["service"] = {"@id": base, "@context": "http://iiif.io/api/image/2/context.json"}  # type: ignore[assignment]
    importer(book(server, "/m", [canvas(1, body)]))
    part = document.parts.get()
    assert (part.image.width, part.image.height) == (600, 800)
    assert part.source == f"{base}/info.json"
    assert part.metadata.get(key="IIIF image API").value == "2"


def test_text_beside_the_pages_is_taken_when_asked_for(
    importer: Importer, document: Document, server: WebServer
) -> None:
    server.routes["/a.png"] = Answer(picture(600, 800))
    line = LineLayout(((10, 50), (500, 50)), text=LineText("written in the library"))
    layout = PageLayout(600, 800, image_name="other.tif", lines=(line,))
    server.routes["/a.xml"] = Answer(codec("alto").write(layout))
    link = {
        "id": server.url("/a.xml"),
        "format": "application/xml",
        "profile": "http://www.loc.gov/standards/alto/ns-v4#",
    }
    url = book(server, "/m", [canvas(1, server.url("/a.png"), seeAlso=[link])])
    importer(url)
    assert not LineTranscription.objects.exists()
    importer(url, texts=True)
    [text] = LineTranscription.objects.all()
    assert text.text == "written in the library"
    assert text.layer.name == "From the library"
    assert document.parts.count() == 1


def test_our_own_manifest_brings_back_its_layers(
    importer: Importer, document: Document, server: WebServer
) -> None:
    server.routes["/a.png"] = Answer(picture(600, 800))
    mask = ((10, 30), (500, 30), (500, 60))
    layouts = [
        (name, PageLayout(600, 800, lines=(LineLayout(None, mask, text=LineText(text)),)))
        for name, text in (("diplomatic", "Amo ꝙ"), ("normal", "Amo quod"))
    ]
    image = PaintedImage(server.url("/a.png"), 600, 800)
    content = CanvasContent("https://a.org/c", "fol. 1r", image, layouts)
    done = importer(book(server, "/m", [iiif_write.canvas(content)]), texts=True)
    rows = LineTranscription.objects.filter(line__part__document=document)
    assert dict(rows.values_list("layer__name", "text")) == {
        "diplomatic": "Amo ꝙ",
        "normal": "Amo quod",
    }, messages(done)
    assert {tuple(map(tuple, row.line.mask)) for row in rows} == {mask}


@pytest.fixture
def collection(server: WebServer) -> str:
    for number in (1, 2):
        server.routes[f"/{number}.png"] = Answer(picture())
        book(server, f"/book/{number}", [canvas(number, server.url(f"/{number}.png"))])
    inner = {
        "type": "Collection",
        "id": server.url("/inner"),
        "label": {"en": ["Inner"]},
        "items": [
            {"type": "Manifest", "id": server.url("/book/2"), "label": {"en": ["Second"]}},
            {"type": "Collection", "id": server.url("/all")},
            {"type": "Collection", "id": server.url("/inner")},
        ],
    }
    server.routes["/inner"] = Answer(json.dumps(inner).encode())
    outer = {
        "type": "Collection",
        "id": server.url("/all"),
        "label": {"en": ["All"]},
        "items": [
            {"type": "Manifest", "id": server.url("/book/1"), "label": {"en": ["First"]}},
            {"type": "Collection", "id": server.url("/inner"), "label": {"en": ["Inner"]}},
        ],
    }
    server.routes["/all"] = Answer(json.dumps(outer).encode())
    return server.url("/all")


def test_of_a_collection_the_chosen_books_come(
    importer: Importer, document: Document, collection: str, server: WebServer
) -> None:
    importer(collection, books=[server.url("/book/2")])
    assert names(document) == ["fol. 2r"]
    assert ("IIIF manifest", server.url("/book/2")) in document.metadata.values_list("key", "value")


def test_all_of_a_collection_with_the_names_of_the_books(
    importer: Importer, document: Document, collection: str
) -> None:
    importer(collection, books="all")
    assert names(document) == ["First/fol. 1r", "Inner / Second/fol. 2r"]


def test_a_collection_asks_which(
    importer: Importer, document: Document, collection: str, server: WebServer, alice: User
) -> None:
    asked = importer(collection)
    assert document.parts.count() == 0
    assert [list(choice) for choice in asked.options["choices"]] == [
        [server.url("/book/1"), "First"],
        [server.url("/book/2"), "Inner / Second"],
    ]
    assert "Choose which" in asked.summary
    planned = choose_books(run=asked, user=alice, books=["all"])
    run_job(planned.job_id)
    assert document.parts.count() == 0
    assert planned.items.count() == 2
    run_job(continue_import(run=planned, user=alice).job_id)
    assert names(document) == ["First/fol. 1r", "Inner / Second/fol. 2r"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"asdf", "not JSON"),
        (b'{"type": "Manifest", "items": []}', "no page"),
        (b'{"type": "Collection", "items": []}', "no manifest"),
        (b"{}", "IIIF"),
    ],
)
def test_what_is_no_book_is_told_and_changes_nothing(
    importer: Importer, document: Document, server: WebServer, body: bytes, said: str
) -> None:
    server.routes["/x"] = Answer(body)
    done = importer(server.url("/x"))
    assert done.job
    assert done.job.state == JobState.FAILED
    assert said in done.job.error
    assert document.parts.count() == 0
    assert document.metadata.count() == 0


def test_an_upload_that_is_no_book_is_called_by_its_name(importer: Importer) -> None:
    done = importer(upload=b"[1, 2]")
    assert done.job
    assert done.job.error.startswith("m.json: it does not say that it is a IIIF manifest.")


def test_addresses_inside_the_network_are_refused(
    importer: Importer, document: Document, three: str, server: WebServer, settings: Any
) -> None:
    settings.FETCH_ALLOWED_HOSTS = []
    done = importer(three)
    assert done.job
    assert "FETCH_ALLOWED_HOSTS" in done.job.error
    assert server.asked == []


def test_a_manifest_that_names_addresses_inside_the_network_gets_nothing(
    importer: Importer, document: Document, server: WebServer, settings: Any
) -> None:
    with running() as inside:
        settings.FETCH_ALLOWED_HOSTS = [f"127.0.0.1:{server.server_port}"]
        inside.routes["/secret.png"] = Answer(picture())
        url = book(server, "/m", [canvas(1, inside.url("/secret.png"))])
        server.routes["/jump"] = Answer(b"", 302, {"Location": inside.url("/secret.png")})
        url2 = book(server, "/m2", [canvas(2, server.url("/jump"))])
        for address in (url, url2):
            [told] = messages(importer(address)).values()
            assert "FETCH_ALLOWED_HOSTS" in told
        assert inside.asked == []
    assert document.parts.count() == 0


def test_a_manifest_that_points_to_itself_ends(
    importer: Importer, document: Document, server: WebServer
) -> None:
    data = {"type": "Collection", "id": server.url("/c"), "items": [
        {"type": "Collection", "id": server.url("/c")},
        {"type": "Manifest", "id": server.url("/c")},
        {"type": "Manifest", "id": server.url("/c?again")},
    ]}  # fmt: skip
    server.routes["/c"] = server.routes["/c?again"] = Answer(json.dumps(data).encode())
    done = importer(server.url("/c"))
    assert done.job
    assert done.job.state == JobState.FAILED
    assert document.parts.count() == 0


@needs_data
@pytest.mark.parametrize("name", ["local_v2.json", "local_v3.json"])
def test_a_real_book_of_each_version(
    importer: Importer, document: Document, server: WebServer, name: str
) -> None:
    text = (DATA / "iiif" / name).read_text().replace("http://127.0.0.1:8901", server.origin)
    server.routes[f"/iiif/{name}"] = Answer(text.encode())
    for image in (DATA / "print_fr_17c").rglob("*.jpg"):
        server.routes[f"/{image.relative_to(DATA)}"] = Answer(image.read_bytes())
    importer(server.url(f"/iiif/{name}"))
    assert names(document) == [
        "bpt6k1110784 f10",
        "bpt6k1110784 f11",
        "bpt6k1110784 f13",
        "bpt6k1110784 f7",
        "bpt6k1512176r f11",
        "bpt6k1512176r f21",
    ]
    sizes = document.parts.order_by("order").values_list("image__width", "image__height")
    assert list(sizes) == [(1749, 2481)] * 4 + [(1728, 2843), (1718, 2843)]
