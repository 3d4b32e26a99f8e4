"""Adding, changing, sharing and deleting models."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

import apps.engine
from apps.common.errors import ApplicationError
from apps.engine.errors import EngineError
from apps.engine.options import ModelInfo
from apps.models.models import ModelShare, OcrModel
from apps.users.models import Team, User

SUFFIXES = (".mlmodel", ".safetensors")
CHUNK = 1024 * 1024
ALPHABET_KEPT = 50_000
"""More than any script has: what a model lacks is told from it."""
CHANGEABLE = ("name", "script", "description", "is_public", "card")


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """What is known of a model beside its file."""

    role: str
    accuracy: float | None = None
    script: str = ""
    description: str = ""
    parent: OcrModel | None = None
    details: Mapping[str, Any] | None = None


def upload_model(
    *, user: User, upload: "File[bytes]", name: str = "", role: str = "", script: str = ""
) -> OcrModel:
    """Add a file that a person sent, after its content was read; ``role`` is only checked."""
    file_name = (upload.name or "model").replace("\\", "/").rsplit("/", 1)[-1]
    suffix = PurePosixPath(file_name).suffix.lower()
    _check_upload(upload, file_name, suffix)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / file_name
        with path.open("wb") as target:
            for chunk in upload.chunks(CHUNK):
                target.write(chunk)
        found = read_file(path)
        if role and role != found.role:
            raise ApplicationError(
                "wrong_role", f"{file_name} is a {found.role} model, not a {role} model."
            )
        facts = ModelFacts(
            role=found.role,
            accuracy=found.accuracy,
            script=script,
            details=details_of(found) | {"file_name": file_name},
        )
        return create_model(
            user=user, name=name or PurePosixPath(file_name).stem, path=path, facts=facts
        )


def _check_upload(upload: "File[bytes]", file_name: str, suffix: str) -> None:
    if suffix not in SUFFIXES:
        raise ApplicationError(
            "wrong_type", f"{file_name} is no model: its name must end in .mlmodel or .safetensors."
        )
    if not upload.size:
        raise ApplicationError("empty", f"{file_name} is empty. Choose the model file again.")
    if upload.size > settings.MAX_UPLOAD_MB * CHUNK:
        raise ApplicationError(
            "too_large",
            f"{file_name} is larger than {settings.MAX_UPLOAD_MB} MB."
            " Ask the administrator to raise the limit.",
        )


def read_file(path: Path) -> ModelInfo:
    """What the file says; read in a process of its own, because the file is not trusted."""
    try:
        found: ModelInfo = apps.engine.select(settings.ENGINE).read_model(path)
    except EngineError as error:
        raise ApplicationError("invalid_model", str(error)) from error
    return found


def details_of(found: ModelInfo) -> dict[str, Any]:
    """What a file says, as a model's ``details`` keep it."""
    return {
        "model_type": found.model_type,
        "alphabet": list(found.alphabet)[:ALPHABET_KEPT],
        "parameters": found.parameters,
        "classes": {kind: list(names) for kind, names in found.classes.items()},
        "language": found.language,
        "file_script": found.script,
    }


@transaction.atomic
def create_model(*, user: User, name: str, path: Path, facts: ModelFacts) -> OcrModel:
    """Store the file at ``path`` as a new model; it continues its parent's versions."""
    stored = f"models/{uuid4()}{path.suffix}"
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        stored = default_storage.save(stored, File(file))
    parent = facts.parent
    return OcrModel.objects.create(
        name=name.strip()[:256],
        role=facts.role,
        file=stored,
        size=path.stat().st_size,
        sha256=sha256,
        owner=user,
        script=facts.script or (parent.script if parent else ""),
        accuracy=facts.accuracy,
        parent=parent,
        version=parent.version + 1 if parent else 1,
        description=facts.description,
        details=_stamped(dict(facts.details or {})),
    )


def _stamped(details: dict[str, Any]) -> dict[str, Any]:
    """A model that was trained here says with which versions of the software."""
    if "job" not in details or "software" in details:
        return details
    found = {name: version(name) for name in ("kraken", "torch")}
    return details | {"software": found}


def file_name(model: OcrModel) -> str:
    """What the model's file is called when it is downloaded."""
    version = f"_v{model.version}" if model.version > 1 else ""
    stem = "".join(char if char.isalnum() or char in "-_. " else "_" for char in model.name)
    return f"{stem.strip() or 'model'}{version}{PurePosixPath(str(model.file.name)).suffix}"


@contextmanager
def model_path(model: OcrModel) -> Iterator[Path]:
    """The model's file on this machine.

    The path of one content never changes, so that the engine keeps it loaded between jobs.
    """
    name = str(model.file.name)
    try:
        yield Path(default_storage.path(name))
        return
    except NotImplementedError:
        pass
    cached: Path = settings.DATA_DIR / "cache" / "models" / f"{model.sha256}{Path(name).suffix}"
    if not cached.exists():
        cached.parent.mkdir(parents=True, exist_ok=True)
        with (
            tempfile.NamedTemporaryFile(dir=cached.parent, delete=False) as target,
            default_storage.open(name) as source,
        ):
            shutil.copyfileobj(source, target)
        os.replace(target.name, cached)  # noqa: PTH105 - atomic for other workers
    yield cached


@transaction.atomic
def update_model(*, model: OcrModel, user: User, changes: Mapping[str, Any]) -> OcrModel:
    """Change name, script, description, card or whether everybody may use it (staff only)."""
    if "is_public" in changes and changes["is_public"] != model.is_public and not user.is_staff:
        raise ApplicationError(
            "not_staff", "Only an administrator can make a model available to everybody."
        )
    if "name" in changes and not str(changes["name"]).strip():
        raise ApplicationError("invalid", "Give the model a name.")
    wanted = [field for field in CHANGEABLE if field in changes]
    for field in wanted:
        setattr(model, field, changes[field])
    # What jobs note of the model meanwhile stays.
    model.save(update_fields=[*wanted, "updated_at"])
    return model


@transaction.atomic
def share_model(*, model: OcrModel, user: User, with_user: User | Team) -> ModelShare:
    """Let another person, or a team, use, but not change, the model."""
    if with_user == model.owner:
        raise ApplicationError("invalid", "This model is yours already.")
    who = {"team": with_user} if isinstance(with_user, Team) else {"user": with_user}
    share, _ = ModelShare.objects.get_or_create(model=model, **who)
    return share


@transaction.atomic
def unshare_model(*, share: ModelShare, user: User) -> None:
    share.delete()


@transaction.atomic
def delete_model(*, model: OcrModel, user: User) -> None:
    """Delete the model and its file, unless work that is under way needs it."""
    using = model.jobs.filter(finished_at__isnull=True).count()
    if using:
        raise ApplicationError(
            "in_use",
            f"{using} page{'s' if using > 1 else ''} or jobs under way use this model."
            " Wait until they are done, or cancel them.",
        )
    name = str(model.file.name)
    model.delete()
    transaction.on_commit(lambda: _remove_file(name))


def _remove_file(name: str) -> None:
    if name and not OcrModel.objects.filter(file=name).exists():
        default_storage.delete(name)
