"""What evaluations of texts say, done with the engine's stand-in, and their page."""

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client

from apps.common.errors import ApplicationError
from apps.documents.models import Document, LineTranscription, Part, TranscriptionLayer
from apps.evaluation import evaluate, services
from apps.evaluation.forms import spread
from apps.evaluation.models import Evaluation
from apps.evaluation.params import EvaluateParams
from apps.jobs.models import Job, JobState
from apps.layout.types import LineText
from apps.models.models import OcrModel
from apps.users.models import User
from tests.processing.conftest import MakeModel

Run = Callable[[Job], Job]
ClientOf = Callable[[User | None], Client]


def _json(client: Client, evaluation: Evaluation, query: str = "") -> dict[str, Any]:
    answer = client.get(f"/evaluation/{evaluation.uid}/report/json/{query}")
    found: dict[str, Any] = json.loads(answer.content)
    return found


def test_the_job_keeps_little_and_the_file_all(evaluated: Evaluation) -> None:
    assert evaluated.job is not None
    result = evaluated.job.result
    assert result["cer"] == pytest.approx(1 / 24)
    assert result["links"][0]["src"] == f"/evaluation/{evaluated.uid}/"
    assert len(json.dumps(result)) < 1000
    assert default_storage.exists(str(evaluated.file.name))
    rows = list(evaluated.subjects.all())
    assert [row.name for row in rows] == ["Reader", "Layer “empty”"]
    assert [row.figures["cer"] for row in rows] == [pytest.approx(1 / 24), 1]
    assert (evaluated.page_count, evaluated.line_count) == (2, 4)


def test_figures_per_page_and_what_was_confused(
    evaluated: Evaluation, pages: list[Part], client_of: ClientOf, alice: User
) -> None:
    found = _json(client_of(alice), evaluated)
    by_page = found["groups"]["Page"]
    assert [group["name"] for group in by_page] == [part.title for part in pages[:2]]
    assert [group["rates"][0]["cer"] for group in by_page] == [pytest.approx(1 / 12), 0]
    best = found["subjects"][0]
    assert (best["name"], best["confusions"][0]) == (
        "Reader",
        {"expected": "t", "read": "e", "count": 1},
    )
    assert best["unknown"] == [["t", 1]]
    assert found["subjects"][1]["against_best"]["better"] == 1
    assert found["lines"][0]["truth"] == "lint 1"


def test_differences_may_be_left_out_of_the_count_together(
    evaluated: Evaluation, wrong_text: LineTranscription, client_of: ClientOf, alice: User
) -> None:
    client = client_of(alice)
    page = client.get(f"/evaluation/{evaluated.uid}/?without=case&without=spaces")
    assert page.context["asked"].kinds == ("spaces", "case")
    # Four lines of six characters, without their space five.
    assert page.context["readings"][0].report.characters == 20
    assert page.context["readings"][0].report.cer == pytest.approx(1 / 20)
    assert _json(client, evaluated, "?without=spaces")["subjects"][0]["characters"] == 20


@pytest.mark.parametrize("tab", ["overview", "characters", "lines", "compare", "nonsense"])
def test_every_tab_shows_what_it_promises_in_few_queries(
    tab: str,
    evaluated: Evaluation,
    client_of: ClientOf,
    alice: User,
    django_assert_max_num_queries: Any,
) -> None:
    client = client_of(alice)
    with django_assert_max_num_queries(20):
        answer = client.get(f"/evaluation/{evaluated.uid}/?tab={tab}&subject=0")
    assert answer.status_code == 200
    shown = answer.content.decode()
    wanted = {
        "overview": ["4.17 %", "From best to worst", "The best is better in 100 of 100 draws"],
        "characters": ["read as", 'data-crop="', "Taken for others"],
        "lines": ["<del>e</del>", 'data-crop="', "?line=1"],
        "compare": ["Right", "</ins>"],
        "nonsense": ["From best to worst"],
    }
    assert [words for words in wanted[tab] if words not in shown] == []


def test_worst_lines_open_the_editor_where_they_are_now(
    evaluated: Evaluation, wrong_text: LineTranscription, client_of: ClientOf, alice: User
) -> None:
    line = wrong_text.line
    line.order = 7
    line.save()
    address = f"/evaluation/{evaluated.uid}/?tab=lines&subject=0"
    assert f"part/{line.part_id}/edit/?line=8" in client_of(alice).get(address).content.decode()
    line.delete()
    gone = client_of(alice).get(address).content.decode()
    assert "no longer on its page" in gone


def test_tables_for_spreadsheets(
    evaluated: Evaluation, wrong_text: LineTranscription, client_of: ClientOf, alice: User
) -> None:
    client = client_of(alice)
    table = client.get(f"/evaluation/{evaluated.uid}/report/csv/").content.decode()
    rows = list(csv.DictReader(io.StringIO(table)))
    assert (rows[0]["subject"], rows[0]["by"]) == ("Reader", "all")
    assert float(rows[0]["cer"]) == 1 / 24
    lines = client.get(f"/evaluation/{evaluated.uid}/report/lines/").content.decode()
    first = next(csv.DictReader(io.StringIO(lines)))
    assert (first["truth"], first["Reader"], first["wrong characters"]) == ("lint 1", "line 1", "6")


