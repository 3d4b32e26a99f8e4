"""What a document is usually worked on with, on pages of other apps."""

from typing import Any

from django import template

from apps.documents.models import Document
from apps.processing.defaults import defaults_of

register = template.Library()


@register.inclusion_tag("processing/_work_buttons.html")
def work_buttons(document: Document, user: Any) -> dict[str, Any]:
    """The buttons "Segment" and "Transcribe" for the pages that are selected."""
    return {"document": document, "defaults": defaults_of(document=document, user=user)}


@register.inclusion_tag("processing/_defaults_panel.html")
def defaults_panel(document: Document, user: Any, can_edit: bool) -> dict[str, Any]:
    """What is usual in the document, in its settings."""
    defaults = defaults_of(document=document, user=user)
    return {"document": document, "defaults": defaults, "can_edit": can_edit}
