"""Work lists through the REST API: made by a job, kept up to date by what people do."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from apps.documents.models import (
    Document,
    Line,
    LineTranscription,
    Part,
    TranscriptionLayer,
    TranscriptionRevision,
)
from apps.documents.models.part import PartStatus
from apps.documents.models.transcription import TextSource
from apps.jobs.models import Job, JobState
from apps.models.models import OcrModel
from apps.users.models import User
from apps.worklist.models import WorkLine, WorkMark
from tests import factories
from tests.worklist.conftest import read

ApiOf = Callable[[User | None], APIClient]
RunAll = Callable[[Job], Job]
Queries = Callable[[int], Any]


@pytest.fixture
def api(alice: User, document: Document, api_of: ApiOf) -> "Api":
    return Api(api_of(alice), document)


class Api:
    """The addresses of one document's work lists."""

    def __init__(self, client: APIClient, document: Document) -> None:
        self.client = client
        self.url = f"/api/documents/{document.pk}/worklist/"

    def rank(self, layer: TranscriptionLayer, run_all: RunAll) -> Job:
        answer = self.client.post(self.url, {"layer": layer.pk}, format="json")
        assert answer.status_code == 202, answer.json()
        return run_all(Job.objects.get(pk=answer.json()["job"]))

    def get(self, layer: TranscriptionLayer | None = None) -> Any:
        answer = self.client.get(self.url, {"layer": layer.pk} if layer else {})
        assert answer.status_code == 200
        return answer.json()

    def mark(self, line: Line, layer: TranscriptionLayer, state: str) -> Any:
        body = {"layer": layer.pk, "line": str(line.uid), "state": state}
        return self.client.post(f"{self.url}mark/", body, format="json")


def _type(line: Line, layer: TranscriptionLayer, text: str) -> None:
    """What the editor's save leaves: the typed text, the reading in the history."""
    row = LineTranscription.objects.get(line=line, layer=layer)
    TranscriptionRevision.objects.create(
        transcription=row,
        version=row.version,
        written_at=row.updated_at,
        text=row.text,
        confidence=row.confidence,
        glyphs=row.glyphs,
        source=row.source,
        source_name=row.source_name,
    )
    row.text, row.source, row.confidence, row.version = text, TextSource.MANUAL, None, 2
    row.save()


def test_the_unsure_lines_come_first_with_their_reasons(
    api: Api, lines: list[Line], machine: TranscriptionLayer, run_all: RunAll
) -> None:
    before = api.get()
    assert before["made_at"] is None and before["lines"] == [] and before["portion"] is None
    job = api.rank(machine, run_all)
    assert job.state == JobState.DONE, job.error
    assert job.message == "12 lines ranked, 0 are corrected"
    found = api.get(machine)
    assert found["layer"] == machine.pk and found["is_ranking"] is False
    assert found["portion"] == {"done": 0, "total": 12, "left": 12}
    first = found["lines"][0]
    assert first["number"] == 6 and first["text"] == "line number 5"
    assert first["reasons"][0] == "unsure of 13 characters"
    assert first["seconds"] > 4 and first["errors"] > 3
    assert api.get()["layer"] == machine.pk


def test_corrected_checked_and_finished_lines_are_left_out(
    api: Api,
    lines: list[Line],
    machine: TranscriptionLayer,
    layer: TranscriptionLayer,
    run_all: RunAll,
) -> None:
    _type(lines[0], machine, "line number nought")
    factories.LineTranscriptionFactory(line=lines[1], layer=layer, text="typed elsewhere")
    api.rank(machine, run_all)
    assert WorkLine.objects.count() == 10
    Part.objects.filter(pk=lines[6].part_id).update(status=PartStatus.DONE)
    api.rank(machine, run_all)
    assert set(WorkLine.objects.values_list("line__part", flat=True)) == {lines[0].part_id}


def test_what_is_corrected_leaves_the_list_at_once_and_without_ranking(
    api: Api, lines: list[Line], machine: TranscriptionLayer, run_all: RunAll
) -> None:
    api.rank(machine, run_all)
    before = api.get(machine)
    first = Line.objects.get(uid=before["lines"][0]["line"])
    _type(first, machine, "corrected")
    after = api.get(machine)
    assert after["portion"] == {"done": 1, "total": 12, "left": 11}
    assert after["lines"] == before["lines"][1:]
    assert after["estimate"]["cer"] < before["estimate"]["cer"]
    assert Job.objects.filter(kind="worklist").count() == 1


