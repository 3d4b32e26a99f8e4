"""The dry run: what it shows, what people change in it, and what is written when."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from apps.documents.models import Document, Part, Region
from apps.imports.models import Import
from apps.imports.tasks import prune_uploads
from apps.jobs.models import Job, JobState
from apps.jobs.progress import Progress
from apps.jobs.runner import run as run_job
from tests import factories
from tests.imports.test_import_pages import page_file, states_of, texts_of, zipped

pytestmark = pytest.mark.django_db


def run_waiting() -> None:
    run_job(Job.objects.get(kind="import", state=JobState.QUEUED).pk)


def plan(client: Client, document: Document, files: dict[str, bytes], **fields: str) -> Import:
    """Send files with the dialog as it stands, and run the job that only looks."""
    response = client.post(
        f"/document/{document.pk}/import/",
        {
            "upload_file": SimpleUploadedFile("all.zip", zipped(files)),
            "layer_name": "old edition",
            "mode": "add",
            "look_first": "on",
            **fields,
        },
    )
    found = Import.objects.get(document=document, finished_at=None)
    assert response["Location"].endswith(f"/import/{found.uid}/")
    run_waiting()
    found.refresh_from_db()
    return found


def act(client: Client, found: Import, action: str, **data: Any) -> None:
    url = f"/document/{found.document_id}/import/{found.uid}/do/{action}/"
    assert client.post(url, data).status_code == 303


def image(number: int) -> bytes:
    return factories.small_image_bytes(size=(200 + number, 300))


def test_a_plan_writes_nothing_and_says_what_it_would_do(browser: Client, part: Part) -> None:
    files = {
        "a.xml": page_file(part, ["one", "two"]),
        "b.xml": page_file(part, ["x"], name="no.jpg"),
        "c.xml": b"<broken",
    }
    found = plan(browser, part.document, files)
    assert not part.lines.exists()
    assert not part.document.layers.filter(name="old edition").exists()
    assert states_of(found) == {"a.xml": "waiting", "b.xml": "skipped", "c.xml": "failed"}
    assert found.items.get(name="a.xml").facts == {
        "regions": 1,
        "lines": 2,
        "texts": 2,
        "new_regions": 1,
        "new_lines": 2,
        "new_texts": 2,
        "changed_texts": 0,
    }
    page = browser.get(f"/document/{part.document_id}/import/{found.uid}/").content.decode()
    assert "2 new lines" in page
    assert "Nothing is written yet" in page
    act(browser, found, "start")
    run_waiting()
    assert texts_of(part) == ["one", "two"]
    found.refresh_from_db()
    assert found.summary.startswith("1 of 3 files imported, 2 line texts, 1 skipped")


def test_a_plan_counts_what_is_replaced_and_changed(browser: Client, part: Part) -> None:
    first = plan(browser, part.document, {"a.xml": page_file(part, ["one", "two"])})
    act(browser, first, "start")
    run_waiting()
    again = {"a.xml": page_file(part, ["one", "zwei", "three"])}
    added = plan(browser, part.document, again)
    assert added.items.get().facts["new_lines"] == 1
    assert added.items.get().facts["changed_texts"] == 1
    act(browser, added, "delete")
    replaced = plan(browser, part.document, again, mode="replace")
    assert replaced.items.get().facts["replaced_lines"] == 2
    assert not Import.objects.filter(pk=added.pk).exists()


def test_a_page_is_chosen_by_hand_and_a_file_left_out(browser: Client, part: Part) -> None:
    other = factories.PartFactory(document=part.document, order=1, name="Verso")
    files = {
        "a.xml": page_file(part, ["mine"], name="no.jpg"),
        "b.xml": page_file(part, ["not me"]),
    }
    found = plan(browser, part.document, files)
    lost, named = found.items.all()
    url = f"/document/{part.document_id}/import/{found.uid}/file/{{}}/"
    refused = browser.post(url.format(lost.pk), {"page": "99"})
    assert refused.status_code == 422
    assert "No page is called “99”" in refused.content.decode()
    assert browser.post(url.format(lost.pk), {"page": "verso"}).status_code == 204
    assert browser.post(url.format(named.pk) + "leave/").status_code == 204
    act(browser, found, "start")
    run_waiting()
    assert texts_of(other) == ["mine"]
    assert not part.lines.exists()
    assert found.items.get(pk=lost.pk).matched_by == "hand"
    # What was left out can be taken after all: the file is still there.
    assert browser.post(url.format(named.pk) + "take/").status_code == 204
    act(browser, found, "start")
    run_waiting()
    assert texts_of(part) == ["not me"]
    found.refresh_from_db()
    assert found.file == ""


def test_files_go_to_pages_in_order(browser: Client, part: Part) -> None:
    second = factories.PartFactory(document=part.document, order=1)
    files = {
        "x2.xml": page_file(part, ["second"], name="b.jpg"),
        "x1.xml": page_file(part, ["first"], name="a.jpg"),
        "x10.xml": page_file(part, ["too many"], name="c.jpg"),
    }
    found = plan(browser, part.document, files)
    assert set(states_of(found).values()) == {"skipped"}
    act(browser, found, "order")
    found.refresh_from_db()
    assert found.summary.startswith("2 of 3 files can be imported, 1 without a page")
    act(browser, found, "start")
    run_waiting()
    assert (texts_of(part), texts_of(second)) == (["first"], ["second"])
    assert states_of(found)["x10.xml"] == "skipped"


def test_texts_go_in_order_to_the_images_that_come_with_them(
    browser: Client, document: Document
) -> None:
    factories.PartFactory(document=document)
    page = factories.PartFactory.build(document=document)
    files = {
        "1.png": image(1),
        "2.png": image(2),
        "a.xml": page_file(page, ["first"], name="x.jpg"),
        "b.xml": page_file(page, ["second"], name="y.jpg"),
    }
    found = plan(browser, document, files, match="order")
    planned = {item.name: item.facts.get("new_page") for item in found.items.filter(kind="text")}
    assert planned == {"a.xml": "1.png", "b.xml": "2.png"}
    act(browser, found, "start")
    run_waiting()
    assert [texts_of(part) for part in document.parts.all()] == [[], ["first"], ["second"]]


def test_two_books_with_the_same_page_names_are_told_apart_by_folder(
    browser: Client, document: Document
) -> None:
    page = factories.PartFactory.build(document=document)
    files = {
        "books/one/f1.png": image(1),
        "books/one/page/f1.xml": page_file(page, ["book one"], name="f1.png"),
        "books/two/f1.png": image(2),
        "books/two/page/f1.xml": page_file(page, ["book two"], name="f1.png"),
    }
    found = plan(browser, document, files)
    planned = {item.name: item.facts.get("new_page") for item in found.items.filter(kind="text")}
    assert planned == {"one/page/f1.xml": "one/f1.png", "two/page/f1.xml": "two/f1.png"}
    act(browser, found, "start")
    run_waiting()
    first, second = document.parts.all()
    assert (first.name, second.name) == ("one/f1", "two/f1")
    assert (texts_of(first), texts_of(second)) == (["book one"], ["book two"])


def test_an_image_is_added_once_whatever_it_is_called(browser: Client, document: Document) -> None:
    found = plan(
        browser, document, {"a.png": image(1), "b.PNG": image(2), "copy of a.png": image(1)}
    )
    act(browser, found, "start")
    run_waiting()
    assert document.parts.count() == 2
    last = found.items.get(name="copy of a.png")
    assert (last.state, last.matched_by) == ("skipped", "content")
    assert last.part == document.parts.first()


def test_a_cancelled_import_goes_on_where_it_stopped(
    browser: Client, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = [factories.PartFactory(document=document, order=n) for n in range(3)]
    files = {f"{n}.xml": page_file(part, [f"text {n}"]) for n, part in enumerate(parts)}
    found = plan(browser, document, files)
    act(browser, found, "start")
    update = Progress.update

    def stop_at_second(self: Progress, done: int, total: int, *rest: Any, **more: Any) -> None:
        if done == 1:
            act(browser, found, "cancel")
        update(self, done, total, *rest, **more)

    with monkeypatch.context() as patch:
        patch.setattr(Progress, "update", stop_at_second)
        run_waiting()
    assert list(states_of(found).values()) == ["done", "waiting", "waiting"]
    page = browser.get(f"/document/{document.pk}/import/{found.uid}/").content.decode()
    assert "Go on with 2 files" in page
    act(browser, found, "start")
    run_waiting()
    assert [texts_of(part) for part in parts] == [["text 0"], ["text 1"], ["text 2"]]
    assert Region.objects.count() == 3


def test_plain_text_goes_line_by_line_and_says_when_the_counts_differ(
    browser: Client, part: Part
) -> None:
    first = plan(browser, part.document, {"a.xml": page_file(part, ["one", "two", "three"])})
    act(browser, first, "start")
    run_waiting()
    name = part.image.original_name.rsplit(".", 1)[0]
    found = plan(browser, part.document, {f"{name}.txt": b"eins\nzwei\n"}, layer_name="plain")
    assert "2 lines of text and the page has 3 lines" in found.items.get().message
    act(browser, found, "start")
    run_waiting()
    assert texts_of(part, "plain") == ["eins", "zwei"]
    assert texts_of(part) == ["one", "two", "three"]
    assert part.lines.count() == 3


def test_missing_baselines_are_computed_by_a_job(browser: Client, part: Part) -> None:
    data = page_file(part, ["one", "two"]).decode()
    while "<Baseline" in data:
        head, tail = data.split("<Baseline", 1)
        data = head + tail.split("/>", 1)[1]
    found = plan(browser, part.document, {"a.xml": data.encode()}, compute="both")
    act(browser, found, "start")
    run_waiting()
    assert [line.baseline for line in part.lines.all()] == [None, None]
    run_job(Job.objects.get(kind="baselines", is_group=False).pk)
    for line in part.lines.all():
        assert line.baseline[0][0] < line.baseline[-1][0]


def test_files_that_nobody_went_on_with_are_deleted_and_the_report_stays(
    browser: Client, part: Part
) -> None:
    found = plan(browser, part.document, {"a.xml": page_file(part, ["one"])})
    assert prune_uploads() == 0
    Import.objects.update(created_at="2020-01-01T00:00:00Z")
    assert prune_uploads() == 1
    act(browser, found, "start")
    run_waiting()
    found.refresh_from_db()
    assert found.job is not None
    assert "not kept any more" in found.job.error
    assert found.items.count() == 1


def test_the_list_of_imports_and_its_pages_take_few_queries(
    browser: Client, part: Part, django_assert_max_num_queries: Any
) -> None:
    for number in range(3):
        found = plan(browser, part.document, {f"{n}.xml": b"<a/>" for n in range(60)})
        act(browser, found, "delete") if number else None
        Import.objects.update(finished_at="2026-01-01T00:00:00Z")
    with django_assert_max_num_queries(14):
        page = browser.get(f"/document/{part.document_id}/imports/")
    assert b"all.zip" in page.content
    kept = Import.objects.get()
    with django_assert_max_num_queries(18):
        detail = browser.get(f"/document/{part.document_id}/import/{kept.uid}/?show=failed")
    assert b"51\xe2\x80\x9360" not in detail.content
    assert b"1\xe2\x80\x9350 of 60 files" in detail.content
