"""The page of what to correct next, and the panel of a model's page."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from apps.documents.models import Document, Line, LineTranscription, TranscriptionLayer
from apps.jobs.models import Job
from apps.models.models import OcrModel
from apps.users.models import User
from apps.worklist.models import WorkMark
from apps.worklist.services import mark_line
from tests import factories

ClientOf = Callable[[User | None], Client]
RunAll = Callable[[Job], Job]


def _url(document: Document, rest: str = "") -> str:
    return f"/document/{document.pk}/worklist/{rest}"


def _rank(client: Client, document: Document, layer: TranscriptionLayer, run_all: RunAll) -> None:
    answer = client.post(_url(document, "rank/"), {"layer": layer.pk})
    assert answer.status_code == 302 and answer["Location"].endswith(f"?layer={layer.pk}")
    run_all(Job.objects.get(kind="worklist"))


def _trained(owner: User, document: Document, lines: int, cer: float, **more: Any) -> OcrModel:
    details = {
        "document": document.pk,
        "lines": lines,
        "test": {"cer": cer, "interval": [cer * 0.9, cer * 1.1], "lines": 90},
        "split": {"test_parts": [1, 2]},
    }
    name = f"Trained on {lines}"
    return factories.OcrModelFactory(
        owner=owner, name=name, role="recognition", details=details | more
    )


def test_an_empty_document_says_what_to_do_first(
    alice: User, document: Document, client_of: ClientOf
) -> None:
    page = client_of(alice).get(_url(document)).content.decode()
    assert "Transcribe pages with a model first" in page
    assert "No training is recorded yet" in page


def test_lines_are_ranked_and_shown_with_reasons(
    alice: User,
    document: Document,
    lines: list[Line],
    machine: TranscriptionLayer,
    client_of: ClientOf,
    run_all: RunAll,
) -> None:
    client = client_of(alice)
    assert "Rank the lines" in client.get(_url(document)).content.decode()
    _rank(client, document, machine, run_all)
    page = client.get(_url(document)).content.decode()
    assert "unsure of 13 characters" in page and "Not calibrated" in page
    assert f"at={lines[5].uid}" in page and "Start correcting" in page
    assert "0 of 12 lines of this portion" in page


def test_viewers_read_and_editors_rank(
    bob: User,
    vera: User,
    charlie: User,
    document: Document,
    lines: list[Line],
    machine: TranscriptionLayer,
    client_of: ClientOf,
    run_all: RunAll,
) -> None:
    _rank(client_of(bob), document, machine, run_all)
    page = client_of(vera).get(_url(document)).content.decode()
    assert "unsure of 13 characters" in page and "Rank again" not in page
    assert client_of(vera).post(_url(document, "rank/")).status_code == 404
    assert client_of(charlie).get(_url(document)).status_code == 404
    assert client_of(charlie).post(_url(document, "rank/")).status_code == 404


@pytest.mark.parametrize("layer", ["", "x", "99999999"])
def test_a_layer_that_cannot_be_ranked_is_refused_in_words(
    layer: str, alice: User, document: Document, lines: list[Line], client_of: ClientOf
) -> None:
    answer = client_of(alice).post(_url(document, "rank/"), {"layer": layer})
    assert answer.status_code == 422 and "This layer is gone" in answer.content.decode()
    assert client_of(alice).get(_url(document) + "?layer=99999").status_code == 404
    assert client_of(alice).get(_url(document) + "?layer=x").status_code == 200


def test_skipped_lines_are_brought_back(
    alice: User,
    document: Document,
    lines: list[Line],
    machine: TranscriptionLayer,
    client_of: ClientOf,
    run_all: RunAll,
) -> None:
    client = client_of(alice)
    _rank(client, document, machine, run_all)
    for line in lines:
        mark_line(user=alice, layer=machine, line_uid=line.uid, state="skipped")
    page = client.get(_url(document)).content.decode()
    assert "Nothing is left to correct" in page and "Bring back 12 skipped lines" in page
    assert client.post(_url(document, "99999/bring-back/")).status_code == 404
    client.post(_url(document, f"{machine.pk}/bring-back/"))
    assert WorkMark.objects.count() == 0
    assert "Bring back" not in client.get(_url(document)).content.decode()


def test_the_curve_is_drawn_and_told(alice: User, document: Document, client_of: ClientOf) -> None:
    models = [
        _trained(alice, document, lines, cer)
        for lines, cer in ((60, 0.16), (120, 0.115), (250, 0.081))
    ]
    factories.PartFactory(document=document, line_count=30)
    page = client_of(alice).get(_url(document)).content.decode()
    assert "The next 10 pages are expected to bring 8." in page
    assert 'role="img"' in page and "Trained on 120: 120 lines, 11.5 % wrong" in page
    assert "Measured on validation pages" not in page
    url = f"/model/{models[0].pk}/"
    assert "Three trainings" not in client_of(alice).get(url).content.decode()
    assert "What more corrected lines bring" in client_of(alice).get(url).content.decode()


def test_trainings_measured_on_different_pages_are_not_passed_off_as_one_curve(
    alice: User, document: Document, client_of: ClientOf
) -> None:
    for lines, cer in ((60, 0.16), (120, 0.115), (250, 0.081)):
        _trained(alice, document, lines, cer, split={"test_parts": [lines]})
    page = client_of(alice).get(_url(document)).content.decode()
    assert "measured on different pages" in page


def test_models_of_others_are_not_told(
    alice: User, charlie: User, document: Document, client_of: ClientOf
) -> None:
    for lines in (60, 120, 250):
        _trained(charlie, document, lines, 0.1)
    page = client_of(alice).get(_url(document)).content.decode()
    assert "No training is recorded yet" in page and "Trained on" not in page


def test_the_number_of_queries_does_not_grow(
    alice: User,
    document: Document,
    lines: list[Line],
    machine: TranscriptionLayer,
    client_of: ClientOf,
    run_all: RunAll,
    django_assert_max_num_queries: Callable[[int], Any],
) -> None:
    client = client_of(alice)
    _rank(client, document, machine, run_all)
    for count in (0, 3):
        for number in range(count):
            _trained(alice, document, 50 * (number + 1), 0.1 - number / 100)
        with django_assert_max_num_queries(34):
            client.get(_url(document))


def test_the_images_page_sorts_by_worth_and_by_likely_error(
    alice: User,
    document: Document,
    lines: list[Line],
    machine: TranscriptionLayer,
    client_of: ClientOf,
    run_all: RunAll,
) -> None:
    client, url = client_of(alice), f"/document/{document.pk}/images/"
    assert "Order of the pages" not in client.get(url).content.decode()
    texts = LineTranscription.objects.filter(line__part=lines[0].part_id)
    texts.update(confidence=0.999, glyphs=None)
    _rank(client, document, machine, run_all)
    page = client.get(url).content.decode()
    assert "What to correct next first" in page and "% wrong, 6 to correct" in page
    assert "unsure of 78 characters" not in page
    for sort in ("correct", "errors"):
        page = client.get(f"{url}?sort={sort}").content.decode()
        assert page.index(f"part-{lines[6].part_id}") < page.index(f"part-{lines[0].part_id}")
    page = client.get(f"{url}?sort=nonsense").content.decode()
    assert page.index(f"part-{lines[0].part_id}") < page.index(f"part-{lines[6].part_id}")
    ids = client.get(f"/api/documents/{document.pk}/part_ids/?sort=correct").json()
    assert ids == [lines[6].part_id, lines[0].part_id]


def test_trainings_from_scratch_and_from_a_base_are_two_curves(
    alice: User, document: Document, client_of: ClientOf
) -> None:
    base = factories.OcrModelFactory(owner=alice, name="Base", role="recognition")
    for lines, cer in ((60, 0.16), (120, 0.115), (250, 0.081)):
        tuned = _trained(alice, document, lines, cer)
        tuned.parent = base
        tuned.save()
    scratch = _trained(alice, document, 70, 0.9)
    page = client_of(alice).get(_url(document)).content.decode()
    assert "expected to bring 8." in page and "Trained on 70" not in page
    page = client_of(alice).get(f"/model/{scratch.pk}/").content.decode()
    assert "One training is too little to tell" in page
