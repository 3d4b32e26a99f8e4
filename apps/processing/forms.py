"""Forms of the dialogs that ask for work on pages."""

from typing import Any, ClassVar

from django import forms
from django.db import transaction
from django.db.models import F, Sum

from apps.documents.models import Document, TranscriptionLayer
from apps.documents.models.part import PartQuerySet
from apps.documents.page_layout import text_direction
from apps.documents.services.transcriptions import layer_named
from apps.jobs.models import Job
from apps.models.models import ModelRole, OcrModel
from apps.processing import services
from apps.processing.params import (
    EvaluateParams,
    MasksParams,
    SegmentParams,
    TrainParams,
    TranscribeParams,
)
from apps.users.models import User

DIRECTIONS = [
    ("horizontal-lr", "Left to right"),
    ("horizontal-rl", "Right to left"),
    ("vertical-lr", "Top to bottom, columns from the left"),
    ("vertical-rl", "Top to bottom, columns from the right"),
]


class LayerField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A layer of the document."""

    def label_from_instance(self, layer: Any) -> str:
        return f"{layer.name} (ground truth)" if layer.is_ground_truth else str(layer.name)


class ModelField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A model that the person may use; shown with what is known of its quality."""

    def label_from_instance(self, model: Any) -> str:
        known = "" if model.accuracy is None else f", {model.accuracy:.1%}"
        version = f" v{model.version}" if model.version > 1 else ""
        return f"{model.name}{version}{known}"


