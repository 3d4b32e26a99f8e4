"""Installs one model of the repository: fetched, checked, read as an untrusted file, kept."""

import hashlib
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from django.conf import settings
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from apps.common.errors import ApplicationError
from apps.common.scripts import by_code
from apps.common.web import WebClient
from apps.engine.options import ModelInfo
from apps.hub import repository
from apps.hub.choosing import model_files, suffix_of
from apps.hub.models import HubEntry
from apps.hub.offers import installed_by
from apps.hub.origin import origin_of
from apps.hub.params import INSTALL, InstallParams
from apps.hub.repository import Record, StoredFile
from apps.hub.words import unpacked
from apps.jobs.models import Job
from apps.jobs.progress import Progress
from apps.jobs.registry import register
from apps.models.models import OcrModel
from apps.models.services import (
    SUFFIXES,
    ModelFacts,
    create_model,
    details_of,
    read_file,
    update_model,
)
from apps.users.models import User

MAX_TRIES = 4
"""So many files of one record are tried, where it is not said which one is the model."""
_CHECKSUMS = {"md5", "sha1", "sha256", "sha512"}


@register(INSTALL, queue="default")
def run(job: Job, progress: Progress) -> dict[str, Any]:
    """Fetch the file that kraken can load and make it a model of the one who asked."""
    params = InstallParams(**job.params)
    entry = HubEntry.objects.filter(pk=params.record).first()
    if entry is None:
        raise ApplicationError("gone", "The repository does not list this model any more.")
    model = installed_by(job.user, entry)
    if model is not None:
        return _result(model, f"“{model.name}” is among your models already.")
    progress.update(0, 0, "Asking the repository for the file")
    with Fetcher(progress) as fetcher, tempfile.TemporaryDirectory() as folder:
        record = repository.record(fetcher.client, entry.record)
        path, file, found = _usable_file(fetcher, entry, record, params, Path(folder))
        origin = origin_of(entry, record, file, sha256=_digest(path, "sha256"))
        model = keep(user=job.user, entry=entry, path=path, found=found, origin=origin)
    if params.is_public:
        update_model(model=model, user=job.user, changes={"is_public": True})
    return _result(model, f"“{model.name}” is installed.")


def _result(model: OcrModel, message: str) -> dict[str, Any]:
    link = {"text": "Open the model", "src": reverse("models:detail", args=[model.pk])}
    return {"message": message, "model": model.pk, "links": [link]}


def _usable_file(
    fetcher: "Fetcher", entry: HubEntry, record: Record, params: InstallParams, folder: Path
) -> tuple[Path, StoredFile, ModelInfo]:
    """The first file that proves to be a model; the reason of the last one when none does."""
    progress = fetcher.progress
    refusal = ApplicationError(
        "no_model", f"“{entry.title}” holds no file that kraken can load (.mlmodel, .safetensors)."
    )
    for file in _candidates(entry, record, params.file)[:MAX_TRIES]:
        path = fetcher.fetch(file, folder)
        progress.update(file.size, file.size, f"Reading {file.name}")
        try:
            return path, file, read_file(path)
        except ApplicationError as error:
            refusal = error
            progress.log(error.message)
            path.unlink()
    HubEntry.objects.filter(pk=entry.pk).update(refusal=refusal.message)
    raise refusal


def _candidates(entry: HubEntry, record: Record, wanted: str) -> Sequence[StoredFile]:
    """The record's model files in the order of the catalogue; only ``wanted`` where it is said."""
    ordered = [file["name"] for file in model_files(entry)]
    names = [name for name in record.files if suffix_of(name) in SUFFIXES]
    names.sort(key=lambda name: ordered.index(name) if name in ordered else len(ordered))
    if wanted:
        names = [name for name in names if name == wanted]
    return [record.files[name] for name in names]


class Fetcher:
    """Fetches files of a record, and says all the while how much of them is here."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.client = WebClient(check=self._tell)
        self._file: StoredFile | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def fetch(self, file: StoredFile, folder: Path) -> Path:
        """The file on this machine, once it is what the record says it is."""
        if not 0 < file.size <= settings.MAX_UPLOAD_MB * 1024**2:
            raise ApplicationError(
                "too_large",
                f"{file.name} has {file.size} bytes; this server takes models of up to"
                f" {settings.MAX_UPLOAD_MB} MB. An administrator can raise MAX_UPLOAD_MB.",
            )
        self.progress.update(0, file.size, f"Fetching {file.name}")
        self._file = file
        with repository.download(self.client, file) as source:
            self._file = None
            path = folder / file.name
            with path.open("wb") as target:
                shutil.copyfileobj(source, target, 1024 * 1024)
        _check(path, file, self.progress)
        return path

    def _tell(self) -> None:
        """Called once a second while something is fetched; cancelling is noticed here too."""
        if self._file is None:
            self.progress.check()
            return
        here, size = min(self.client.received, self._file.size), self._file.size
        words = f"{filesizeformat(here)} of {filesizeformat(size)}, {100 * here // size} %"
        self.progress.update(here, size, f"Fetching {self._file.name}: {words}")


def _check(path: Path, file: StoredFile, progress: Progress) -> None:
    """Refuse a file that is not, to the last bit, the one that the record describes."""
    size = path.stat().st_size
    if size != file.size:
        raise ApplicationError(
            "wrong_size",
            f"{file.name} was not installed: {size} of its {file.size} bytes came. Try again.",
        )
    kind, _, told = file.checksum.partition(":")
    if kind.lower() not in _CHECKSUMS or not told:
        progress.log(f"The repository gives no checksum for {file.name}; its size is right.")
    elif _digest(path, kind.lower()) != told.lower():
        raise ApplicationError(
            "wrong_checksum",
            f"{file.name} was not installed: its checksum is not the one that the repository"
            " gives, so it was damaged or exchanged on its way. Try again.",
        )
    else:
        progress.log(f"The checksum of {file.name} is right ({kind}).")


def _digest(path: Path, kind: str) -> str:
    # Against damage on the way; that md5 is weak is the repository's choice.
    with path.open("rb") as file:
        found = hashlib.file_digest(file, lambda: hashlib.new(kind, usedforsecurity=False))
    return found.hexdigest()


@transaction.atomic
def keep(
    *, user: User, entry: HubEntry, path: Path, found: ModelInfo, origin: Mapping[str, Any]
) -> OcrModel:
    """The model's row, with all that the repository says of it."""
    HubEntry.objects.select_for_update().filter(pk=entry.pk).first()
    model = installed_by(user, entry)
    if model is not None:
        return model
    scripts = [code for code in unpacked(entry.scripts) if code in by_code()]
    facts = ModelFacts(
        role=found.role,
        accuracy=found.accuracy,
        script=scripts[0] if scripts else "",
        description=entry.title,
        details=details_of(found) | {"file_name": origin["file"], "hub": dict(origin)},
    )
    return create_model(user=user, name=entry.title, path=path, facts=facts)