def test_the_report_stands_alone(evaluated: Evaluation, client_of: ClientOf, alice: User) -> None:
    answer = client_of(alice).get(f"/evaluation/{evaluated.uid}/report/html/")
    page = answer.content.decode()
    assert "attachment" in answer["Content-Disposition"]
    assert "4.17 %" in page and "<del>e</del>" in page
    assert "<script" not in page and "<link" not in page and 'src="/' not in page


def test_without_truth_readings_stand_beside_each_other(
    alice: User,
    document: Document,
    truth: TranscriptionLayer,
    make_model: MakeModel,
    run_all: Run,
    client_of: ClientOf,
) -> None:
    models = [make_model(name="First"), make_model(name="Second")]
    answer = client_of(alice).post(
        f"/document/{document.pk}/try/",
        {
            "selection": "all",
            "models": [model.pk for model in models],
            "reference": "",
            "amount": "few",
            "direction": "horizontal-lr",
        },
    )
    assert answer.status_code == 303, answer.content
    job = run_all(Job.objects.get(kind="evaluate"))
    assert job.state == JobState.DONE, job.error
    assert "cer" not in job.result
    page = client_of(alice).get(f"/evaluation/{job.uid}/").content.decode()
    assert "no true text" in page and "First" in page and "line 1" in page
    assert "99.0 %" in page or "98.5 %" in page


def test_a_model_that_cannot_read_does_not_stop_the_others(
    alice: User,
    document: Document,
    truth: TranscriptionLayer,
    model: OcrModel,
    make_model: MakeModel,
    run_all: Run,
    client_of: ClientOf,
) -> None:
    broken = make_model(name="Broken")
    with default_storage.open(str(broken.file.name), "wb") as file:
        file.write(b"nothing of use")
    params = EvaluateParams(reference=truth.pk, models=(broken.pk, model.pk))
    job = run_all(
        services.request_evaluation(
            user=alice, document=document, parts=document.parts.all(), params=params
        )
    )
    assert job.state == JobState.DONE, job.error
    assert job.result["cer"] == 0
    page = client_of(alice).get(f"/evaluation/{job.uid}/").content.decode()
    assert "could not be measured" in page
    alone = EvaluateParams(reference=truth.pk, models=(broken.pk,))
    job = services.request_evaluation(
        user=alice, document=document, parts=document.parts.all(), params=alone
    )
    assert run_all(job).state == JobState.FAILED


def test_pages_that_the_model_learned_from_are_pointed_out(
    alice: User,
    document: Document,
    pages: list[Part],
    truth: TranscriptionLayer,
    make_model: MakeModel,
    run_all: Run,
    client_of: ClientOf,
) -> None:
    parent = make_model(name="Old", details={"split": {"train_parts": [pages[0].pk]}})
    child = make_model(
        name="New",
        parent=parent,
        accuracy=0.9,
        details={"split": {"by": "pages", "validation_parts": [pages[1].pk]}},
    )
    params = EvaluateParams(reference=truth.pk, models=(child.pk,))
    job = run_all(
        services.request_evaluation(
            user=alice, document=document, parts=document.parts.all(), params=params
        )
    )
    shown = client_of(alice).get(f"/evaluation/{job.uid}/").content.decode()
    assert "knows 2 of these pages from its training" in shown
    own = client_of(alice).get(f"/model/{child.pk}/").content.decode()
    assert "Measured" in own and "one page only" in own
    assert "knows 2 of these pages from its training" in own


def test_pages_of_several_documents_with_a_layer_each(
    alice: User, truth: TranscriptionLayer, pages: list[Part], model: OcrModel, run_all: Run
) -> None:
    job = services.request_evaluation_of_pages(
        user=alice, models=[model], pages=[(pages[0], truth.pk)], title="Test pages"
    )
    assert run_all(job).result["cer"] == 0
    assert Evaluation.objects.visible_to(alice).count() == 1


def test_places_of_characters_do_not_fill_the_memory(
    alice: User,
    document: Document,
    truth: TranscriptionLayer,
    model: OcrModel,
    run_all: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept: list[LineText] = []
    real = evaluate._findings

    def watched(pages: Any, found: Any, params: Any) -> Any:
        kept.extend(line.text for _, layout in pages for line in layout.lines if line.text)
        kept.extend(text for reading in found for text in reading.texts.values())
        return real(pages, found, params)

    monkeypatch.setattr(evaluate, "_findings", watched)
    params = EvaluateParams(reference=truth.pk, models=(model.pk,))
    run_all(
        services.request_evaluation(
            user=alice, document=document, parts=document.parts.all(), params=params
        )
    )
    assert kept
    assert not any(text.glyphs for text in kept)


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({}, "Choose a model or a layer"),
        ({"layers": True}, "two different layers"),
        ({"models": (999,)}, "gone"),
        ({"models": tuple(range(1, 20))}, "at most 12"),
    ],
)
def test_what_cannot_succeed_is_refused_in_words(
    params: dict[str, Any],
    words: str,
    alice: User,
    document: Document,
    truth: TranscriptionLayer,
) -> None:
    if params.get("layers"):
        params = {"layers": (truth.pk,)}
    with pytest.raises(ApplicationError, match=words):
        services.request_evaluation(
            user=alice,
            document=document,
            parts=document.parts.all(),
            params=EvaluateParams(reference=truth.pk, **params),
        )


def test_a_few_pages_are_spread_over_all() -> None:
    assert spread(range(3)) == [0, 1, 2]
    assert spread(range(9)) == [0, 2, 4, 6, 8]
