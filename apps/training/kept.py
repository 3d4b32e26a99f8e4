"""Earlier epochs of a training: kept as files while they are wanted, and made models of."""

from datetime import timedelta
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from apps.common.errors import ApplicationError
from apps.common.files import local_path, store
from apps.engine.options import TrainingResult
from apps.models.models import OcrModel
from apps.models.services import ModelFacts, create_model
from apps.training.models import KeptEpoch
from apps.users.models import User

FOLDER = "epochs"
YOUNG = timedelta(hours=1)


def keep_epochs(*, model: OcrModel, result: TrainingResult) -> None:
    """Store the weights of the other good epochs of the training that made ``model``."""
    for epoch in result.epochs:
        if epoch.epoch == result.best_epoch or not epoch.path.exists():
            continue
        name = f"{FOLDER}/{model.sha256[:16]}-{model.pk}-{epoch.epoch:05}{epoch.path.suffix}"
        with epoch.path.open("rb") as file:
            stored = store(name, File(file))
        KeptEpoch.objects.update_or_create(
            model=model,
            epoch=epoch.epoch,
            defaults={
                "accuracy": epoch.accuracy,
                "file": stored,
                "size": epoch.path.stat().st_size,
            },
        )


@transaction.atomic
def make_model(*, kept: KeptEpoch, user: User) -> OcrModel:
    """A model of its own of an earlier epoch; the training's model stays as it is."""
    model = kept.model
    if not default_storage.exists(str(kept.file.name)):
        raise ApplicationError("gone", f"The file of {kept} is gone. Train on to get it anew.")
    details = {key: value for key, value in model.details.items() if key not in ("job", "test")} | {
        "best_epoch": kept.epoch,
        "epoch_of": model.pk,
    }
    facts = ModelFacts(
        role=model.role,
        accuracy=kept.accuracy,
        script=model.script,
        parent=model.parent,
        details=details,
    )
    with local_path(str(kept.file.name)) as path:
        name = f"{model.name}, epoch {kept.epoch}"
        return create_model(user=user, name=name, path=Path(path), facts=facts)


@transaction.atomic
def delete_epoch(*, kept: KeptEpoch, user: User) -> None:
    """Delete an earlier epoch and its file."""
    name = str(kept.file.name)
    kept.delete()
    transaction.on_commit(lambda: default_storage.delete(name))


def forget_files() -> int:
    """Delete files of epochs whose model is gone; how many.

    A file stands there before its row does: those that are young are left.
    """
    try:
        _, names = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        return 0
    files = [f"{FOLDER}/{name}" for name in names]
    known = set(KeptEpoch.objects.values_list("file", flat=True))
    young = timezone.now() - YOUNG
    left = [
        name
        for name in files
        if name not in known and default_storage.get_modified_time(name) < young
    ]
    for name in left:
        default_storage.delete(name)
    return len(left)
