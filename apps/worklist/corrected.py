"""Which lines count as corrected: what a person typed or checked, ground truth, pages done."""

from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from apps.documents.models import LineTranscription, TranscriptionLayer
from apps.documents.models.part import PartStatus
from apps.documents.models.transcription import TextSource
from apps.worklist.models import MarkState, WorkMark

_CHECKED = Q(work_mark__state=MarkState.CHECKED, work_mark__version=F("version"))
_TRUE = Q(source=TextSource.MANUAL) | Q(layer__is_ground_truth=True) | _CHECKED


def true_texts() -> Any:
    """Texts that a person wrote or checked, or whose layer is vouched for; archived ones not."""
    rows = LineTranscription.objects.filter(_TRUE, layer__archived_at__isnull=True)
    return rows.exclude(text="")


def is_corrected(line: str = "pk") -> Any:
    """Whether a line has a corrected text in any layer; ``line`` leads to it from the row."""
    return Exists(true_texts().filter(line=OuterRef(line)))


def is_marked(layer: TranscriptionLayer) -> Any:
    """Whether somebody checked, or passed over, the text that a line of a work list has now."""
    marks = WorkMark.objects.filter(text__layer=layer, version=F("text__version"))
    return Exists(marks.filter(text__line=OuterRef("line")))


def uncorrected_texts(layer: TranscriptionLayer) -> Any:
    """The texts of a layer that nobody has looked at yet; none of a layer that is vouched for."""
    rows = LineTranscription.objects.filter(layer=layer, layer__is_ground_truth=False)
    rows = rows.exclude(source=TextSource.MANUAL).exclude(_CHECKED)
    rows = rows.exclude(line__part__status=PartStatus.DONE)
    return rows.exclude(is_corrected("line"))
