"""Where a search looks: a page, a document or a project, in one layer or in all."""

from dataclasses import dataclass
from typing import Any

from apps.common.errors import ApplicationError
from apps.documents.models import Document, Part, TranscriptionLayer
from apps.documents.models.part import PartQuerySet
from apps.documents.models.transcription import LayerQuerySet
from apps.projects.models import Project


@dataclass(frozen=True, slots=True)
class Place:
    """What a person named: exactly one of a project, a document and a page."""

    project: int | None = None
    document: int | None = None
    part: int | None = None
    layer: int | None = None
    layer_name: str = ""


@dataclass(frozen=True, slots=True)
class Scope:
    """The pages and layers that a person may see, or change, in that place."""

    project: Project
    document: Document | None
    parts: PartQuerySet
    layers: LayerQuerySet


def scope_for(user: Any, place: Place, *, to_edit: bool = False) -> Scope | None:
    """The scope; ``None`` where the person has no such place.

    ``layer_name`` names the layers of a project that are called so in each of its documents.
    """
    named = [place.project, place.document, place.part]
    if sum(value is not None for value in named) != 1:
        raise ApplicationError("invalid", "Name one of part, document and project.")
    parts = _parts(place)
    parts = parts.editable_by(user) if to_edit else parts.visible_to(user)
    first = parts.select_related("document__project").order_by("pk").first()
    if first is None:
        return _empty(user, place, to_edit=to_edit)
    document = None if place.project else first.document
    return Scope(first.document.project, document, parts, _layers(place, document))


def _parts(place: Place) -> PartQuerySet:
    rows = Part.objects.filter(document__archived_at__isnull=True)
    if place.part:
        return rows.filter(pk=place.part)
    if place.document:
        return rows.filter(document=place.document)
    return rows.filter(document__project=place.project)


def _layers(place: Place, document: Document | None) -> LayerQuerySet:
    rows = TranscriptionLayer.objects.active()
    rows = (
        rows.filter(document=document) if document else rows.filter(document__project=place.project)
    )
    if place.layer is not None:
        rows = rows.filter(pk=place.layer)
    return rows.filter(name=place.layer_name) if place.layer_name else rows


def _empty(user: Any, place: Place, *, to_edit: bool) -> Scope | None:
    """A document or project of the person that has no pages yet."""
    none = Part.objects.none()
    documents = Document.objects.filter(archived_at__isnull=True).select_related("project")
    documents = documents.editable_by(user) if to_edit else documents.visible_to(user)
    wanted = (
        documents.filter(pk=place.document)
        if place.document
        else documents.filter(project=place.project)
    )
    document = wanted.first() if place.part is None else None
    if document:
        own = document if place.document else None
        return Scope(document.project, own, none, TranscriptionLayer.objects.none())
    projects = Project.objects.visible_to(user)
    project = projects.filter(pk=place.project).first() if place.project else None
    if project is None:
        return None
    return Scope(project, None, none, TranscriptionLayer.objects.none())
