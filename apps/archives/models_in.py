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
from apps.models.models import OcrModel
from apps.models.services import SUFFIXES, ModelFacts, create_model
from apps.users.models import User

_LOCAL = frozenset({"job", "document", "layer", "split"})
"""What a model's details say of rows of the installation where it was trained."""


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
        path = _unpacked(source, record, values, Path(folder))
        details = {key: value for key, value in values["details"].items() if key not in _LOCAL}
        local = {key: value for key, value in values["details"].items() if key in _LOCAL}
        facts = ModelFacts(
            role=values["role"],
            accuracy=values["accuracy"],
            script=values["script"],
            description=values["description"],
            details=details | ({"archive": local} if local else {}),
        )
        model = create_model(user=user, name=values["name"], path=path, facts=facts)
    model.parent_id, model.version = parent_id, values["version"]
    model.script = values["script"]
    model.save(update_fields=["parent", "version", "script"])
    keep_times(MODEL, [(model, values)])
    return model


def _unpacked(source: Source, record: Record, values: dict[str, Any], folder: Path) -> Path:
    """The file of a model on disk, after its content was read."""
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
        found = apps.engine.select(settings.ENGINE).read_model(path)
    except EngineError as error:
        raise layout.damaged(source.name, f"the model “{name}” cannot be read ({error})") from error
    if found.role != values["role"]:
        raise layout.damaged(source.name, f"“{name}” is a {found.role} model")
    return path
