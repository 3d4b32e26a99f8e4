"""What pages and cards of models say of the documents that they learned from or work on."""

from typing import Any

from django.db.models import Q
from django.urls import reverse

from apps.documents.models import DocumentMetadata, Part
from apps.models.card import register_card_source
from apps.models.models import OcrModel
from apps.models.sections import register_action, register_dependency
from apps.models.vocabulary import language_code
from apps.processing.models import DocumentDefaults
from apps.users.models import User


def _use_url(model: OcrModel) -> str:
    return reverse("processing:use", args=[model.pk])


def _usual_in(model: OcrModel, user: User) -> list[str]:
    """The documents that work with the model by one click, those of others only counted."""
    used = Q(segmentation_model=model) | Q(recognition_model=model)
    rows = DocumentDefaults.objects.filter(used)
    seen = rows.visible_to(user).values_list("document__name", flat=True)
    names = [f"It is the usual model of “{name}”, where people will be asked." for name in seen]
    others = rows.count() - len(names)
    if others:
        names.append(f"It is the usual model of {others} more, where people will be asked.")
    return names


LANGUAGE_KEYS = ("language", "languages", "lang", "langue", "sprache", "dc:language", "lingua")


def _languages(model: OcrModel) -> dict[str, Any]:
    """The languages of the documents that it learned from, where their metadata name them."""
    split = model.details.get("split") or {}
    part_ids = [*(split.get("train_parts") or ()), *(split.get("validation_parts") or ())]
    learned = Q(document__parts__in=Part.objects.filter(pk__in=part_ids))
    if isinstance(model.details.get("document"), int):
        learned |= Q(document=model.details["document"])
    rows = DocumentMetadata.objects.filter(learned).order_by("pk").distinct()
    named = [
        word
        for key, value in rows.values_list("key", "value")
        if key.strip().casefold() in LANGUAGE_KEYS
        for word in value.replace(";", ",").split(",")
    ]
    codes = dict.fromkeys(code for word in named if (code := language_code(word)))
    return {"language": list(codes)}


register_card_source(_languages)
register_action("Use for a document…", _use_url, is_dialog=True)
register_dependency(_usual_in)
