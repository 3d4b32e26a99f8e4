"""Forms of the dialogs that ask for work on pages."""

from typing import Any, ClassVar

from django import forms
from django.db import transaction

from apps.documents.models import Document, TranscriptionLayer
from apps.documents.models.part import PartQuerySet
from apps.documents.page_layout import text_direction
from apps.documents.services.transcriptions import layer_named
from apps.jobs.models import Job
from apps.jobs.templatetags.job_words import percent
from apps.models.measured import measured
from apps.models.models import ModelRole, OcrModel
from apps.processing import services
from apps.processing.defaults import defaults_of, form_values
from apps.processing.params import DefaultChanges, MasksParams, SegmentParams, TranscribeParams
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
        return model_label(model)


def model_label(model: OcrModel) -> str:
    """A model in a list of choices."""
    figure = measured(model)
    known = f", {percent(figure.accuracy)} {figure.short}" if figure else ""
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

    def usual(self, words: str, parts: PartQuerySet) -> dict[str, Any] | None:
        """What to post where people pressed a button that said ``words``; ``None``: ask them."""
        return None

    def request(self, parts: PartQuerySet) -> Job:
        """Queue what the valid form asks for."""
        raise NotImplementedError


class UsualWorkForm(WorkForm):
    """Starts with what is usual in the document, and can make its choices the usual ones."""

    kind: ClassVar[str]
    remember = forms.BooleanField(
        label="Remember this for the document",
        required=False,
        help_text="Next time one click does it, for everybody who works here.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([name for name in self.fields if name != "remember"])
        defaults = defaults_of(document=self.document, user=self.user)
        self.default = defaults.of(self.kind)
        self.values = form_values(defaults, self.kind)
        for name, value in self.values.items():
            self.fields[name].initial = value

    def usual(self, words: str, parts: PartQuerySet) -> dict[str, Any] | None:
        is_as_said = self.default.is_ready and self.default.words == words
        return dict(self.values) if is_as_said else None

    def remembered(self) -> DefaultChanges:
        """What of the valid form becomes usual."""
        raise NotImplementedError

    def remember_if_wanted(self) -> None:
        if self.cleaned_data["remember"]:
            services.set_defaults(user=self.user, document=self.document, **self.remembered())


class SegmentForm(UsualWorkForm):
    kind = "segment"
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

    def usual(self, words: str, parts: PartQuerySet) -> dict[str, Any] | None:
        """Where lines are replaced, people see first what becomes of them."""
        return None if parts.filter(line_count__gt=0).exists() else super().usual(words, parts)

    def remembered(self) -> DefaultChanges:
        model = self.cleaned_data["model"]
        return {
            "segmentation_model": model,
            "is_kraken_segmenting": model is None,
            "direction": self.cleaned_data["direction"],
        }

    @transaction.atomic
    def request(self, parts: PartQuerySet) -> Job:
        data = self.cleaned_data
        self.remember_if_wanted()
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


class TranscribeForm(UsualWorkForm):
    kind = "transcribe"
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

    def remembered(self) -> DefaultChanges:
        data = self.cleaned_data
        return {
            "recognition_model": data["model"],
            "layer": data["layer"],
            "direction": data["direction"],
        }

    @transaction.atomic
    def request(self, parts: PartQuerySet) -> Job:
        data = self.cleaned_data
        self.remember_if_wanted()
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