def test_a_line_is_checked_skipped_and_opened_again(
    api: Api, lines: list[Line], machine: TranscriptionLayer, run_all: RunAll
) -> None:
    api.rank(machine, run_all)
    whole = api.get(machine)["estimate"]["cer"]
    assert api.mark(lines[5], machine, "skipped").json()["portion"]["done"] == 1
    assert api.get(machine)["estimate"]["cer"] == whole
    assert api.mark(lines[4], machine, "checked").json()["portion"]["done"] == 2
    assert api.get(machine)["estimate"]["cer"] < whole
    assert api.mark(lines[5], machine, "open").json()["portion"]["done"] == 1
    assert api.mark(lines[5], machine, "lost").status_code == 400
    api.rank(machine, run_all)
    assert WorkLine.objects.filter(line=lines[4]).count() == 0
    assert WorkLine.objects.filter(line=lines[5]).count() == 1


def test_a_text_that_is_read_anew_has_to_be_looked_at_again(
    api: Api, lines: list[Line], machine: TranscriptionLayer, run_all: RunAll
) -> None:
    api.rank(machine, run_all)
    api.mark(lines[5], machine, "checked")
    LineTranscription.objects.filter(line=lines[5]).update(version=2, text="other")
    assert api.get(machine)["portion"]["done"] == 0


