"""Texts that people bring: kept as UTF-8, whatever they came as."""

import hashlib
from pathlib import PurePath
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from apps.alignment.models import TextWitness
from apps.alignment.witness_files import MAX_BYTES, checked, text_of_file
from apps.common.errors import ApplicationError
from apps.common.files import store
from apps.projects.models import Project
from apps.users.models import User

GONE = "The text is gone. Choose another one."


def text_of_upload(upload: "UploadedFile[Any]") -> str:
    """What an uploaded file says; no more of it is read than may be."""
    name = PurePath(upload.name or "text.txt").name
    return text_of_file(name, upload.read(MAX_BYTES + 1))


@transaction.atomic
def add_witness(
    *,
    user: User,
    name: str,
    text: str,
    original_name: str = "",
    project: Project | None = None,
) -> TextWitness:
    """Keep a text; the same text of the same person under the same name is kept once."""
    name = (name.strip() or PurePath(original_name).stem or "Text")[:256]
    data = checked(text, name).encode("utf-8", "replace")
    if len(data) > MAX_BYTES:
        raise ApplicationError("too_large", f"{name} is too long. Split it and align its parts.")
    digest = hashlib.sha256(data).hexdigest()
    known = TextWitness.objects.filter(owner=user, name=name, sha256=digest, project=project)
    if found := known.first():
        return found
    witness = TextWitness(
        name=name,
        owner=user,
        project=project,
        original_name=original_name[:255],
        sha256=digest,
        characters=len(text),
        words=len(text.split()),
    )
    witness.file = store(f"witnesses/{witness.uid}.txt", ContentFile(data))
    witness.save()
    return witness


@transaction.atomic
def change_witness(*, witness: TextWitness, user: User, **values: Any) -> TextWitness:
    """Another name, or another project to share it with."""
    for name, value in values.items():
        setattr(witness, name, value)
    witness.save(update_fields=list(values))
    return witness


@transaction.atomic
def delete_witness(*, witness: TextWitness, user: User) -> None:
    """Delete the text; what was laid onto lines stays there."""
    stored = str(witness.file.name)
    witness.delete()
    transaction.on_commit(lambda: default_storage.delete(stored))


def text_of(witness: TextWitness) -> str:
    """The text itself."""
    try:
        with default_storage.open(str(witness.file.name)) as file:
            return bytes(file.read()).decode()
    except FileNotFoundError as error:
        raise ApplicationError("no_witness", GONE) from error
