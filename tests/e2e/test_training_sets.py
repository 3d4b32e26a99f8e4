"""A training set in a browser: made from a selection, split, checked, frozen, taken along."""

import json
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import PATIENCE, Program

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
NAME = "Press of the sample"
TWINS = """
from pathlib import Path
from django.core.files import File
from apps.documents.models import Part
from apps.documents.services.parts import add_part
from apps.projects.services import create_project
from apps.documents.models import Document
from apps.training.sets import services
from apps.users.models import User
alice = User.objects.get(username="alice")
project = create_project(user=alice, name="Twins")
document = Document.objects.create(project=project, owner=alice, name="Twins")
first, *rest = [Path(line) for line in {images!r}]
for number, path in enumerate([first, first, *rest]):
    with path.open("rb") as file:
        add_part(document=document, user=alice, upload=File(file, f"page-{{number}}.jpg"))
made = services.create_set(user=alice, name="Twins", project=project)
pages = Part.objects.filter(document=document)
services.add_pages(training_set=made, user=alice, parts=pages, layer=None)
print(made.pk)
"""


def test_a_set_is_made_split_checked_and_frozen(page: Page, sample: str, program: Program) -> None:
    page.goto(sample)
    _make_set(page)
    _look_at_the_split(page)
    _move_a_page(page)
    _look_at_the_check(page)
    _freeze(page)
    found = page.request.get("/api/collections/").json()["results"]
    [made] = [row for row in found if row["name"] == NAME]
    [version] = page.request.get(f"/api/collections/{made['id']}/versions/").json()["results"]
    assert version["facts"]["pages"] == 6, json.dumps(version)
    assert version["facts"]["by"] == "pages"
    _export(page)


def _make_set(page: Page) -> None:
    page.keyboard.press("Control+a")
    bar = page.get_by_role("region", name="Selected pages")
    expect(bar).to_contain_text("6")
    bar.get_by_role("button", name="More").click()
    page.get_by_role("button", name="Add to a training set…").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading")).to_have_text("Add 6 pages to a training set")
    dialog.get_by_label("Name of the new set").fill(NAME)
    dialog.get_by_role("button", name="Add to the set").click()
    page.wait_for_url("**/training/set/*/")
    expect(page.get_by_role("heading", level=1)).to_have_text(NAME)


def _look_at_the_split(page: Page) -> None:
    expect(page.locator(".set-table tbody tr")).to_have_count(6)
    expect(page.locator("[data-split=train]")).to_contain_text("4 pages")
    expect(page.locator("[data-split=validation]")).to_contain_text("1 page,")
    expect(page.locator("[data-split=test]")).to_contain_text("1 page,")


def _move_a_page(page: Page) -> None:
    """By keyboard, on the row's own choice; then two at once by ticking them."""
    rows = page.locator(".set-table tbody tr")
    row = rows.filter(has=page.locator("select:has(option[value=train][selected])")).first
    number = row.get_attribute("data-item")
    moved = page.locator(f"tr[data-item='{number}']")
    moved.get_by_role("combobox").select_option("Validation")
    expect(moved).to_contain_text("by hand")
    expect(page.locator("[data-split=validation]")).to_contain_text("2 pages")
    moved.get_by_role("checkbox").check()
    page.get_by_role("button", name="To training").click()
    expect(page.locator("[data-split=validation]")).to_contain_text("1 page,")


def _look_at_the_check(page: Page) -> None:
    page.get_by_role("link", name="Check", exact=True).click()
    expect(page.get_by_label("Characters").get_by_role("heading")).to_have_text("Characters")
    finding = page.locator("details[data-code=rare]")
    finding.locator("summary").click()
    expect(finding.locator(".check-line image").first).to_be_visible()
    expect(finding.get_by_role("link", name="line").first).to_be_visible()


def _freeze(page: Page) -> None:
    page.get_by_role("link", name="Versions").click()
    page.get_by_role("button", name="Freeze now").click()
    row = page.get_by_role("row").filter(has_text="v1")
    expect(row).to_contain_text("nothing has changed since")
    page.get_by_role("button", name="Freeze now").click()
    expect(page.get_by_role("row").filter(has_text="v2")).to_have_count(0)


def _export(page: Page) -> None:
    """By keyboard; each package is offered on the page once it is ready."""
    for label, ending, inside in (
        ("HTR-United packages", "-v1-htr-united.zip", "htr-united.yml"),
        ("Kraken: line images", "-v1-kraken.zip", ".gt.txt"),
    ):
        page.get_by_role("button", name="Export v1…").focus()
        page.keyboard.press("Enter")
        page.get_by_role("dialog").get_by_role("radio", name=label).check()
        page.keyboard.press("Enter")
        expect(page.get_by_role("dialog")).to_be_hidden()
        notice = page.locator(".floating-notice")
        with page.expect_download(timeout=3 * PATIENCE) as download:
            notice.get_by_role("link", name="Download").click(timeout=3 * PATIENCE)
        notice.get_by_role("button", name="Close").click()
        assert download.value.suggested_filename.endswith(ending)
        with zipfile.ZipFile(Path(download.value.path())) as archive:
            assert archive.testzip() is None
            names = archive.namelist()
            assert any(name.endswith(inside) for name in names), names
            split = archive.read("split.csv").decode()
            assert all(f",page-{number}.jpg," in split for number in (1, 2, 3, 4)), split


@pytest.fixture
def twins(program: Program) -> int:
    """A set of four pages of which the first two are one and the same."""
    images = sorted((Path(settings.BASE_DIR) / "samples" / "pages").glob("*.jpg"))[:3]
    made = program.manage("shell", "-c", TWINS.format(images=[str(path) for path in images]))
    return int(made.split()[-1])


def _row(page: Page, title: str) -> Locator:
    return page.locator(".set-table tbody tr").filter(has_text=title)


def test_pages_are_moved_by_keyboard_and_twins_only_together(page: Page, twins: int) -> None:
    """Focus and ticks stay where they are; what is refused says why, and offers the mend."""
    page.goto(f"/training/set/{twins}/")
    for title in ("Page 1", "Page 2", "Page 3", "Page 4"):
        _row(page, title).get_by_role("checkbox").check()
    page.get_by_role("button", name="To training").click()
    expect(page.locator("#live")).to_have_text("4 pages put into training.")
    expect(page.get_by_role("button", name="To training")).to_be_focused()

    _row(page, "Page 4").get_by_role("checkbox").check()
    choice = _row(page, "Page 3").get_by_role("combobox")
    choice.focus()
    page.keyboard.press("ArrowDown")
    expect(_row(page, "Page 3")).to_contain_text("by hand")
    expect(choice).to_have_value("validation")
    expect(choice).to_be_focused()
    expect(_row(page, "Page 4").get_by_role("checkbox")).to_be_checked()
    expect(page.locator("[data-ticked-words]")).to_have_text("1 ticked")

    _row(page, "Page 1").get_by_role("combobox").select_option("Test")
    refusal = page.get_by_role("alert")
    expect(refusal).to_contain_text("are nearly the same page")
    expect(_row(page, "Page 1").get_by_role("combobox")).to_have_value("train")
    expect(refusal.get_by_role("button", name="Move them together")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("[data-split=test]")).to_contain_text("2 pages")
    expect(refusal).to_have_count(0)
    found = page.request.get(f"/api/collections/{twins}/items/").json()["results"]
    found.sort(key=lambda row: row["document_part_order"])
    assert [row["split"] for row in found] == ["test", "test", "validation", "train"]
