"""What a plan shows once people changed where its files go: counted anew before it is written."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from apps.documents.models import Document, Line, Part, Region
from apps.formats.registry import codec
from apps.imports.models import LOOK, Import, ImportItem
from apps.jobs.models import Job, JobState
from apps.jobs.progress import Progress
from apps.jobs.runner import run as run_job
from apps.layout.types import LineLayout, LineText, PageLayout
from apps.users.models import User
from tests import factories
from tests.imports.test_import_pages import page_file, states_of, texts_of, zipped
from tests.imports.test_plan import act, image, plan, run_waiting

pytestmark = pytest.mark.django_db


def look() -> None:
    """Run the job that counts anew; there is one at most."""
    run_job(Job.objects.get(kind=LOOK, state=JobState.QUEUED).pk)


def facts_of(found: Import, name: str) -> dict[str, Any]:
    facts: dict[str, Any] = found.items.get(name=name).facts
    return {key: value for key, value in facts.items() if value and key.split("_")[0] != "rival"}


def choose(client: Client, found: Import, name: str, page: str) -> None:
    item = found.items.get(name=name)
    url = f"/document/{found.document_id}/import/{found.uid}/file/{item.pk}/"
    assert client.post(url, {"page": page}).status_code == 204


def do_item(client: Client, found: Import, name: str, action: str) -> None:
    item = found.items.get(name=name)
    url = f"/document/{found.document_id}/import/{found.uid}/file/{item.pk}/{action}/"
    assert client.post(url).status_code == 204


def shown(client: Client, found: Import) -> str:
    url = f"/document/{found.document_id}/import/{found.uid}/"
    return " ".join(client.get(url).content.decode().split())


@pytest.fixture
def full(browser: Client, part: Part) -> Part:
    """A page that has two lines with texts of the layer "old edition"."""
    found = plan(browser, part.document, {"a.xml": page_file(part, ["one", "two"])})
    act(browser, found, "start")
    run_waiting()
    part.refresh_from_db()
    return part


def test_a_page_chosen_by_hand_shows_what_comes_and_what_changes_there(
    browser: Client, full: Part
) -> None:
    lost = page_file(full, ["one", "zwei", "drei"], name="no.jpg")
    found = plan(browser, full.document, {"a.xml": lost})
    assert states_of(found) == {"a.xml": "skipped"}
    choose(browser, found, "a.xml", "1")
    assert "Being counted" in shown(browser, found)
    look()
    found.refresh_from_db()
    assert facts_of(found, "a.xml") == {
        "regions": 1,
        "lines": 3,
        "texts": 3,
        "new_lines": 1,
        "new_texts": 1,
        "changed_texts": 1,
    }
    page = shown(browser, found)
    assert "Being counted" not in page
    assert "1 new line<" in page
    assert "1 text changed" in page
    assert found.summary.startswith("1 of 1 file can be imported")
    assert texts_of(full) == ["one", "two"]
    act(browser, found, "start")
    run_waiting()
    assert texts_of(full) == ["one", "zwei", "drei"]


def test_a_page_chosen_by_hand_shows_what_is_replaced_and_that_its_image_is_another(
    browser: Client, full: Part
) -> None:
    size = (full.image.width * 2, full.image.height)
    line = LineLayout(((10, 20), (200, 20)), text=LineText("wide"))
    data = codec("page").write(PageLayout(*size, "no.jpg", (), (line,)))
    found = plan(browser, full.document, {"a.xml": data}, mode="replace")
    choose(browser, found, "a.xml", "1")
    look()
    facts = facts_of(found, "a.xml")
    assert (facts["replaced_lines"], facts["replaced_regions"], facts["new_lines"]) == (2, 1, 1)
    page = shown(browser, found)
    assert "2 lines replaced" in page
    assert f"an image of {size[0]} × {size[1]} pixels" in page


def test_what_the_plan_counts_is_what_the_import_does(browser: Client, full: Part) -> None:
    empty = factories.PartFactory(document=full.document, order=1)
    files = {
        "a.xml": page_file(full, ["1", "two", "3", "4"], name="no.jpg"),
        "b.xml": page_file(empty, ["x", "y"], name="nor.jpg"),
    }
    found = plan(browser, full.document, files)
    act(browser, found, "order")
    look()
    before = Line.objects.count(), Region.objects.count()
    planned = [
        sum(facts[name] for facts in found.items.values_list("facts", flat=True))
        for name in ("new_lines", "new_regions", "new_texts", "changed_texts")
    ]
    assert planned == [4, 1, 4, 1]
    act(browser, found, "start")
    run_waiting()
    after = Line.objects.count(), Region.objects.count()
    assert (after[0] - before[0], after[1] - before[1]) == (4, 1)
    assert (texts_of(full), texts_of(empty)) == (["1", "two", "3", "4"], ["x", "y"])
    assert "4 new texts" in shown(browser, found)


def test_matched_by_order_every_file_is_counted_anew_and_by_name_again(
    browser: Client, full: Part
) -> None:
    factories.PartFactory(document=full.document, order=1)
    files = {
        "1.xml": page_file(full, ["eins", "two"], name="b.jpg"),
        "2.xml": page_file(full, ["one", "two"]),
    }
    found = plan(browser, full.document, files)
    assert states_of(found) == {"1.xml": "skipped", "2.xml": "waiting"}
    act(browser, found, "order")
    look()
    assert facts_of(found, "1.xml")["changed_texts"] == 1
    assert facts_of(found, "2.xml")["new_lines"] == 2
    found.refresh_from_db()
    assert found.summary.startswith("2 of 2 files can be imported")
    act(browser, found, "name")
    look()
    assert states_of(found) == {"1.xml": "skipped", "2.xml": "waiting"}
    assert "Nothing: the page has it all" in shown(browser, found)
    assert found.items.get(name="2.xml").part == full


def test_texts_in_order_tell_what_comes_to_images_that_are_no_pages_yet(
    browser: Client, document: Document
) -> None:
    page = factories.PartFactory.build(document=document)
    files = {
        "1.png": image(1),
        "a.xml": page_file(page, ["first", "line"], name="x.jpg"),
    }
    found = plan(browser, document, files)
    act(browser, found, "order")
    look()
    facts = facts_of(found, "a.xml")
    assert (facts["new_page"], facts["new_lines"], facts["new_texts"]) == ("1.png", 2, 2)


def test_a_file_chosen_by_hand_takes_the_page_of_another_and_gives_it_back(
    browser: Client, part: Part
) -> None:
    factories.PartFactory(document=part.document, order=1)
    files = {
        "a.xml": page_file(part, ["named"]),
        "b.xml": page_file(part, ["chosen"], name="no.jpg"),
    }
    found = plan(browser, part.document, files)
    choose(browser, found, "b.xml", "1")
    look()
    assert states_of(found) == {"a.xml": "skipped", "b.xml": "waiting"}
    assert found.items.get(name="a.xml").message.startswith("Its page was given to b.xml by hand.")
    choose(browser, found, "b.xml", "2")
    look()
    assert states_of(found) == {"a.xml": "waiting", "b.xml": "waiting"}
    choose(browser, found, "b.xml", "1")
    look()
    do_item(browser, found, "b.xml", "leave")
    look()
    assert states_of(found) == {"a.xml": "waiting", "b.xml": "skipped"}
    # Both by hand: the person wants it so, and is told.
    choose(browser, found, "b.xml", "1")
    choose(browser, found, "a.xml", "1")
    look()
    assert "goes to this page too" in found.items.get(name="a.xml").message
    assert set(states_of(found).values()) == {"waiting"}


def test_what_is_chosen_by_hand_wins_also_where_nobody_looks_again(
    browser: Client, part: Part
) -> None:
    files = {
        "a.xml": page_file(part, ["named"]),
        "b.xml": page_file(part, ["chosen"], name="no.jpg"),
    }
    found = plan(browser, part.document, files)
    choose(browser, found, "b.xml", "1")
    act(browser, found, "start")
    assert Job.objects.get(kind=LOOK).state == JobState.CANCELLED
    run_waiting()
    assert states_of(found) == {"a.xml": "skipped", "b.xml": "done"}
    assert texts_of(part) == ["chosen"]


def three_pages(document: Document) -> tuple[list[Part], dict[str, bytes]]:
    parts = [factories.PartFactory(document=document, order=n) for n in range(3)]
    files = {f"{n}.xml": page_file(parts[0], [f"text {n}"], name=f"{n}.jpg") for n in range(3)}
    return parts, files


def test_leaving_out_moves_no_other_file_and_matching_anew_does(
    browser: Client, document: Document
) -> None:
    parts, files = three_pages(document)
    found = plan(browser, document, files, match="order")
    do_item(browser, found, "1.xml", "leave")
    act(browser, found, "start")
    run_waiting()
    assert [texts_of(part) for part in parts] == [["text 0"], [], ["text 2"]]

    again = plan(browser, document, files, match="order", layer_name="again")
    do_item(browser, again, "0.xml", "leave")
    act(browser, again, "order")
    look()
    act(browser, again, "start")
    run_waiting()
    assert [texts_of(part, "again") for part in parts] == [["text 1"], ["text 2"], []]


def test_a_broken_file_keeps_its_place_and_a_chosen_page_is_passed_over(
    browser: Client, document: Document
) -> None:
    parts, files = three_pages(document)
    files = {**files, "0.xml": b"<broken", "3.xml": page_file(parts[0], ["x"], name="3.jpg")}
    parts += [factories.PartFactory(document=document, order=n) for n in (3, 4)]
    found = plan(browser, document, files)
    choose(browser, found, "1.xml", "3")
    act(browser, found, "order")
    look()
    places = {item.name: item.part for item in found.items.select_related("part")}
    assert places == {
        "0.xml": parts[0],
        "2.xml": parts[1],
        "1.xml": parts[2],
        "3.xml": parts[3],
    }


def test_an_import_in_order_that_was_stopped_goes_on_with_the_right_pages(
    browser: Client, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts, files = three_pages(document)
    found = plan(browser, document, files, match="order")
    act(browser, found, "start")
    update = Progress.update

    def stop_at_second(self: Progress, done: int, total: int, *rest: Any, **more: Any) -> None:
        if done == 1:
            act(browser, found, "cancel")
        update(self, done, total, *rest, **more)

    with monkeypatch.context() as patch:
        patch.setattr(Progress, "update", stop_at_second)
        run_waiting()
    act(browser, found, "start")
    run_waiting()
    assert [texts_of(part) for part in parts] == [["text 0"], ["text 1"], ["text 2"]]


@pytest.mark.parametrize("look_first", ["on", ""])
def test_the_pages_of_one_file_go_to_pages_in_order_and_later_files_behind_them(
    browser: Client, document: Document, look_first: str
) -> None:
    parts = [factories.PartFactory(document=document, order=n) for n in range(3)]
    pages = "".join(
        f'<div class="ocr_page" title="image x{n}.png; bbox 0 0 200 300"><span class="ocr_line"'
        f' title="bbox 10 20 190 40">page {n}</span></div>'
        for n in range(2)
    )
    files = {
        "a.hocr": f"<html><body>{pages}</body></html>".encode(),
        "b.xml": page_file(parts[0], ["page 2"], name="x.jpg"),
    }
    if look_first:
        found = plan(browser, document, files, match="order")
        act(browser, found, "start")
    else:
        upload = SimpleUploadedFile("all.zip", zipped(files))
        form = {"upload_file": upload, "layer_name": "old edition", "match": "order"}
        assert browser.post(f"/document/{document.pk}/import/", form).status_code == 204
    run_waiting()
    assert [texts_of(part) for part in parts] == [["page 0"], ["page 1"], ["page 2"]]


def test_a_choice_made_while_files_are_counted_is_counted_too(
    browser: Client, full: Part, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = factories.PartFactory(document=full.document, order=1)
    found = plan(browser, full.document, {"a.xml": page_file(full, ["one"], name="no.jpg")})
    choose(browser, found, "a.xml", "1")

    def change_meanwhile(*args: Any, **kwargs: Any) -> Any:
        choose(browser, found, "a.xml", "2")
        return {"new_lines": 77}, ""

    with monkeypatch.context() as patch:
        patch.setattr("apps.imports.planning.effect_on", change_meanwhile)
        look()
    item = ImportItem.objects.get(run=found)
    assert (item.part, item.is_unseen) == (other, True)
    look()
    assert facts_of(found, "a.xml")["new_lines"] == 1


def test_after_an_import_nobody_looked_at_first_a_chosen_page_is_counted_alone(
    browser: Client, full: Part
) -> None:
    found = plan(browser, full.document, {"a.xml": page_file(full, ["uno"], name="no.jpg")})
    Import.objects.filter(pk=found.pk).update(planned_at=None, finished_at=found.created_at)
    ImportItem.objects.create(run=found, order=9, name="waits", kind="text")
    choose(browser, found, "a.xml", "1")
    look()
    assert facts_of(found, "a.xml")["changed_texts"] == 1
    assert found.items.get(name="waits").facts == {}


def test_where_counting_failed_it_can_be_asked_for_again(browser: Client, full: Part) -> None:
    found = plan(browser, full.document, {"a.xml": page_file(full, ["one"], name="no.jpg")})
    choose(browser, found, "a.xml", "1")
    Job.objects.filter(kind=LOOK).update(state=JobState.FAILED, error="The disk is full.")
    page = shown(browser, found)
    assert "Not counted yet" in page
    assert "Look again" in page
    act(browser, found, "look")
    look()
    page = shown(browser, found)
    assert "Look again" not in page
    assert "The disk is full" not in page


def test_a_program_chooses_and_starts_at_once(
    browser: Client, part: Part, alice: User, api_of: Callable[[User], APIClient]
) -> None:
    found = plan(browser, part.document, {"a.xml": page_file(part, ["mine"], name="no.jpg")})
    base = f"/api/documents/{part.document_id}/import/{found.uid}/"
    item = found.items.get()
    answer = api_of(alice).patch(f"{base}items/{item.pk}/", {"part": part.pk}, format="json")
    assert answer.json()["matched_by"] == "hand"
    assert api_of(alice).post(base).status_code == 201
    run_waiting()
    assert texts_of(part) == ["mine"]


def test_changing_the_match_of_many_files_costs_as_few_queries_as_of_few(
    browser: Client, document: Document
) -> None:
    def queries(count: int) -> tuple[int, int]:
        files = {f"{n:02}.xml": page_file(part, ["x"], name=f"no{n}.jpg") for n in range(count)}
        found = plan(browser, document, files)
        url = f"/document/{document.pk}/import/{found.uid}/"
        with CaptureQueriesContext(connection) as matching:
            act(browser, found, "order")
        look()
        with CaptureQueriesContext(connection) as showing:
            browser.get(url)
        act(browser, found, "delete")
        return len(matching), len(showing)

    part = factories.PartFactory(document=document, order=0)
    for n in range(1, 40):
        factories.PartFactory(document=document, order=n)
    few, many = queries(3), queries(40)
    assert many == few
    assert many[0] < 40
