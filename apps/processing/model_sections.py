"""What pages of models offer and say of the documents that work with them."""

from django.db.models import Q
from django.urls import reverse

from apps.models.models import OcrModel
from apps.models.sections import register_action, register_dependency
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


register_action("Use for a document…", _use_url, is_dialog=True)
register_dependency(_usual_in)
