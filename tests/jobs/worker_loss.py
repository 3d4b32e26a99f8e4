"""A program for ``test_worker_loss``: kills a real Celery worker in the middle of a training.

It runs with a data folder of its own, given as ``DATA_DIR``, and the engine's stand-in; it ends
with an error when a step does not come out as it should.
"""

# ruff: noqa: E402 - the models exist once Django is set up

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ["DJANGO_SETTINGS_MODULE"] = "escriptorium.settings"

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from apps.common import health
from apps.jobs import services
from apps.jobs.models import Job, JobState
from apps.models.models import OcrModel
from apps.training.folders import checkpoints_of, work_folder
from apps.training.params import Wish
from apps.training.services import request_training
from escriptorium import embedded, processes
from tests import factories

EPOCHS = 5000
"""So many that the training cannot end before its worker is killed."""


def main() -> None:
    logs = settings.DATA_DIR / "logs"
    logs.mkdir()
    broker = subprocess.Popen(embedded.valkey_command(settings.DATA_DIR, logs))
    workers: list[subprocess.Popen[bytes]] = []
    try:
        _wait("the broker", lambda: health.workers_alive() is not None)
        call_command("migrate", verbosity=0)
        job = _training()
        workers.append(_start_worker())
        _wait("progress", lambda: len(_fresh(job).data.get("curve", [])) > 2)

        workers[0].send_signal(signal.SIGKILL)
        workers[0].wait()
        before = _fresh(job)
        assert before.state == JobState.RUNNING
        assert work_folder(job.uid).exists()
        assert not OcrModel.objects.exists()

        assert services.requeue_lost() == 1
        assert _fresh(job).state == JobState.QUEUED
        assert "The worker was lost" in _fresh(job).log
        workers.append(_start_worker())
        _wait("the second attempt", lambda: _fresh(job).worker not in ("", before.worker))

        services.stop_job(job=_fresh(job), user=job.user)
        _wait("the end", lambda: not _fresh(job).is_active)
        assert _fresh(job).state == JobState.DONE, _fresh(job).error
        assert OcrModel.objects.count() == 1
        assert checkpoints_of(work_folder(job.uid))
    finally:
        for process in (*workers, broker):
            process.kill()
            process.wait()


def _training() -> Job:
    part = factories.PartFactory()
    layer = factories.TranscriptionLayerFactory(document=part.document)
    for line in factories.LineFactory.create_batch(4, part=part):
        factories.LineTranscriptionFactory(line=line, layer=layer)
    factories.LayerProgressFactory(part=part, layer=layer, line_count=4)
    wish = Wish(task="recognition", name="New", options={"epochs": EPOCHS})
    return request_training(
        user=part.document.owner,
        document=part.document,
        parts=part.document.parts.all(),
        layer_id=layer.pk,
        wish=wish,
    )


def _start_worker() -> subprocess.Popen[bytes]:
    process = processes.worker("train")
    return subprocess.Popen(process.command, env=os.environ | process.environment)


def _fresh(job: Job) -> Job:
    connection.close()
    return Job.objects.select_related("user").get(pk=job.pk)


def _wait(what: str, is_true: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not is_true():
        assert time.monotonic() < end, f"{what} did not come within a minute"
        time.sleep(0.1)


if __name__ == "__main__":
    main()
