"""Writes of documents: settings, sharing, metadata, tags, archive, deletion."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from apps.common import scripts
from apps.common.errors import ApplicationError
from apps.documents.models import (
    Document,
    DocumentMembership,
    DocumentMetadata,
    DocumentTag,
)
from apps.documents.models.document import ReadDirection
from apps.documents.models.transcription import MANUAL_LAYER, TranscriptionLayer
from apps.documents.services.ontology import create_default_types
from apps.images.models import PageImage
from apps.images.services import delete_images
from apps.projects.models import Project, Role
from apps.projects.services import membership_lookup
from apps.users.models import Team, User

SETTINGS = frozenset(
    {"name", "project", "main_script", "read_direction", "line_offset", "show_confidence"}
)


@transaction.atomic
def create_document(
    *, user: User, project: Project, name: str, values: Mapping[str, Any] | None = None
) -> Document:
    """A new document with the layer typed by hand and the usual types.

    The read direction is that of the main script unless ``values`` say otherwise.
    """
    chosen = _checked(values or {})
    script = scripts.by_code()[chosen.setdefault("main_script", "Latn")]
    chosen.setdefault("read_direction", ReadDirection.RTL if script.is_rtl else ReadDirection.LTR)
    document = Document.objects.create(owner=user, **(chosen | {"project": project, "name": name}))
    TranscriptionLayer.objects.create(document=document, name=MANUAL_LAYER, is_protected=True)
    create_default_types(document=document)
    return document


@transaction.atomic
def update_document(*, document: Document, user: User, values: Mapping[str, Any]) -> Document:
    """Change settings; names that are no setting are an error of the program."""
    for name, value in _checked(values).items():
        setattr(document, name, value)
    document.save(update_fields=[*values, "updated_at"])
    return document


@transaction.atomic
def archive_document(*, document: Document, user: User) -> None:
    """Put the document away; nothing in it is lost."""
    document.archived_at = timezone.now()
    document.save(update_fields=["archived_at"])


@transaction.atomic
def restore_document(*, document: Document, user: User) -> None:
    document.archived_at = None
    document.save(update_fields=["archived_at"])


@transaction.atomic
def delete_document(*, document: Document, user: User) -> None:
    """Delete the document with pages, images, lines, texts and history, for ever."""
    images = list(PageImage.objects.filter(part__document=document))
    document.delete()
    delete_images(images=images)


@transaction.atomic
def delete_project(*, project: Project, user: User) -> None:
    """Delete the project with all its documents, for ever."""
    for document in project.documents.all():
        delete_document(document=document, user=user)
    project.delete()


@transaction.atomic
def share_document(
    *, document: Document, user: User, member: User | Team, role: Role
) -> DocumentMembership:
    """Give ``member`` a role in this document alone, or another one than before."""
    if member == document.project.owner:
        raise ApplicationError("owner", f"{member} owns the project of this document.")
    lookup = {"document": document} | membership_lookup(member)
    membership, _ = DocumentMembership.objects.update_or_create(defaults={"role": role}, **lookup)
    return membership


@transaction.atomic
def set_document_tags(*, document: Document, user: User, tags: Sequence[DocumentTag]) -> None:
    """Replace the tags; they belong to the document's project."""
    if any(tag.project_id != document.project_id for tag in tags):
        raise ApplicationError("invalid", "A tag belongs to another project.")
    document.tags.set(tags)


@transaction.atomic
def add_metadata(
    *, document: Document, user: User, key: str, value: str, cidoc_id: str = ""
) -> DocumentMetadata:
    return DocumentMetadata.objects.create(
        document=document, key=key, value=value, cidoc_id=cidoc_id
    )


@transaction.atomic
def update_metadata(
    *, metadata: DocumentMetadata, user: User, key: str, value: str, cidoc_id: str
) -> DocumentMetadata:
    metadata.key, metadata.value, metadata.cidoc_id = key, value, cidoc_id
    metadata.save()
    return metadata


@transaction.atomic
def delete_metadata(*, metadata: DocumentMetadata, user: User) -> None:
    metadata.delete()


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(values) - SETTINGS
    if unknown:
        raise TypeError(f"No settings of a document: {', '.join(sorted(unknown))}.")
    code = values.get("main_script")
    if code is not None and code not in scripts.by_code():
        raise ApplicationError("invalid", f"“{code}” is no ISO 15924 script code.")
    return dict(values)
