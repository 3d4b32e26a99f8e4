"""The images page: what it shows, to whom, and that it does not slow down with the pages."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from apps.documents.models import Document, Part
from apps.images.models import ImageState
from apps.users.models import User
from tests import factories

pytestmark = pytest.mark.django_db
Browser = Callable[[User | None], Client]


def url(document: Document, rest: str = "") -> str:
    return f"/document/{document.pk}/images/{rest}"


def named(document: Document, file_name: str, **fields: Any) -> Part:
    image = factories.PageImageFactory(original_name=file_name)
    part: Part = factories.PartFactory(document=document, image=image, **fields)
    return part


def text(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_card_says_what_is_done_on_its_page(
    document: Document, vera: User, client_of: Browser
) -> None:
    part = named(document, "f10.jpg", line_count=75, unmasked_line_count=70)
    layer = factories.TranscriptionLayerFactory(document=document, name="catmus")
    factories.LayerProgressFactory(part=part, layer=layer, line_count=60, confidence=0.914)
    page = text(client_of(vera), url(document))
    for words in ("f10.jpg", "75 lines", "80 %", "sure 91 %", "70 of 75 lines have no mask."):
        assert words in page
    assert part.image.thumbnail_url in page
    assert f"/document/{document.pk}/part/{part.pk}/edit/" in page


def test_a_page_without_lines_one_being_prepared_and_one_that_failed_say_so(
    document: Document, alice: User, client_of: Browser
) -> None:
    named(document, "new.jpg")
    for name, state in (("late.jpg", ImageState.PENDING), ("bad.jpg", ImageState.FAILED)):
        image = named(document, name).image
        image.state, image.error, image.thumbnail = state, "bad.jpg cannot be shown", ""
        image.save()
    page = text(client_of(alice), url(document))
    for words in ("no lines yet", "being prepared…", "cannot be shown"):
        assert words in page


def test_a_running_job_shows_on_its_card(
    document: Document, alice: User, client_of: Browser
) -> None:
    part = named(document, "f10.jpg")
    factories.JobFactory(
        kind="transcribe", state="running", part=part, document=document, user=alice, done=3,
        total=9,
    )  # fmt: skip
    cards = text(client_of(alice), url(document, f"cards/?selection={part.pk}"))
    assert "reading…" in cards
    assert 'value="3" max="9"' in cards


def test_an_empty_document_invites(document: Document, alice: User, client_of: Browser) -> None:
    assert "Drop the page images here" in text(client_of(alice), url(document))


def test_viewers_are_not_invited_to_change_anything(
    document: Document, vera: User, client_of: Browser
) -> None:
    browser = client_of(vera)
    assert "No pages yet" in text(browser, url(document))
    named(document, "f10.jpg")
    page = text(browser, url(document))
    assert "/export/" in page
    for word in ("data-add-files", "/segment/", "images/delete/", 'draggable="true"'):
        assert word not in page


def test_filters_count_and_narrow(document: Document, alice: User, client_of: Browser) -> None:
    named(document, "bare.jpg")
    named(document, "wordless.jpg", line_count=3)
    done = named(document, "done.jpg", line_count=3, unmasked_line_count=1)
    layer = factories.TranscriptionLayerFactory(document=document)
    factories.LayerProgressFactory(part=done, layer=layer, line_count=3)
    browser = client_of(alice)

    def shown(query: str) -> set[str]:
        cards = text(browser, url(document, f"chunk/{query}"))
        return {name for name in ("bare", "wordless", "done") if f"{name}.jpg" in cards}

    assert shown("?show=no-lines") == {"bare"}
    assert shown("?show=no-text") == {"wordless"}
    assert shown("?show=no-masks") == {"done"}
    assert shown("?q=WORD") == {"wordless"}
    assert shown("?show=nonsense&offset=x") == {"bare", "wordless", "done"}
    filters = text(browser, url(document, "filters/?show=no-text"))
    assert 'data-show="no-text" aria-current="true"' in filters
    assert "No page is like this" in text(browser, url(document, "?q=absent"))
    ids = browser.get(f"/api/documents/{document.pk}/part_ids/?show=no-masks")
    assert ids.json() == [done.pk]


def test_a_name_of_people_is_never_markup(
    document: Document, alice: User, client_of: Browser
) -> None:
    named(document, "<script>alert(1)</script>.jpg", name="<b>bold</b>")
    page = text(client_of(alice), url(document, "?q=<script>"))
    assert "<script>alert" not in page
    assert "<b>bold" not in page


def test_later_stretches_are_left_to_be_filled(
    document: Document, alice: User, client_of: Browser
) -> None:
    parts = Part.objects.bulk_create(
        [
            Part(document=document, order=order, image=image)
            for order, image in enumerate(factories.PageImageFactory.create_batch(70))
        ]
    )
    page = text(client_of(alice), url(document))
    assert page.count('class="page-card"') == 60
    assert 'class="page-chunk is-waiting" data-offset="60"' in page
    chunk = text(client_of(alice), url(document, "chunk/?offset=60"))
    assert chunk.count('class="page-card"') == 10
    assert f"part-{parts[-1].pk}" in chunk


def test_the_page_needs_as_many_queries_for_sixty_pages_as_for_three(
    document: Document, alice: User, client_of: Browser, django_assert_max_num_queries: Any
) -> None:
    layers = factories.TranscriptionLayerFactory.create_batch(2, document=document)

    def add(count: int) -> None:
        for _ in range(count):
            part = factories.PartFactory(document=document, line_count=2)
            for layer in layers:
                factories.LayerProgressFactory(part=part, layer=layer, line_count=1)

    browser = client_of(alice)

    def queries() -> int:
        with django_assert_max_num_queries(20) as captured:
            text(browser, url(document))
        return len(captured)

    add(3)
    few = queries()
    add(57)
    assert queries() == few


@pytest.mark.parametrize(("person", "status"), [("bob", 200), ("vera", 404), ("charlie", 404)])
def test_only_editors_move_delete_and_describe(
    request: Any, document: Document, part: Part, client_of: Browser, person: str, status: int
) -> None:
    browser = client_of(request.getfixturevalue(person))
    for address in (
        url(document, f"move/?selection={part.pk}"),
        url(document, f"delete/?selection={part.pk}"),
        f"/document/{document.pk}/part/{part.pk}/",
    ):
        assert browser.get(address).status_code == status
        if status == 404:
            assert browser.post(address, {"number": 1}).status_code == 404
    assert Part.objects.filter(pk=part.pk).exists()


def test_strangers_find_no_page_and_visitors_are_asked_to_sign_in(
    document: Document, part: Part, charlie: User, client_of: Browser
) -> None:
    for rest in ("", "filters/", "chunk/", f"cards/?selection={part.pk}"):
        assert client_of(charlie).get(url(document, rest)).status_code == 404
        answer = client_of(None).get(url(document, rest))
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/login/")


def test_pages_move_to_a_number(document: Document, bob: User, client_of: Browser) -> None:
    ids = [factories.PartFactory(document=document).pk for _ in range(4)]
    browser, address = client_of(bob), url(document, f"move/?selection={ids[0]},{ids[1]}")
    answer = browser.post(address, {"number": 3})
    assert answer.status_code == 204
    assert "parts:changed" in answer.headers["HX-Trigger"]
    assert list(document.parts.values_list("pk", flat=True)) == [ids[2], ids[3], ids[0], ids[1]]
    refused = browser.post(address, {"number": "first"})
    assert refused.status_code == 422
    assert "Enter a whole number." in refused.content.decode()


def test_deleting_says_what_goes_before_it_goes(
    document: Document, bob: User, client_of: Browser
) -> None:
    parts = [factories.PartFactory(document=document) for _ in range(3)]
    factories.LineFactory(part=parts[0])
    browser, address = client_of(bob), url(document, f"delete/?selection=all!{parts[2].pk}")
    words = text(browser, address)
    for sentence in ("Delete 2 pages?", "1 line", "cannot be undone"):
        assert sentence in words
    assert document.parts.count() == 3
    assert browser.post(address).status_code == 204
    assert list(document.parts.values_list("pk", "order")) == [(parts[2].pk, 0)]


def test_a_choice_that_is_none_is_refused(
    document: Document, part: Part, bob: User, client_of: Browser
) -> None:
    for selection, status in (("", 400), ("x", 400), (str(part.pk + 99), 404)):
        answer = client_of(bob).post(url(document, f"delete/?selection={selection}"))
        assert answer.status_code == status
    assert document.parts.count() == 1


def test_a_page_gets_a_name_and_a_type_of_its_document(
    document: Document, part: Part, bob: User, client_of: Browser
) -> None:
    kind, foreign = factories.PartTypeFactory(document=document), factories.PartTypeFactory()
    browser, address = client_of(bob), f"/document/{document.pk}/part/{part.pk}/"
    assert browser.post(address, {"name": "f. 12r", "type": foreign.pk}).status_code == 422
    assert browser.post(address, {"name": "f. 12r", "type": kind.pk}).status_code == 204
    part.refresh_from_db()
    assert (part.name, part.type) == ("f. 12r", kind)