def test_the_end_of_a_portion_ranks_the_rest_anew(
    api: Api,
    lines: list[Line],
    machine: TranscriptionLayer,
    run_all: RunAll,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("apps.worklist.selectors.PORTION", 2)
    api.rank(machine, run_all)
    for _ in range(2):
        assert Job.objects.filter(kind="worklist").count() == 1
        uid = api.get(machine)["lines"][0]["line"]
        api.mark(Line.objects.get(uid=uid), machine, "checked")
    assert Job.objects.filter(kind="worklist").count() == 2
    assert api.get(machine)["is_ranking"] is True


def test_confidences_are_calibrated_on_what_was_corrected(
    api: Api,
    document: Document,
    lines: list[Line],
    machine: TranscriptionLayer,
    layer: TranscriptionLayer,
    run_all: RunAll,
) -> None:
    api.rank(machine, run_all)
    assert api.get(machine)["estimate"]["calibrated_on"] == 0
    assert api.get(machine)["estimate"]["low"] is None
    part = factories.PartFactory(document=document, line_count=30)
    for number in range(30):
        line = factories.LineFactory(part=part, order=number)
        wrong = number % 4
        read(line, machine, "x" * wrong + "abcdefghij" * 2, 0.99 - 0.05 * wrong)
        factories.LineTranscriptionFactory(line=line, layer=layer, text="abcdefghij" * 2)
    api.rank(machine, run_all)
    found = api.get(machine)["estimate"]
    assert found["calibrated_on"] == 30
    assert found["low"] < found["cer"] < found["high"]


def test_rare_characters_and_unknown_ones_are_named(
    api: Api,
    alice: User,
    document: Document,
    model: OcrModel,
    lines: list[Line],
    machine: TranscriptionLayer,
    layer: TranscriptionLayer,
    run_all: RunAll,
) -> None:
    part = factories.PartFactory(document=document, line_count=20)
    for number in range(20):
        line = factories.LineFactory(part=part, order=number)
        text = f"line number ꝓ {number}" if number < 3 else f"line number {number} again"
        factories.LineTranscriptionFactory(line=line, layer=layer, text=text)
    LineTranscription.objects.filter(line=lines[0], layer=machine).update(text="ꝓ line ⁊ number")
    model.details = {"alphabet": list("line number0123456789ꝓ")}
    model.save()
    factories.JobFactory(
        user=alice,
        document=document,
        kind="transcribe",
        state=JobState.DONE,
        ocr_model=model,
        params={"layer": machine.pk},
    )
    api.rank(machine, run_all)
    reasons = WorkLine.objects.get(line=lines[0]).reasons
    assert "has ꝓ, seen 3 times" in reasons
    assert "has ⁊, which the model does not know" in reasons


def test_pages_come_with_their_worth_and_likely_error(
    api: Api, lines: list[Line], machine: TranscriptionLayer, run_all: RunAll
) -> None:
    for line in lines[:6]:
        _type(line, machine, "all right")
    api.rank(machine, run_all)
    pages = api.client.get(f"{api.url}pages/").json()
    assert [page["part"] for page in pages] == [lines[6].part_id, lines[0].part_id]
    assert pages[0]["score"] == 1.0 and pages[0]["lines"] == 6 and pages[0]["cer"] > 0.1
    assert pages[1] == pages[1] | {"score": 0.0, "lines": 0, "cer": 0.0}
    assert "nothing of it is corrected yet" in pages[0]["reasons"]
    assert pages[1]["reasons"] == ["all lines are corrected"]


def test_what_cannot_be_ranked_is_refused_in_words(
    api: Api, document: Document, lines: list[Line], machine: TranscriptionLayer
) -> None:
    def refused(layer_id: object) -> str:
        answer = api.client.post(api.url, {"layer": layer_id}, format="json")
        assert answer.status_code == 400
        return str(answer.json())

    empty = factories.TranscriptionLayerFactory(document=document, name="empty")
    other = factories.TranscriptionLayerFactory(name="foreign")
    assert "has no text" in refused(empty.pk)
    assert "gone" in refused(other.pk)
    assert "layer" in refused("x")
    TranscriptionLayer.objects.filter(pk=machine.pk).update(is_ground_truth=True)
    assert "ground truth" in refused(machine.pk)
    assert api.client.get(api.url, {"layer": "x"}).status_code == 400
    assert Job.objects.count() == 0


def test_marks_of_foreign_or_missing_lines_are_refused(
    api: Api, lines: list[Line], machine: TranscriptionLayer
) -> None:
    stranger = factories.LineFactory()
    assert api.mark(stranger, machine, "checked").status_code == 400
    other = factories.TranscriptionLayerFactory()
    assert api.mark(lines[0], other, "checked").status_code == 404
    assert WorkMark.objects.count() == 0


def test_asking_twice_ranks_once(api: Api, lines: list[Line], machine: TranscriptionLayer) -> None:
    one, two = (api.client.post(api.url, {"layer": machine.pk}, format="json") for _ in range(2))
    assert one.json() == two.json()
    assert api.get(machine)["is_ranking"] is True


def test_who_may_what(
    document: Document,
    bob: User,
    vera: User,
    charlie: User,
    lines: list[Line],
    machine: TranscriptionLayer,
    api_of: ApiOf,
) -> None:
    url = f"/api/documents/{document.pk}/worklist/"
    for who, sees, ranks in ((bob, 200, 202), (vera, 200, 404), (charlie, 404, 404)):
        assert api_of(who).get(url).status_code == sees
        assert api_of(who).post(url, {"layer": machine.pk}).status_code == ranks


def test_lines_that_vanish_while_ranking_are_passed_over(
    api: Api,
    lines: list[Line],
    machine: TranscriptionLayer,
    run_all: RunAll,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from apps.worklist import ranking_job

    def then_delete(*args: Any) -> Any:
        found = kept(*args)
        Line.objects.filter(pk=lines[0].pk).delete()
        return found

    kept = ranking_job.gather
    monkeypatch.setattr(ranking_job, "gather", then_delete)
    assert api.rank(machine, run_all).state == JobState.DONE
    assert WorkLine.objects.count() == 11


def test_the_number_of_queries_does_not_grow(
    api: Api,
    document: Document,
    lines: list[Line],
    machine: TranscriptionLayer,
    run_all: RunAll,
    django_assert_num_queries: Queries,
) -> None:
    api.rank(machine, run_all)
    with django_assert_num_queries(QUERIES):
        api.get(machine)
    for _ in range(3):
        part = factories.PartFactory(document=document, line_count=5)
        for number in range(5):
            read(factories.LineFactory(part=part, order=number), machine, "more of it", 0.6)
        factories.LayerProgressFactory(part=part, layer=machine, line_count=5)
    api.rank(machine, run_all)
    with django_assert_num_queries(QUERIES):
        api.get(machine)


QUERIES = 8
