"""The forms that choose what a document is worked on with."""

from typing import Any

from django import forms

from apps.common.errors import ApplicationError
from apps.documents.models import Document
from apps.models.models import ModelRole, OcrModel
from apps.processing import services
from apps.processing.defaults import KRAKEN, Default, Defaults, defaults_of
from apps.processing.forms import DIRECTIONS, LayerField, model_label
from apps.processing.models import DocumentDefaults
from apps.processing.params import DefaultChanges
from apps.users.models import User

OWN = "kraken"
KEPT = "kept"
"""Stands for a model that the person may not see: it stays unless another one is chosen."""
ASK = ("", "Ask each time")


class DefaultsForm(forms.Form):
    """What "Segment" and "Transcribe" do by themselves in the document."""

    segment = forms.ChoiceField(label="Segment with", required=False)
    transcribe = forms.ChoiceField(label="Transcribe with", required=False)
    layer = LayerField(
        label="Write texts into the layer",
        queryset=None,
        required=False,
        empty_label="Named after the model (made when it is missing)",
    )
    direction = forms.ChoiceField(
        label="Text direction",
        required=False,
        choices=[("", "As the script of the document runs"), *DIRECTIONS],
    )

    def __init__(self, *args: Any, document: Document, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.document, self.user = document, user
        self.defaults = defaults_of(document=document, user=user)
        models = OcrModel.objects.visible_to(user).order_by("name", "-version")
        self.models = {str(model.pk): model for model in models}
        self._offer("segment", ModelRole.SEGMENTATION, [ASK, (OWN, KRAKEN.capitalize())])
        self._offer("transcribe", ModelRole.RECOGNITION, [ASK])
        self.fields["layer"].queryset = document.layers.active()  # type: ignore[attr-defined]
        for name, value in _stored(self.defaults).items():
            self.fields[name].initial = value

    def _offer(self, name: str, role: ModelRole, first: list[tuple[str, str]]) -> None:
        if self.defaults.of(name).is_hidden:
            first = [*first, (KEPT, "The model that is not shared with you")]
        rows = [(pk, model_label(model)) for pk, model in self.models.items() if model.role == role]
        self.fields[name].choices = [*first, *rows]  # type: ignore[attr-defined]

    def changes(self) -> DefaultChanges:
        """What the valid form changes."""
        data = self.cleaned_data
        found: DefaultChanges = {"layer": data["layer"], "direction": data["direction"]}
        if data["segment"] != KEPT:
            found["is_kraken_segmenting"] = data["segment"] == OWN
            found["segmentation_model"] = self.models.get(data["segment"])
        if data["transcribe"] != KEPT:
            found["recognition_model"] = self.models.get(data["transcribe"])
        return found

    def save(self) -> DocumentDefaults:
        return services.set_defaults(user=self.user, document=self.document, **self.changes())


def _stored(defaults: Defaults) -> dict[str, Any]:
    row = defaults.row
    own = OWN if row.is_kraken_segmenting else ""
    return {
        "segment": own or _chosen(defaults.segment, row.segmentation_model_id),
        "transcribe": _chosen(defaults.transcribe, row.recognition_model_id),
        "layer": row.layer_id,
        "direction": row.direction,
    }


def _chosen(default: Default, model_id: int | None) -> str:
    return KEPT if default.is_hidden else str(model_id or "")


class UseForm(forms.Form):
    """In which document a model is the usual one."""

    document = forms.ModelChoiceField(
        label="Document", queryset=Document.objects.none(), empty_label="Choose a document"
    )

    def __init__(self, *args: Any, model: OcrModel, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.model, self.user = model, user
        rows = Document.objects.all().editable_by(user).filter(archived_at__isnull=True)
        field = self.fields["document"]
        field.queryset = rows.select_related("project").order_by("-updated_at")  # type: ignore[attr-defined]
        field.label_from_instance = _with_project  # type: ignore[attr-defined]

    def save(self) -> bool:
        """Whether it is the document's now; the form has an error where it is not."""
        changes: DefaultChanges = {"recognition_model": self.model}
        if self.model.role == ModelRole.SEGMENTATION:
            changes = {"segmentation_model": self.model}
        document = self.cleaned_data["document"]
        try:
            services.set_defaults(user=self.user, document=document, **changes)
        except ApplicationError as error:
            self.add_error(None, error.message)
            return False
        return True


def _with_project(document: Any) -> str:
    return f"{document.name} ({document.project.name})"
