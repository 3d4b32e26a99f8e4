"""The form that asks for a training, in the dialog of a document and on the page of a set."""

from typing import Any

from django import forms
from django.db.models import F, Sum

from apps.common.errors import ApplicationError
from apps.documents.models import Document
from apps.documents.models.part import PartQuerySet
from apps.jobs.models import Job
from apps.models.models import ModelRole, OcrModel
from apps.processing.forms import DIRECTIONS, LayerField, ModelField, WorkForm
from apps.training import knob_fields, own_presets, services
from apps.training.candidates import Recommendation, recommended
from apps.training.estimates import Estimate, PresetRow, preset_rows
from apps.training.models import TrainingSet, TrainingSetItem
from apps.training.params import Wish
from apps.training.types import mapping_of
from apps.users.models import User

TASKS = [
    ("recognition", "Reading: recognise this writing"),
    ("segmentation", "Finding: lines and regions like these"),
]


class RecipeForm(forms.Form):
    """What both places ask; the base model must be of the role that is trained."""

    task = forms.ChoiceField(
        label="What it learns", widget=forms.RadioSelect, initial="recognition", choices=TASKS
    )
    name = forms.CharField(
        label="Name of the new model",
        max_length=256,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    model = ModelField(
        label="Start from",
        queryset=None,
        required=False,
        empty_label="Nothing: a new model",
        help_text="The model itself is never changed: the result is a new version of it.",
    )
    preset = forms.CharField(initial="balanced", max_length=32, required=False)
    direction = forms.ChoiceField(label="Text direction", choices=DIRECTIONS)
    character_map = forms.CharField(
        label="Character map",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto", "placeholder": "ſ = s"}),
        help_text="Characters to learn as others, a pair a line. The pages stay as they are.",
    )
    save_as = forms.CharField(
        label="Keep these options as a preset",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"dir": "auto", "placeholder": "Name of the preset"}),
    )

    estimate: Estimate | None = None

    def set_up(self, *, user: User, document: Document | None) -> None:
        """Fill in what depends on the person and the pages; call it at the end of ``__init__``."""
        self.owner = user
        knob_fields.add_fields(self)
        models = OcrModel.objects.visible_to(user).order_by("role", "name", "-version")
        _offer_models(self.fields["model"], models)
        self.recommendations = {
            role.value: recommended(user=user, document=document, task=role.value)
            for role in ModelRole
        }
        task = self.initial.get("task", "recognition")
        if wanted := models.filter(pk=_number(self.initial.get("model"))).first():
            task = wanted.role
        self.fields["task"].initial = self.initial["task"] = task
        self._start_from(wanted or self.recommendations[task].model)

    def _start_from(self, model: OcrModel | None) -> None:
        self.initial["model"] = model.pk if model else None
        if model and not self.initial.get("name"):
            self.initial["name"] = model.name
        usual = own_presets.usual(self.owner, self.initial["task"])
        self.initial.setdefault("preset", f"own-{usual.pk}" if usual else "balanced")

    @property
    def groups(self) -> list[Any]:
        return knob_fields.groups_of(self)

    @property
    def presets(self) -> list[PresetRow]:
        return preset_rows(self.owner, estimate=self.estimate, chosen=self["preset"].value())

    @property
    def wanted(self) -> dict[str, Any]:
        """What decides how long the training takes, as it stands in the form now."""
        names = [name for name in ("task", "model", "layer") if name in self.fields]
        return {name: self[name].value() for name in names}

    @property
    def reading_start(self) -> Recommendation:
        return self.recommendations["recognition"]

    @property
    def finding_start(self) -> Recommendation:
        return self.recommendations["segmentation"]

    def clean_character_map(self) -> dict[str, str]:
        return knob_fields.clean_map(self.cleaned_data["character_map"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        model, task = data.get("model"), data.get("task")
        if model and task and model.role != task:
            self.add_error("model", f"“{model}” is no {task} model. Choose another one.")
        return data

    def wish(self) -> Wish:
        """What the valid form asks for; options are kept as a preset where a name is given."""
        data = self.cleaned_data
        key, below = own_presets.resolved(self.owner, data["preset"])
        options = {**below, **knob_fields.chosen(self)}
        if data["task"] == "segmentation":
            options |= mapping_of(self.data)
        if data["save_as"].strip():
            own_presets.keep(
                user=self.owner, task=data["task"], name=data["save_as"], preset=key,
                options=options,
            )  # fmt: skip
        return Wish(
            task=data["task"],
            name=data["name"],
            model=data["model"].pk if data["model"] else None,
            preset=key,
            options=options,
            direction=data["direction"],
        )


class TrainForm(RecipeForm, WorkForm):
    """A training on selected pages of a document, which become a set of their own."""

    layer = LayerField(
        label="Layer with the true text",
        queryset=None,
        required=False,
        empty_label=None,
        help_text="Only lines that have text in it are learned.",
    )
    field_order = ("selection", "task", "name", "layer", "model", "preset")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fullest = F("filled").desc(nulls_last=True)
        layers = self.document.layers.active().annotate(filled=Sum("progress__line_count"))
        truth = layers.order_by("-is_ground_truth", fullest, "pk").first()
        self.fields["layer"].initial = truth
        self.set_up(user=self.user, document=self.document)
        if not self.initial.get("name"):
            self.initial["name"] = self.document.name

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("task") == "recognition" and not data.get("layer"):
            self.add_error("layer", "Choose the layer that holds the true text.")
        return data

    def request(self, parts: PartQuerySet) -> Job:
        layer = self.cleaned_data["layer"]
        return services.request_training(
            user=self.user,
            document=self.document,
            parts=parts,
            layer_id=layer.pk if layer else None,
            wish=self.wish(),
        )


class SetTrainForm(RecipeForm):
    """A training on a set as it is now."""

    def __init__(self, *args: Any, training_set: TrainingSet, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.training_set = training_set
        items = TrainingSetItem.objects.visible_to(user).filter(training_set=training_set)
        item = items.select_related("part__document").first()
        self.set_up(user=user, document=item.part.document if item else None)
        if not self.initial.get("name"):
            self.initial["name"] = training_set.name

    def request(self) -> Job | None:
        """Queue what is asked for; ``None`` with the reason among the form's errors."""
        try:
            return services.request_training_on(
                user=self.owner, training_set=self.training_set, wish=self.wish()
            )
        except ApplicationError as error:
            self.add_error(None, error.message)
            return None


def _offer_models(field: forms.Field, models: Any) -> None:
    """The models in groups by what they do."""
    assert isinstance(field, ModelField)  # noqa: S101 - declared above
    field.queryset = models
    known = list(models)
    groups = [(role.label, [one for one in known if one.role == role]) for role in ModelRole]
    field.choices = [
        ("", field.empty_label),
        *(
            (label, [(model.pk, field.label_from_instance(model)) for model in of_role])
            for label, of_role in groups
            if of_role
        ),
    ]


def _number(value: Any) -> int:
    return int(value) if str(value or "").isdecimal() else 0
