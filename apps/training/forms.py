"""The form of the dialog that asks for a training."""

from typing import Any

from django import forms
from django.db.models import F, Sum

from apps.documents.models.part import PartQuerySet
from apps.jobs.models import Job
from apps.models.models import ModelRole, OcrModel
from apps.processing.forms import DIRECTIONS, LayerField, ModelField, WorkForm
from apps.training import services
from apps.training.params import TrainParams


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
