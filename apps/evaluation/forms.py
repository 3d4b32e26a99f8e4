"""The forms of the dialogs that ask for evaluations."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import F, Sum

from apps.documents.models import TranscriptionLayer
from apps.documents.models.part import PartQuerySet
from apps.evaluation import services
from apps.evaluation.params import KRAKENS_OWN, EvaluateParams, LayoutParams
from apps.evaluation.subjects import KRAKEN_NAME
from apps.jobs.models import Job
from apps.models.models import ModelRole, OcrModel
from apps.processing.forms import DIRECTIONS, LayerField, WorkForm, model_label

FEW = 5
"""So many pages are enough to see which models are worth a closer look."""


class ModelsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Several models that the person may use."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, model: Any) -> str:
        return model_label(model)


class LayersField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Several layers of the document."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, layer: Any) -> str:
        return str(layer.name)


def ids_in(text: object) -> list[int]:
    """The ids of an address: ``1,2``."""
    return [int(piece) for piece in str(text or "").split(",") if piece.isdecimal()]


class SubjectsForm(WorkForm):
    """What the dialogs share that measure several models at once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        usable = OcrModel.objects.visible_to(self.user).filter(role=self.role)
        for field in self.fields.values():
            if isinstance(field, ModelsField):
                field.queryset = usable.order_by("name", "-version")
            elif isinstance(field, LayersField):
                field.queryset = self.document.layers.active()
        named = ids_in(self.initial.get("models")) + ids_in(self.initial.get("model"))
        self.initial["models"] = named

    def truth(self) -> TranscriptionLayer | None:
        """The layer that most likely has the true text."""
        fullest = F("filled").desc(nulls_last=True)
        layers = self.document.layers.active().annotate(filled=Sum("progress__line_count"))
        return layers.order_by("-is_ground_truth", fullest, "pk").first()


class EvaluateForm(SubjectsForm):
    reference = LayerField(
        label="Layer with the true text", queryset=None, empty_label="Choose a layer"
    )
    models = ModelsField(
        label="Models to measure",
        queryset=None,
        required=False,
        help_text="They read the lines anew; nothing is written.",
    )
    layers = LayersField(label="Layers to measure", queryset=None, required=False)
    direction = forms.ChoiceField(label="Text direction", choices=DIRECTIONS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reference"].initial = self.truth()

    def request(self, parts: PartQuerySet) -> Job:
        data = self.cleaned_data
        params = EvaluateParams(
            reference=data["reference"].pk if data["reference"] else None,
            models=tuple(model.pk for model in data["models"]),
            layers=tuple(layer.pk for layer in data.get("layers") or ()),
            direction=data["direction"],
        )
        return services.request_evaluation(
            user=self.user, document=self.document, parts=parts, params=params
        )


class TryForm(EvaluateForm):
    """Several models on a few pages; the true text is welcome and not needed."""

    layers = None  # type: ignore[assignment]
    models = ModelsField(
        label="Models to try",
        queryset=None,
        help_text="Each reads the lines of the pages; nothing is written.",
        error_messages={"required": "Tick at least one model."},
    )
    reference = LayerField(
        label="Compare with the true text of",
        queryset=None,
        required=False,
        empty_label="Nothing: show what each reads beside the others",
    )
    amount = forms.ChoiceField(
        label="Pages",
        widget=forms.RadioSelect,
        initial="few",
        choices=[("few", f"At most {FEW}, spread over those chosen"), ("all", "All of them")],
    )
    field_order = ("models", "reference", "amount", "direction")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        truth = self.truth()
        has_text = truth is not None and truth.progress.filter(line_count__gt=0).exists()
        self.fields["reference"].initial = truth if has_text else None

    def request(self, parts: PartQuerySet) -> Job:
        layer = self.cleaned_data["reference"]
        if self.cleaned_data["amount"] == "few":
            useful = parts.filter(line_count__gt=0)
            if layer:
                useful = useful.filter(progress__layer=layer, progress__line_count__gt=0)
            parts = parts.filter(pk__in=spread(useful.values_list("pk", flat=True))) or parts
        return super().request(parts)


def spread(ids: Iterable[int], most: int = FEW) -> list[int]:
    """At most so many of the ids, in even steps from the first to the last."""
    known = list(ids)
    if len(known) <= most:
        return known
    return [known[round(step * (len(known) - 1) / (most - 1))] for step in range(most)]


class LayoutForm(SubjectsForm):
    role = ModelRole.SEGMENTATION
    models = ModelsField(
        label="Models to measure",
        queryset=None,
        required=False,
        help_text="They look for lines and regions; nothing is written.",
    )
    is_kraken = forms.BooleanField(label=KRAKEN_NAME, required=False, initial=True)
    direction = forms.ChoiceField(label="Text direction", choices=DIRECTIONS)

    def request(self, parts: PartQuerySet) -> Job:
        data = self.cleaned_data
        own = (KRAKENS_OWN,) if data["is_kraken"] else ()
        params = LayoutParams(
            part_ids=(),
            models=(*own, *(model.pk for model in data["models"])),
            direction=data["direction"],
        )
        return services.request_layout_evaluation(
            user=self.user, document=self.document, parts=parts, params=params
        )
