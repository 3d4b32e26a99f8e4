"""How fast this machine learns: kept with the jobs that found out, trainings and measures alike."""

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from apps.engine.options import TrainingData, TrainingPace, TrainingTask
from apps.engine.recipe import FEW_LINES
from apps.jobs.models import Job, JobState, Queue
from apps.models.models import OcrModel
from apps.training.params import TrainParams

MEASURE = "measure_training"
"""The kind of the job that measures."""
KEPT_FOR = timedelta(days=30)
LOOKED_AT = 5
LEARNED = 8 / 9
"""How much of the lines that an epoch goes through are learned from; it checks with the rest."""
SPEEDY = frozenset(
    {
        *("family", "spec", "variant", "height", "batch_size", "accumulate", "optimizer"),
        *("augment", "averaging", "freeze_backbone", "precision", "workers", "padding"),
    }
)
"""Options with which a training is faster or slower than others of its kind."""


@dataclass(frozen=True, slots=True)
class Pace:
    """``per_unit`` is the seconds of an epoch for each of its lines (or pages)."""

    kind: str
    per_unit: float
    device: str = ""
    threads: int = 0
    measured: int = 0


@dataclass(frozen=True, slots=True)
class PaceNote:
    """What a training knows of itself before its first epoch."""

    kind: str
    units: int

    def of_epoch(self, seconds: float) -> dict[str, Any]:
        """The pace, as its job keeps it, after an epoch of so many seconds."""
        return asdict(Pace(self.kind, seconds / max(self.units, 1)))


def kind_of(task: TrainingTask, base: OcrModel | None, units: float) -> str:
    """Names trainings that are alike in speed: the task, the network, the device."""
    if base:
        size = base.details.get("parameters")
        network = f"{size:.1e} weights" if size else f"model {base.pk}"
    elif task == "recognition":
        network = "small" if units * LEARNED < FEW_LINES else "large"
    else:
        network = "new"
    return f"{task}, {network}, {settings.KRAKEN_DEVICE}, {settings.ENGINE}"


def begun(params: TrainParams, base: OcrModel | None, data: TrainingData) -> PaceNote | None:
    """What to note of a training; ``None`` for one whose options make it unlike others."""
    if SPEEDY & set(params.options):
        return None
    pages = (*data.train, *data.validation)
    is_reading = params.task == "recognition"
    units = sum(len(page.layout.lines) for page in pages) if is_reading else len(pages)
    return PaceNote(kind_of(params.task, base, units), units)


def measured_pace(kind: str, found: TrainingPace) -> dict[str, Any]:
    """The pace that a measure found, as its job keeps it."""
    per_unit = LEARNED * found.learning + (1 - LEARNED) * found.checking
    return asdict(Pace(kind, per_unit, found.device, found.threads, found.measured))


def known_paces(kind: str) -> list[Pace]:
    """The last paces of trainings of this kind, the newest first; before any, the measured one."""
    jobs = Job.objects.filter(
        queue=Queue.TRAIN,
        state__in=(JobState.DONE, JobState.RUNNING),
        created_at__gte=timezone.now() - KEPT_FOR,
        data__pace__kind=kind,
    )
    rows = jobs.order_by("-pk").values_list("data__pace", flat=True)
    found = [Pace(**row) for row in rows[:LOOKED_AT]]
    return [pace for pace in found if not pace.measured] or found[:1]
