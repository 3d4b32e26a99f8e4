"""What a document is worked on with where nobody says otherwise: chosen once, used by one click."""

from dataclasses import dataclass
from typing import Any

from apps.documents.models import Document
from apps.documents.page_layout import text_direction
from apps.models.models import OcrModel
from apps.processing.models import DocumentDefaults
from apps.users.models import User

KRAKEN = "kraken’s own model"


@dataclass(frozen=True, slots=True)
class Default:
    """What one kind of work uses: ``words`` name it, ``problem`` says why it cannot be used."""

    words: str = ""
    problem: str = ""
    is_hidden: bool = False

    @property
    def is_ready(self) -> bool:
        return bool(self.words) and not self.problem

    def seen(self, model_id: int | None) -> int | None:
        """The id of the model, where the person may see it."""
        return None if self.is_hidden else model_id


@dataclass(frozen=True, slots=True)
class Defaults:
    """The defaults of a document as one person may use them."""

    row: DocumentDefaults
    segment: Default
    transcribe: Default

    def of(self, kind: str) -> Default:
        return self.transcribe if kind == "transcribe" else self.segment

    def words(self) -> dict[str, str]:
        """With what each kind of work is done by one click; empty where people are asked."""
        kinds = {"segment": self.segment, "transcribe": self.transcribe}
        return {kind: usual.words if usual.is_ready else "" for kind, usual in kinds.items()}


def defaults_of(*, document: Document, user: User) -> Defaults:
    """What "Segment" and "Transcribe" do by themselves in this document for ``user``."""
    rows = DocumentDefaults.objects.select_related(
        "segmentation_model", "recognition_model", "layer", "chosen_by"
    )
    row = rows.filter(document=document).first() or DocumentDefaults(document=document)
    chosen = [pk for pk in (row.segmentation_model_id, row.recognition_model_id) if pk]
    seen = OcrModel.objects.visible_to(user).filter(pk__in=chosen) if chosen else ()
    usable = {model.pk for model in seen}
    return Defaults(row, _segment(row, usable), _transcribe(row, usable))


def _segment(row: DocumentDefaults, usable: set[int]) -> Default:
    if row.is_kraken_segmenting:
        return Default(KRAKEN)
    return _of_model(row, row.segmentation_model, usable)


def _transcribe(row: DocumentDefaults, usable: set[int]) -> Default:
    found = _of_model(row, row.recognition_model, usable)
    if not found.is_ready or row.layer is None:
        return found
    if row.layer.archived_at:
        return Default(
            found.words,
            f"The layer “{row.layer}” that texts went into here is in the archive."
            " Choose another one.",
        )
    return Default(f"{found.words} into “{row.layer}”")


def _of_model(row: DocumentDefaults, model: OcrModel | None, usable: set[int]) -> Default:
    if model is None:
        return Default()
    if model.pk not in usable:
        who = row.chosen_by.get_username() if row.chosen_by else "its owner"
        return Default(
            "a model that is not shared with you",
            "The model that was chosen for this document is not shared with you."
            f" Ask {who} to share it, or choose another one.",
            is_hidden=True,
        )
    return Default(named(model))


def named(model: OcrModel) -> str:
    """A model as buttons name it."""
    return f"“{model}”" + (f" v{model.version}" if model.version > 1 else "")


def form_values(defaults: Defaults, kind: str) -> dict[str, Any]:
    """What the fields of the dialog of ``kind`` start with."""
    row = defaults.row
    direction = row.direction or text_direction(row.document)
    if kind == "segment":
        model = row.segmentation_model_id if defaults.segment.is_ready else None
        return {"steps": "both", "model": model, "direction": direction}
    if kind == "transcribe" and defaults.transcribe.is_ready:
        return {
            "model": row.recognition_model_id,
            "layer": row.layer_id,
            "direction": direction,
        }
    return {"direction": direction}
