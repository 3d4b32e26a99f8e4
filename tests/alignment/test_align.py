"""Laying a text onto lines from the dialog and by REST: the look before, writing, who may."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from rest_framework.test import APIClient

from apps.alignment.models import AlignedPage, TextWitness
from apps.alignment.witnesses import add_witness
from apps.documents.models import (
    Document,
    LineTranscription,
    Part,
    TranscriptionLayer,
    TranscriptionRevision,
)
from apps.documents.models.transcription import TextSource
from apps.jobs.models import Job, JobState
from apps.jobs.services import cancel_job, retry_job
from apps.users.models import User
from tests import factories

ClientOf = Callable[[User | None], Client]
ApiOf = Callable[[User | None], APIClient]
Run = Callable[[Job], Job]

EDITION = "Arma virumque cano, Troiae qui primus ab oris Italiam fato profugus Laviniaque venit."
READ = (("Anna uirumque cano", "Troie qui prinus ab oris"), ("ltaliam fato profngus", "xx"))
RIGHT = ["Arma virumque cano,", "Troiae qui primus ab oris", "Italiam fato profugus"]


@pytest.fixture
def read(document: Document, pages: list[Part], layer: TranscriptionLayer) -> TranscriptionLayer:
    """A layer that a model read, on the first two pages."""
    found = factories.TranscriptionLayerFactory(document=document, name="Read")
    for part, texts in zip(pages, READ, strict=False):
        for line, text in zip(part.lines.all(), texts, strict=True):
            factories.LineTranscriptionFactory(
                line=line, layer=found, text=text, source=TextSource.MODEL
            )
        factories.LayerProgressFactory(part=part, layer=found, line_count=2)
    return found


def _ask(client: Client, document: Document, read: TranscriptionLayer, **data: Any) -> Any:
    values = {
        **{"selection": "all", "source": read.pk, "threshold": "0.6", "full_doc": "on"},
        **{"region_types": ["Undefined", "Orphan"], "n_gram": 25, "gap": 600},
        **{"max_offset": 0, "beam_size": 20},
        **data,
    }
    return client.post(f"/document/{document.pk}/align/", values)


def _texts(layer: TranscriptionLayer) -> list[str]:
    rows = LineTranscription.objects.filter(layer=layer).order_by("line__part", "line__order")
    return list(rows.values_list("text", flat=True))


def test_paste_look_and_write(
    client_of: ClientOf, bob: User, document: Document, read: TranscriptionLayer, run_all: Run
) -> None:
    client = client_of(bob)
    assert _ask(client, document, read, pasted=EDITION).status_code == 303
    job = run_all(Job.objects.get())
    assert job.title == "Align “Pasted text” with 2 pages"
    assert (job.state, job.result["found"], job.result["lines"]) == (JobState.DONE, 3, 4)
    assert document.layers.count() == 2
    url = job.result["links"][0]["src"]
    html = client.get(url).content.decode()
    assert '<strong class="numeric">3</strong> of' in html
    assert "Anna uirumque cano" in html
    all_in = client.get(url, {"threshold": "1"}).content.decode()
    assert '<strong class="numeric">0</strong> of' in all_in
    answer = client.post(url, {"threshold": "0.6", "layer_name": "Edition"})
    writing = Job.objects.get(kind="align_write", is_group=True)
    assert answer.headers["Location"] == f"/job/{writing.pk}/"
    run_all(writing)
    layer = document.layers.get(name="Edition")
    assert _texts(layer) == RIGHT
    row = LineTranscription.objects.filter(layer=layer).first()
    assert row is not None
    assert (row.source, row.source_name, row.author) == (TextSource.IMPORT, "Pasted text", bob)
    assert _texts(read) == [*READ[0], *READ[1]]


def test_an_existing_layer_keeps_what_was_typed_and_its_history(
    client_of: ClientOf,
    bob: User,
    document: Document,
    pages: list[Part],
    read: TranscriptionLayer,
    run_all: Run,
) -> None:
    target = factories.TranscriptionLayerFactory(document=document, name="Edition")
    first, second = pages[0].lines.all()
    mine = factories.LineTranscriptionFactory(line=first, layer=target, text="typed by me")
    factories.LineTranscriptionFactory(
        line=second, layer=target, text="old", source=TextSource.MODEL
    )
    client = client_of(bob)
    _ask(client, document, read, pasted=EDITION)
    job = run_all(Job.objects.get())
    client.post(
        f"/alignment/{job.uid}/", {"threshold": "0.6", "layer_name": "Edition", "merge": "on"}
    )
    run_all(Job.objects.get(kind="align_write", is_group=True))
    assert _texts(target) == ["typed by me", *RIGHT[1:], "xx"]
    mine.refresh_from_db()
    assert mine.version == 1
    assert list(TranscriptionRevision.objects.values_list("text", flat=True)) == ["old"]


def test_the_layer_that_was_read_is_never_written(
    client_of: ClientOf, bob: User, document: Document, read: TranscriptionLayer, run_all: Run
) -> None:
    client = client_of(bob)
    _ask(client, document, read, pasted=EDITION)
    job = run_all(Job.objects.get())
    answer = client.post(f"/alignment/{job.uid}/", {"threshold": "0", "layer_name": " Read "})
    assert answer.status_code == 422
    assert "never written to" in answer.content.decode()
    assert Job.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "Give the text"),
        ({"pasted": EDITION, "witness_layer": "same"}, "second text"),
        ({"pasted": "--"}, "no text in it"),
        ({"pasted": EDITION, "source": "999999"}, "valid choice"),
        ({"pasted": EDITION, "n_gram": 1}, "greater than or equal to 2"),
        ({"witness_layer": "same"}, "two different layers"),
        ({"witness_file": SimpleUploadedFile("a.txt", b"\xff\xff\xff")}, "not UTF-8"),
        ({"pasted": EDITION, "region_types": ["77"]}, "valid choice"),
    ],
)
def test_what_cannot_be_aligned_is_said(
    client_of: ClientOf,
    bob: User,
    document: Document,
    read: TranscriptionLayer,
    values: dict[str, Any],
    words: str,
) -> None:
    if values.get("witness_layer"):
        values = values | {"witness_layer": read.pk}
    answer = _ask(client_of(bob), document, read, **values)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Job.objects.exists()
    assert not TextWitness.objects.exists()


def test_an_earlier_text_or_another_layer_can_be_laid(
    client_of: ClientOf, bob: User, document: Document, pages: list[Part], read: Any, run_all: Run
) -> None:
    witness = add_witness(user=bob, name="Aeneid", text=EDITION)
    client = client_of(bob)
    _ask(client, document, read, witness=witness.pk)
    assert run_all(Job.objects.get()).result["found"] == 3
    other = factories.TranscriptionLayerFactory(document=document, name="By hand")
    factories.LineTranscriptionFactory(line=pages[1].lines.all()[0], layer=other, text=EDITION)
    _ask(client, document, read, witness_layer=other.pk)
    job = Job.objects.first()
    assert job is not None
    assert run_all(job).result["found"] == 3


def test_only_lines_of_the_chosen_regions(
    client_of: ClientOf, bob: User, document: Document, pages: list[Part], read: Any, run_all: Run
) -> None:
    region = factories.RegionFactory(part=pages[0], type=None)
    pages[0].lines.update(region=region)
    _ask(client_of(bob), document, read, pasted=EDITION, region_types=["Undefined"])
    run_all(Job.objects.get())
    kept = dict(AlignedPage.objects.values_list("part", "scores"))
    assert [len(kept[part.pk]) for part in pages[:2]] == [2, 0]


def test_pages_without_text_are_named_or_refused(
    client_of: ClientOf, bob: User, document: Document, pages: list[Part], read: Any
) -> None:
    _ask(client_of(bob), document, read, pasted=EDITION)
    assert "Left out Page 3" in Job.objects.get().log
    none = _ask(client_of(bob), document, read, pasted=EDITION, selection=str(pages[2].pk))
    assert "Transcribe them first" in none.content.decode()


def test_who_may_see_and_write(
    client_of: ClientOf,
    alice: User,
    vera: User,
    charlie: User,
    document: Document,
    read: Any,
    run_all: Run,
) -> None:
    _ask(client_of(alice), document, read, pasted=EDITION)
    job = run_all(Job.objects.get())
    url, write = f"/alignment/{job.uid}/", {"threshold": "0.5", "layer_name": "New"}
    assert "Write into" not in client_of(vera).get(url).content.decode()
    assert client_of(vera).post(url, write).status_code == 404
    assert client_of(charlie).get(url).status_code == 404
    assert not document.layers.filter(name="New").exists()


def test_a_cancelled_alignment_changes_nothing_and_can_be_tried_again(
    client_of: ClientOf, bob: User, document: Document, read: Any, run_all: Run
) -> None:
    _ask(client_of(bob), document, read, pasted=EDITION)
    job = Job.objects.get()
    cancel_job(job=job, user=bob)
    run_all(job)
    assert (job.state, AlignedPage.objects.count()) == (JobState.CANCELLED, 0)
    again = retry_job(job=job, user=bob)
    assert run_all(again).result["found"] == 3
    assert client_of(bob).get(f"/alignment/{job.uid}/").status_code == 404


def test_a_cancel_while_it_works_is_heard_between_pages(
    client_of: ClientOf, bob: User, document: Document, read: Any, run_all: Run, monkeypatch: Any
) -> None:
    _ask(client_of(bob), document, read, pasted=EDITION)
    job = Job.objects.get()
    from apps.alignment import align

    text = align.text_of

    def cancelled(witness: TextWitness) -> str:
        cancel_job(job=job, user=bob)
        return text(witness)

    monkeypatch.setattr(align, "text_of", cancelled)
    assert run_all(job).state == JobState.CANCELLED
    assert not AlignedPage.objects.exists()


def _rest(document: Document, read: TranscriptionLayer) -> dict[str, Any]:
    return {
        "transcription": read.pk,
        "layer_name": "Edition",
        "region_types": ["Undefined", "Orphan"],
        "threshold": 0.6,
    }


def test_by_rest_with_an_upload(
    api_of: ApiOf, bob: User, document: Document, read: TranscriptionLayer, run_all: Run
) -> None:
    upload = SimpleUploadedFile("aeneid.txt", EDITION.encode())
    body = _rest(document, read) | {"witness_file": upload, "merge": "true"}
    answer = api_of(bob).post(f"/api/documents/{document.pk}/align/", body)
    assert answer.json()["status"] == "ok"
    job = run_all(Job.objects.get(pk=answer.json()["job"]))
    assert job.params["full_doc"] is False  # a form that does not tick it
    assert (job.result["written"], job.result["kept"]) == (4, 0)
    assert _texts(document.layers.get(name="Edition")) == [*RIGHT, "xx"]
    assert TextWitness.objects.get().owner == bob


def test_by_rest_with_an_earlier_text_and_only_a_look(
    api_of: ApiOf, bob: User, document: Document, read: TranscriptionLayer, run_all: Run
) -> None:
    witness = add_witness(user=bob, name="Aeneid", text=EDITION)
    body = _rest(document, read) | {"existing_witness": witness.pk, "preview": True}
    answer = api_of(bob).post(f"/api/documents/{document.pk}/align/", body, format="json")
    job = run_all(Job.objects.get(pk=answer.json()["job"]))
    assert (job.params["full_doc"], job.result["found"]) == (True, 3)
    assert not document.layers.filter(name="Edition").exists()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"existing_witness": None}, "must supply"),
        ({"witness_layer": "read"}, "only supply one"),
        ({"layer_name": "Read"}, "never written to"),
        ({"max_offset": 3, "beam_size": 3}, "cannot both"),
        ({"region_types": []}, "region_types"),
        ({"region_types": ["12345"]}, "valid choice"),
        ({"n_gram": 26}, "n_gram"),
        ({"threshold": 2}, "threshold"),
        ({"gap": 0}, "gap"),
    ],
)
def test_by_rest_errors_are_said(
    api_of: ApiOf, bob: User, document: Document, read: Any, values: dict[str, Any], words: str
) -> None:
    witness = add_witness(user=bob, name="Aeneid", text=EDITION)
    if "witness_layer" in values:
        values = {"witness_layer": read.pk}
    body = _rest(document, read) | {"existing_witness": witness.pk} | values
    answer = api_of(bob).post(f"/api/documents/{document.pk}/align/", body, format="json")
    assert answer.status_code == 400
    assert answer.json()["status"] == "error"
    assert words in answer.content.decode()
    assert not Job.objects.exists()


def test_texts_of_others_are_not_to_be_had(
    api_of: ApiOf, bob: User, alice: User, document: Document, read: TranscriptionLayer
) -> None:
    hers = add_witness(user=alice, name="Aeneid", text=EDITION)
    body = _rest(document, read) | {"existing_witness": hers.pk}
    answer = api_of(bob).post(f"/api/documents/{document.pk}/align/", body, format="json")
    assert answer.status_code == 400
    assert "existing_witness" in answer.json()["error"]


def test_characters_of_what_was_read_keep_their_places(
    client_of: ClientOf, bob: User, document: Document, pages: list[Part], read: Any, run_all: Run
) -> None:
    line = pages[0].lines.all()[0]
    row = LineTranscription.objects.get(line=line, layer=read)
    row.glyphs = [[c, [[i, 0], [i + 1, 0], [i + 1, 9]], 0.5] for i, c in enumerate(row.text)]
    row.save()
    client = client_of(bob)
    _ask(client, document, read, pasted=EDITION)
    job = run_all(Job.objects.get())
    client.post(f"/alignment/{job.uid}/", {"threshold": "0.6", "layer_name": "Edition"})
    run_all(Job.objects.get(kind="align_write", is_group=True))
    written = LineTranscription.objects.get(line=line, layer__name="Edition")
    assert "".join(glyph[0] for glyph in written.glyphs or ()) == written.text


def test_the_preview_asks_few_questions_however_many_pages(
    client_of: ClientOf,
    bob: User,
    document: Document,
    read: Any,
    run_all: Run,
    django_assert_max_num_queries: Any,
) -> None:
    client = client_of(bob)
    _ask(client, document, read, pasted=EDITION)
    job = run_all(Job.objects.get())
    for number in range(20):
        part = factories.PartFactory(document=document)
        AlignedPage.objects.create(job=job, part=part, scores=[0.5] * number)
    with django_assert_max_num_queries(22):
        client.get(f"/alignment/{job.uid}/")


def test_lines_that_are_not_in_the_text_never_count_as_found(
    alice: User, document: Document, read: TranscriptionLayer, client_of: ClientOf, run_all: Run
) -> None:
    client = client_of(alice)
    _ask(client, document, read, pasted=EDITION, threshold="0")
    job = run_all(Job.objects.get(kind="align"))
    assert (job.result["found"], job.result["lines"]) == (3, 4)
    shown = client.get(f"/alignment/{job.uid}/?threshold=0").content.decode()
    assert '<strong class="numeric">3</strong> of' in shown