class WorkForm(forms.Form):
    """What the dialogs share: document, person and the choice of pages."""

    selection = forms.CharField(widget=forms.HiddenInput, max_length=100_000)
    role: ClassVar[ModelRole] = ModelRole.RECOGNITION

    def __init__(self, *args: Any, document: Document, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.document, self.user = document, user
        models = OcrModel.objects.visible_to(user)
        for field in self.fields.values():
            if isinstance(field, ModelField):
                field.queryset = models.filter(role=self.role).order_by("name", "-version")
            elif isinstance(field, LayerField):
                field.queryset = document.layers.active()
        if "direction" in self.fields:
            self.fields["direction"].initial = text_direction(document)

    def request(self, parts: PartQuerySet) -> Job:
        """Queue what the valid form asks for."""
        raise NotImplementedError


class SegmentForm(WorkForm):
    role = ModelRole.SEGMENTATION
    steps = forms.ChoiceField(
        label="Find",
        widget=forms.RadioSelect,
        initial="both",
        choices=[
            ("both", "Lines and regions"),
            ("lines", "Lines only; regions stay"),
            ("regions", "Regions only; lines stay"),
            ("masks", "Masks only, for lines that have a baseline and no mask"),
        ],
    )
    model = ModelField(
        label="Model",
        queryset=None,
        required=False,
        empty_label="Default model of kraken",
    )
    direction = forms.ChoiceField(label="Text direction", choices=DIRECTIONS)

    def request(self, parts: PartQuerySet) -> Job:
        data = self.cleaned_data
        if data["steps"] == "masks":
            return services.request_masks(
                user=self.user, document=self.document, parts=parts, params=MasksParams()
            )
        params = SegmentParams(
            steps=data["steps"],
            model=data["model"].pk if data["model"] else None,
            direction=data["direction"],
        )
        return services.request_segmentation(
            user=self.user, document=self.document, parts=parts, params=params
        )


class MasksForm(WorkForm):
    which = forms.ChoiceField(
        label="Compute masks for",
        widget=forms.RadioSelect,
        initial="missing",
        choices=[
            ("missing", "Lines without a mask"),
            ("all", "All lines"),
        ],
    )
    manual = forms.BooleanField(
        label="Also masks drawn by hand",
        required=False,
        help_text="Otherwise they stay as they are. The page's history keeps them in any case.",
    )

    def request(self, parts: PartQuerySet) -> Job:
        missing = self.cleaned_data["which"] == "missing"
        params = MasksParams(only_missing=missing, manual=self.cleaned_data["manual"])
        return services.request_masks(
            user=self.user, document=self.document, parts=parts, params=params
        )


class TranscribeForm(WorkForm):
    model = ModelField(label="Model", queryset=None, empty_label="Choose a model")
    layer = LayerField(
        label="Into the layer",
        queryset=None,
        required=False,
        empty_label="Named after the model (made when it is missing)",
    )
    overwrite_manual = forms.BooleanField(
        label="Also write over text that was typed by hand",
        required=False,
        help_text="Otherwise typed lines stay as they are. Older versions are kept in any case.",
    )
    direction = forms.ChoiceField(label="Text direction", choices=DIRECTIONS)

    @transaction.atomic
    def request(self, parts: PartQuerySet) -> Job:
        data = self.cleaned_data
        layer: TranscriptionLayer = data["layer"] or layer_named(
            document=self.document, user=self.user, name=data["model"].name
        )
        params = TranscribeParams(
            model=data["model"].pk,
            layer=layer.pk,
            direction=data["direction"],
            overwrite_manual=data["overwrite_manual"],
        )
        return services.request_transcription(
            user=self.user, document=self.document, parts=parts, params=params
        )


class TrainForm(WorkForm):
    """One form for both roles; the base model must be of the role that is trained."""

    task = forms.ChoiceField(
        label="Train",
        widget=forms.RadioSelect,
        initial="recognition",
        choices=[
            ("recognition", "Recognition: read this writing"),
            ("segmentation", "Segmentation: find lines and regions like these"),
        ],
    )
    name = forms.CharField(
        label="Name of the new model",
        max_length=256,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    layer = LayerField(
        label="Layer with the true text",
        queryset=None,
        required=False,
        empty_label=None,
        help_text="Only lines that have text in it are learned. Segmentation does not need it.",
    )
    model = ModelField(
        label="Start from",
        queryset=None,
        required=False,
        empty_label="Nothing: a new model",
        help_text="The model itself is never changed: the result is a new version of it.",
    )
    epochs = forms.IntegerField(
        label="Epochs at most",
        initial=50,
        min_value=1,
        max_value=1000,
        help_text="Training ends earlier when it gets no better for eight epochs.",
    )
    direction = forms.ChoiceField(label="Text direction", choices=DIRECTIONS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        models = OcrModel.objects.visible_to(self.user).order_by("role", "name", "-version")
        groups = [
            (role.label, [model for model in models if model.role == role]) for role in ModelRole
        ]
        field = self.fields["model"]
        assert isinstance(field, ModelField)  # noqa: S101 - declared above
        field.queryset = models
        field.choices = [
            ("", field.empty_label),
            *(
                (label, [(model.pk, field.label_from_instance(model)) for model in of_role])
                for label, of_role in groups
                if of_role
            ),
        ]
        fullest = F("filled").desc(nulls_last=True)
        layers = self.document.layers.active().annotate(filled=Sum("progress__line_count"))
        truth = layers.order_by("-is_ground_truth", fullest, "pk").first()
        self.fields["layer"].initial = truth

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        model, task = data.get("model"), data.get("task")
        if model and task and model.role != task:
            self.add_error("model", f"“{model}” is no {task} model. Choose another one.")
        if task == "recognition" and not data.get("layer"):
            self.add_error("layer", "Choose the layer that holds the true text.")
        return data

    def request(self, parts: PartQuerySet) -> Job:
        data = self.cleaned_data
        is_recognition = data["task"] == "recognition"
        params = TrainParams(
            task=data["task"],
            name=data["name"],
            part_ids=(),
            layer=data["layer"].pk if is_recognition else None,
            model=data["model"].pk if data["model"] else None,
            epochs=data["epochs"],
            direction=data["direction"],
        )
        return services.request_training(
            user=self.user, document=self.document, parts=parts, params=params
        )


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
