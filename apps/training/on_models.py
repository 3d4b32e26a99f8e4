"""What a model's page shows of its training, and the way from a model to the next one."""

from collections.abc import Mapping
from typing import Any

from apps.jobs.models import Job
from apps.models.models import OcrModel
from apps.models.sections import register_section
from apps.training import services
from apps.training.knobs import in_words
from apps.training.models import TrainingSetVersion
from apps.training.presets import preset
from apps.training.result import flattery
from apps.users.models import User


def register() -> None:
    """Called once, when the program starts."""
    register_section("Training", "training/_model.html", collect, order=20)


def collect(model: OcrModel, user: User) -> Mapping[str, Any] | None:
    """How the model came about; ``None`` for models that were not trained here."""
    details = model.details
    if not details.get("job") and not details.get("epoch_of"):
        return None
    job = Job.objects.visible_to(user).filter(uid=details.get("job")).first()
    whole = OcrModel.objects.visible_to(user).filter(pk=details.get("epoch_of") or 0).first()
    found = details.get("set") or {}
    versions = TrainingSetVersion.objects.visible_to(user).select_related("training_set")
    return {
        "job": job,
        "is_epoch": bool(details.get("epoch_of")),
        "epoch_of": whole,
        "set": found,
        "version": versions.filter(pk=found.get("version_id") or 0).first(),
        "split": details.get("split") or {},
        "test": details.get("test"),
        "flattery": flattery(details),
        "best_epoch": details.get("best_epoch"),
        "seconds": None if details.get("epoch_of") else details.get("seconds"),
        "preset": preset(details.get("preset", "")).label,
        "options": in_words(details.get("options") or {}),
        "epochs": list(model.kept_epochs.all()),
        "can_go_on": bool(job and services.can_go_on(job)),
    }
