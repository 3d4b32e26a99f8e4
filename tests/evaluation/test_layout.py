"""Evaluations of lines and regions, done with the engine's stand-in."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from apps.common.errors import ApplicationError
from apps.documents.models import Document, Line, Part, Region
from apps.documents.page_layout import to_layout
from apps.documents.services.layout import replace_layout
from apps.engine import fake
from apps.engine.options import SegmentationOptions
from apps.evaluation import services
from apps.evaluation.models import Evaluation
from apps.evaluation.params import KRAKENS_OWN, LayoutParams
from apps.images.services import open_upright
from apps.jobs.models import Job, JobState
from apps.users.models import User
from tests import factories

Run = Callable[[Job], Job]
ClientOf = Callable[[User | None], Client]


@pytest.fixture
def segmented(document: Document, alice: User) -> list[Part]:
    """Two pages with just the lines that the stand-in finds."""
    parts = [factories.PartFactory(document=document) for _ in range(2)]
    for part in parts:
        layout = fake.segment(open_upright(part.image), None, SegmentationOptions())
        replace_layout(part=part, layout=layout, user=alice, reason="test", steps="both")
    return parts


def _evaluate(alice: User, document: Document, run_all: Run) -> Job:
    params = LayoutParams(part_ids=(), models=(KRAKENS_OWN,))
    return run_all(
        services.request_layout_evaluation(
            user=alice, document=document, parts=document.parts.all(), params=params
        )
    )


def test_lines_found_again_are_right_and_nothing_is_written(
    alice: User, document: Document, segmented: list[Part], run_all: Run
) -> None:
    before = [to_layout(part) for part in segmented]
    job = _evaluate(alice, document, run_all)
    assert job.state == JobState.DONE, job.error
    figures = Evaluation.objects.get(uid=job.uid).subjects.get().figures
    assert (figures["f1"], figures["iou"], figures["lines"]) == (1, 1, 10)
    assert [to_layout(part) for part in segmented] == before


def test_pages_without_regions_have_no_overlap_of_regions(
    alice: User, document: Document, segmented: list[Part], run_all: Run, client_of: ClientOf
) -> None:
    Region.objects.all().delete()
    job = _evaluate(alice, document, run_all)
    evaluation = Evaluation.objects.get(uid=job.uid)
    assert evaluation.subjects.get().figures["iou"] is None
    address = f"/evaluation/{evaluation.uid}/"
    assert client_of(alice).get(address).status_code == 200
    table = client_of(alice).get(f"{address}report/csv/").content.decode()
    assert table.splitlines()[1].split(",")[5] == ""


def test_lines_that_are_not_found_are_named_and_drawn(
    alice: User,
    document: Document,
    segmented: list[Part],
    run_all: Run,
    client_of: ClientOf,
    django_assert_max_num_queries: Any,
) -> None:
    line = Line.objects.filter(part=segmented[0]).first()
    assert line is not None and line.baseline
    height = segmented[0].image.height
    line.baseline = [[x, height - 2] for x, _ in line.baseline]
    line.save()
    job = _evaluate(alice, document, run_all)
    client = client_of(alice)
    with django_assert_max_num_queries(20):
        page = client.get(f"/evaluation/{job.uid}/")
    shown = page.content.decode()
    assert "Line 1 was missed" in shown and "There is no line here" in shown
    assert "stroke-truth" in shown and "stroke-found" in shown and "data-crop" in shown
    only = client.get(f"/evaluation/{job.uid}/?wrong=1")
    assert len(only.context["drawings"]) == 1
    report = client.get(f"/evaluation/{job.uid}/report/html/").content.decode()
    assert "Line 1 was missed" in report
    table = client.get(f"/evaluation/{job.uid}/report/csv/").content.decode()
    assert table.count("\n") == 4
    found = client.get(f"/evaluation/{job.uid}/report/json/").json()
    assert found["subjects"][0]["missed"] == 1 and len(found["pages"][0]["found"][0]["extra"]) == 1


def test_a_page_that_was_turned_since_is_drawn_without_its_image(
    alice: User, document: Document, segmented: list[Part], run_all: Run, client_of: ClientOf
) -> None:
    job = _evaluate(alice, document, run_all)
    segmented[0].image.turns = 1
    segmented[0].image.save()
    drawn = client_of(alice).get(f"/evaluation/{job.uid}/").context["drawings"]
    assert [bool(drawing.image) for drawing in drawn] == [False, True]


def test_the_dialog_asks_for_models_and_pages(
    alice: User, document: Document, segmented: list[Part], client_of: ClientOf
) -> None:
    address = f"/document/{document.pk}/evaluate-layout/"
    assert "Default model of kraken" in client_of(alice).get(address).content.decode()
    posted = {"selection": "all", "direction": "horizontal-lr"}
    assert client_of(alice).post(address, posted).status_code == 422
    assert client_of(alice).post(address, posted | {"is_kraken": "on"}).status_code == 303
    assert Job.objects.get(kind="evaluate_layout").params["models"] == [KRAKENS_OWN]


def test_pages_without_any_layout_cannot_be_compared(alice: User, document: Document) -> None:
    factories.PartFactory(document=document)
    with pytest.raises(ApplicationError, match="no lines and no regions"):
        _evaluate(alice, document, lambda job: job)
