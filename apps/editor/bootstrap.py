"""The initial JSON of the editor page: the page itself, and where to find everything else."""

from typing import Any
from uuid import UUID

from django.urls import reverse

from apps.comments.selectors import open_places
from apps.documents.models import Part
from apps.documents.selectors.editor import editor_state
from apps.documents.selectors.film import film_around
from apps.processing.defaults import defaults_of
from apps.users.models import User

NO_LINE = UUID(int=0)
"""Stands in an address for the uid of a line."""


def bootstrap(*, part: Part, user: User, layer_id: int | None) -> dict[str, Any]:
    """The same as ``GET editor/``, with addresses and the film strip."""
    wanted = layer_id or _layer_kept(part, user)
    state = state_for(part=part, user=user, layer_id=wanted)
    return state | {
        "urls": _urls(part),
        "filmstrip": film_around(part),
        "user": {"id": user.pk, "name": user.get_username()},
        "preferences": user.preferences,
        "project": {"id": part.document.project_id, "name": part.document.project.name},
        "comments": open_places(part),
        "usual": defaults_of(document=part.document, user=user).words(),
        "has_taxonomies": part.document.annotation_taxonomies.exists(),
    }


def state_for(*, part: Part, user: User, layer_id: int | None) -> dict[str, Any]:
    can_edit = Part.objects.filter(pk=part.pk).editable_by(user).exists()
    return editor_state(part=part, can_edit=can_edit, layer_id=layer_id)


def layer_wanted(value: str | None) -> int | None:
    """The layer that an address asks for; nonsense asks for none."""
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 16 else None


def _layer_kept(part: Part, user: User) -> int | None:
    """The layer that the person chose last in this document."""
    kept = user.preferences.get("editor.layers")
    found = kept.get(str(part.document_id)) if isinstance(kept, dict) else None
    return found if isinstance(found, int) else None


def _urls(part: Part) -> dict[str, str]:
    return _urls_of_page(part) | _urls_of_document(part.document_id) | _dialogs(part)


def _urls_of_page(part: Part) -> dict[str, str]:
    here = [part.document_id, part.pk]
    return {
        "changes": reverse("part-changes", args=here),
        "automatic_order": reverse("part-order", args=here),
        "editor": reverse("part-editor", args=here),
        "line_history": reverse("part-line-history", args=[*here, NO_LINE]),
        "texts": reverse("part-texts", args=here),
        "glyphs": reverse("part-glyphs", args=here),
        "presence": reverse("part-presence", args=here),
        "original": part.image.original_url,
        "snapshots": reverse("part-snapshots", args=here),
        "reset_masks": reverse("part-reset-masks", args=here),
        "part": reverse("part-detail", args=here),
        "rotate": reverse("part-rotate", args=here),
        "details": reverse("part-details", args=here),
        "metadata": reverse("part-metadata-list", args=here),
        "comments": reverse("part-comment-list", args=here),
        "annotations": f"/api/documents/{part.document_id}/parts/{part.pk}/annotations/",
    }


def _urls_of_document(document: int) -> dict[str, str]:
    """What is the same on all its pages, or everywhere."""
    return {
        "home": "/",
        "preferences": reverse("preferences"),
        "types": reverse("documents:types", args=[document]),
        "region_types": "/api/types/block/",
        "line_types": "/api/types/line/",
        "events": f"/api/documents/{document}/events/",
        "images": f"/document/{document}/images/",
        "film": reverse("document-film", args=[document]),
        "search": reverse("search"),
        "worklist": reverse("worklist", args=[document]),
        "part_template": reverse("editor:edit", args=[document, 0]),
        "page_template": reverse("editor:page", args=[document, 0]),
        "taxonomies": reverse("annotation-taxonomy-list", args=[document]),
        "taxonomies_page": reverse("annotations:taxonomies", args=[document]),
        "keyboards": reverse("keyboard-list"),
        "characters": reverse("characters"),
    }


def _dialogs(part: Part) -> dict[str, str]:
    """Of jobs, with this page selected."""
    dialogs = {
        "segment": "processing:segment",
        "transcribe": "processing:transcribe",
        "masks": "processing:masks",
        "copy": "processing:copy",
        "export": "exports:dialog",
    }
    return {
        name: f"{reverse(view, args=[part.document_id])}?selection={part.pk}"
        for name, view in dialogs.items()
    }
