"""The sample: asked for on a page, filled by its job, once for each person."""

from typing import Any

import pytest

from apps.documents.models import Document, LineTranscription
from apps.jobs import runner
from apps.jobs.models import Job, JobState
from apps.models.models import OcrModel
from apps.projects.models import Project
from apps.users.models import User


def test_anybody_gets_a_sample_of_their_own_once(
    client_of: Any, alice: User, charlie: User
) -> None:
    first = client_of(charlie).post("/sample/")
    document = Document.objects.get()
    assert first["Location"] == f"/document/{document.pk}/images/"
    assert client_of(charlie).post("/sample/")["Location"] == first["Location"]
    assert client_of(alice).get(first["Location"]).status_code == 404
    client_of(alice).post("/sample/")
    assert Project.objects.filter(is_sample=True).count() == Job.objects.count() == 2


@pytest.mark.kraken
def test_the_job_adds_pages_with_ground_truth_and_may_run_again(
    client_of: Any, charlie: User
) -> None:
    client_of(charlie).post("/sample/")
    job, document = Job.objects.get(), Document.objects.get()

    runner.run(job.pk)
    job.refresh_from_db()

    assert (job.state, job.error) == (JobState.DONE, "")
    parts = list(document.parts.all())
    assert len(parts) == 6
    assert [part.line_count > 0 for part in parts] == [True] * 4 + [False] * 2
    layer = document.layers.get()
    assert layer.is_ground_truth
    texts = LineTranscription.objects.filter(layer=layer).count()
    assert texts == sum(part.line_count for part in parts) > 50

    Job.objects.filter(pk=job.pk).update(state=JobState.QUEUED, finished_at=None)
    runner.run(job.pk)
    assert document.parts.count() == 6
    assert OcrModel.objects.filter(owner=charlie).count() == 1
    assert LineTranscription.objects.filter(layer=layer).count() == texts
