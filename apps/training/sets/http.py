"""What the views of training sets share: the set within reach, and what stands above its tabs."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from apps.training.models import TrainingSet
from apps.training.sets import selectors


def visible(request: HttpRequest, set_id: int) -> TrainingSet:
    rows = TrainingSet.objects.visible_to(request.user).select_related("owner", "project")
    return get_object_or_404(rows, pk=set_id)


def editable(request: HttpRequest, set_id: int) -> TrainingSet:
    return get_object_or_404(TrainingSet.objects.editable_by(request.user), pk=set_id)


def frame(request: HttpRequest, training_set: TrainingSet, tab: str) -> dict[str, Any]:
    """What the head and the tabs of a set show."""
    editable_rows = TrainingSet.objects.editable_by(request.user)
    return {
        "training_set": training_set,
        "tab": tab,
        "can_edit": editable_rows.filter(pk=training_set.pk).exists(),
        "splits": selectors.split_facts(training_set, request.user),
        "unseen": selectors.unseen(training_set, request.user),
        "version_count": training_set.versions.count(),
    }
