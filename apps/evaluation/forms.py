"""The form of the dialog that asks for an evaluation."""

from typing import Any

from django import forms
from django.db.models import F, Sum

from apps.documents.models.part import PartQuerySet
from apps.evaluation import services
from apps.evaluation.params import EvaluateParams
from apps.jobs.models import Job
from apps.processing.forms import DIRECTIONS, LayerField, ModelField, WorkForm


class EvaluateForm(WorkForm):
    reference = LayerField(
        label="Layer with the true text", queryset=None, empty_label="Choose a layer"
    )
    model = ModelField(
        label="Model to measure",
        queryset=None,
        required=False,
        empty_label="None: measure a layer",
        help_text="It reads the lines anew; nothing is written.",
    )
    layer = LayerField(
        label="Or layer to measure", queryset=None, required=False, empty_label="None"
    )
    direction = forms.ChoiceField(label="Text direction", choices=DIRECTIONS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fullest = F("filled").desc(nulls_last=True)
        layers = self.document.layers.active().annotate(filled=Sum("progress__line_count"))
        truth = layers.order_by("-is_ground_truth", fullest, "pk").first()
        self.fields["reference"].initial = truth

    def request(self, parts: PartQuerySet) -> Job:
        data = self.cleaned_data
        params = EvaluateParams(
            reference=data["reference"].pk,
            part_ids=(),
            model=data["model"].pk if data["model"] else None,
            layer=data["layer"].pk if data["layer"] else None,
            direction=data["direction"],
        )
        return services.request_evaluation(
            user=self.user, document=self.document, parts=parts, params=params
        )
