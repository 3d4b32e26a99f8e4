"""A IIIF book from its address to the pages of a document, and out again as a manifest."""

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.web_server import Answer, WebServer, running

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


@pytest.fixture
def library() -> Iterator[WebServer]:
    """A library on this machine, which the program under test is allowed to ask."""
    with running() as server:
        for number in range(1, 5):
            file = io.BytesIO()
            Image.new("L", (600, 800), 60 * number).save(file, "PNG")
            server.routes[f"/{number}.png"] = Answer(file.getvalue())
        for name, numbers in (("red", (1, 2)), ("blue", (3, 4))):
            canvases = [_canvas(server, number) for number in numbers]
            _publish(server, f"/{name}", "Manifest", f"The {name} book", canvases)
        books = [
            {
                "type": "Manifest",
                "id": server.url(f"/{name}"),
                "label": {"en": [f"The {name} book"]},
            }
            for name in ("red", "blue")
        ]
        _publish(server, "/all", "Collection", "All books", books)
        yield server


def _canvas(server: WebServer, number: int) -> dict[str, Any]:
    body = {"id": server.url(f"/{number}.png"), "type": "Image", "width": 600, "height": 800}
    painting = {"type": "Annotation", "motivation": "painting", "body": body}
    return {
        "id": f"https://library.example/canvas/{number}",
        "type": "Canvas",
        "label": {"none": [f"fol. {number}r"]},
        "width": 600,
        "height": 800,
        "items": [{"type": "AnnotationPage", "items": [painting]}],
    }


def _publish(
    server: WebServer, path: str, kind: str, label: str, items: list[dict[str, Any]]
) -> None:
    data = {
        "@context": "http://iiif.io/api/presentation/3/context.json",
        "id": server.url(path),
        "type": kind,
        "label": {"en": [label]},
        "items": items,
    }
    server.routes[path] = Answer(json.dumps(data).encode())


@pytest.fixture
def document(page: Page) -> int:
    """An empty document of alice, open on its images."""
    cookies = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
    headers = {"X-CSRFToken": cookies["csrftoken"], "Referer": page.url}

    def post(url: str, data: dict[str, Any]) -> Any:
        answer = page.request.post(f"/api/{url}", headers=headers, data=data)
        assert answer.ok, answer.text()
        return answer.json()

    project = post("projects/", {"name": "Library"})["slug"]
    body = {"project": project, "name": "Codex", "main_script": "Latin", "read_direction": "ltr"}
    number: int = post("documents/", body)["pk"]
    page.goto(f"/document/{number}/images/")
    return number


def _ask(page: Page, url: str, *, look_first: bool = True) -> None:
    page.get_by_role("button", name="Import").filter(visible=True).first.click()
    dialog = page.locator("dialog[open]")
    dialog.get_by_text("Or from an address").click()
    dialog.get_by_label("Address").fill(url)
    if not look_first:
        dialog.get_by_label("Show me first what goes where").uncheck()
    submit = "Look through" if look_first else "Import"
    dialog.get_by_role("button", name=submit, exact=True).click()
    if not look_first:
        # The dialog closes when the server has the import: a page left before would drop it.
        expect(dialog).to_have_count(0)


def _names(page: Page, document: int) -> list[str]:
    rows = page.request.get(f"/api/documents/{document}/parts/").json()["results"]
    return [row["name"] for row in rows]


def test_books_of_a_collection_are_chosen_looked_at_and_imported_once(
    page: Page, document: int, library: WebServer
) -> None:
    _ask(page, library.url("/all"))
    expect(page.get_by_text("Which of these 2 should be imported?")).to_be_visible()
    page.get_by_label("The blue book").check()
    page.get_by_role("button", name="Look at the chosen ones").click()
    expect(page.locator("tbody tr")).to_have_count(2)
    expect(page.locator("tbody")).to_contain_text("fol. 3r")
    assert _names(page, document) == []
    assert "/3.png" not in library.asked

    page.get_by_role("button", name="Import 2 files").click()
    expect(page.locator("tbody .badge.is-done")).to_have_count(2)
    assert _names(page, document) == ["fol. 3r", "fol. 4r"]

    page.goto(f"/document/{document}/images/")
    expect(page.locator(".page-card .page-thumb img")).to_have_count(2)
    _ask(page, library.url("/blue"))
    expect(page.locator("tbody")).to_contain_text("The document has it already")
    assert _names(page, document) == ["fol. 3r", "fol. 4r"]


def test_a_page_that_failed_is_tried_again_and_addresses_inside_are_refused(
    page: Page, document: int, library: WebServer
) -> None:
    image = library.routes.pop("/2.png")
    _ask(page, library.url("/red"), look_first=False)
    page.goto(f"/document/{document}/imports/")
    page.get_by_role("link", name=library.url("/red")).first.click()
    expect(page.locator("tbody .badge.is-danger")).to_have_count(1)
    expect(page.locator("tbody")).to_contain_text("there is nothing at this address")
    library.routes["/2.png"] = image
    page.get_by_role("button", name="Take fol. 2r again").click()
    page.get_by_role("button", name="Go on with 1 file").click()
    expect(page.locator("tbody .badge.is-done")).to_have_count(2)
    assert _names(page, document) == ["fol. 1r", "fol. 2r"]

    page.goto(f"/document/{document}/images/")
    _ask(page, f"http://localhost:{library.server_port}/red")
    expect(page.get_by_role("alert")).to_contain_text("FETCH_ALLOWED_HOSTS")


def test_a_document_goes_out_as_a_manifest(page: Page, sample: str) -> None:
    page.goto(sample)
    expect(page.locator(".page-card .page-thumb img").first).to_be_visible()
    page.keyboard.press("Control+A")
    page.get_by_role("button", name="Export", exact=True).click()
    dialog = page.locator("dialog[open]")
    format_ = dialog.get_by_label("Format", exact=True)
    format_.select_option(value="iiif")
    expect(dialog.get_by_label("Address where the files will lie")).to_be_visible()
    dialog.get_by_role("radio", name="No images").check()
    dialog.get_by_role("button", name="Export", exact=True).click()
    expect(dialog).to_have_count(0)
    with page.expect_download() as download:
        page.locator(".floating-notice").get_by_role("link", name="Download").click()
    data = json.loads(download.value.path().read_bytes())
    assert data["type"] == "Manifest"
    assert len(data["items"]) == 6
    lines = [
        line["body"]["value"]
        for canvas in data["items"]
        for line in canvas.get("annotations", [{"items": []}])[0]["items"]
    ]
    assert len(lines) > 10
