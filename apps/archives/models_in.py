"""Models of an archive: checked as an upload is, and not added twice."""

import hashlib
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.db import transaction

import apps.engine
from apps.archives import layout
from apps.archives.rows import Rows, keep_times
from apps.archives.source import Record, Source
from apps.archives.tables import MODEL
from apps.archives.values import values_of
from apps.engine.errors import EngineError
from apps.engine.options import ModelInfo
from apps.models.card_check import valid_fields
from apps.models.models import OcrModel
from apps.models.services import SUFFIXES, ModelFacts, create_model, details_of
from apps.users.models import User

_KEPT: dict[str, type] = {
    "best_epoch": int,
    "characters": int,
    "document_name": str,
    "file_name": str,
    "lines": int,
}
"""What a model's details say beside its file. Ids of jobs, documents and layers are of no use
outside the installation where it was trained."""


def restore_models(
    source: Source, *, user: User, rows: Rows, note: Callable[[OcrModel], None]
) -> list[str]:
    """Give the person the models that were used; one that is here already is not added again."""
    notes = []
    for record in source.models():
        values = values_of(MODEL, record)
        known = OcrModel.objects.visible_to(user).filter(sha256=values["sha256"]).first()
        if known:
            notes.append(f"The model “{known}” is here already.")
        else:
            with transaction.atomic():
                known = _create(source, record, values, user, rows)
                note(known)
            notes.append(f"The model “{known}” is among your models now.")
        rows.remember(MODEL, record, known)
    return notes


def _create(
    source: Source, record: Record, values: dict[str, Any], user: User, rows: Rows
) -> OcrModel:
    parent_id = rows.ids.get("model", {}).get(record.get("parent") or 0)
    with tempfile.TemporaryDirectory() as folder:
        path, found = _unpacked(source, record, values, Path(folder))
        facts = ModelFacts(
            role=values["role"],
            accuracy=values["accuracy"],
            script=values["script"],
            description=values["description"],
            details=details_of(found) | _training(values["details"]),
        )
        model = create_model(user=user, name=values["name"], path=path, facts=facts)
    model.parent_id, model.version = parent_id, values["version"]
    model.script, model.card = values["script"], valid_fields(values["card"])
    model.save(update_fields=["parent", "version", "script", "card"])
    keep_times(MODEL, [(model, values)])
    return model


def _training(details: dict[str, Any]) -> dict[str, Any]:
    """How the model came about, as far as that is true anywhere."""
    kept = {key: details[key] for key, kind in _KEPT.items() if isinstance(details.get(key), kind)}
    curve, split = details.get("curve"), details.get("split")
    if isinstance(curve, list) and all(isinstance(point, dict) for point in curve):
        kept["curve"] = curve
    if isinstance(split, dict) and {"by", "seed", "validation_parts"} <= set(split):
        kept["split"] = {key: _foreign(value) for key, value in split.items()}
    return kept


def _foreign(value: Any) -> Any:
    """Ids of pages go below zero: they must never be taken for pages of here."""
    if not isinstance(value, list):
        return value if isinstance(value, str | int | float) else str(value)
    return [-abs(number) for number in value if isinstance(number, int)]


def _unpacked(
    source: Source, record: Record, values: dict[str, Any], folder: Path
) -> tuple[Path, ModelInfo]:
    """The file of a model on disk, and what was read in it."""
    suffix = PurePosixPath(str(record.get("file"))).suffix.lower()
    name = values["name"]
    if suffix not in SUFFIXES:
        raise layout.damaged(source.name, f"the file of “{name}” is no model")
    path = folder / f"model{suffix}"
    with source.file(record) as file, path.open("wb") as target:
        shutil.copyfileobj(file, target)
    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != values["sha256"]:
            raise layout.damaged(source.name, f"the model “{name}” is not the one archived")
    try:
        found: ModelInfo = apps.engine.select(settings.ENGINE).read_model(path)
    except EngineError as error:
        raise layout.damaged(source.name, f"the model “{name}” cannot be read ({error})") from error
    if found.role != values["role"]:
        raise layout.damaged(source.name, f"“{name}” is a {found.role} model")
    return path, found
