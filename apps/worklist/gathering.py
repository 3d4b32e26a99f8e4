"""Collects what the ranking needs from the rows of a document, page by page."""

import json
from collections import Counter
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from django.db.models import OuterRef, Subquery, TextField
from django.db.models.functions import Cast
from PIL import Image

from apps.common.files import local_path
from apps.documents.models import LineTranscription, Part, TranscriptionLayer, TranscriptionRevision
from apps.documents.models.transcription import TextSource
from apps.engine.evaluation import line_errors
from apps.jobs.progress import Progress
from apps.layout.markup import plain_text
from apps.worklist.calibration import Calibration, Evidence, calibrate
from apps.worklist.corrected import true_texts, uncorrected_texts
from apps.worklist.hand import Measures, Picture, measure_shape
from apps.worklist.reasons import UNSURE_BELOW

MOST_EVIDENCE = 5000
UNKNOWN_DOUBT = 0.1
"""Of a text that came without confidences."""


@dataclass(frozen=True, slots=True)
class FoundLine:
    """A line that nobody corrected, with its reading."""

    line_id: int
    part_id: int
    text: str
    doubt: float
    unsure: int
    model: str
    look: Measures


@dataclass(slots=True)
class Gathered:
    """The lines to rank, and what the corrected ones show."""

    lines: list[FoundLine] = field(default_factory=list)
    truth: dict[int, str] = field(default_factory=dict)
    truth_parts: Counter[int] = field(default_factory=Counter)
    truth_looks: list[Measures] = field(default_factory=list)
    characters: Counter[int] = field(default_factory=Counter)
    """Of all lines with text, by page."""

    @property
    def page_features(self) -> dict[Hashable, float]:
        return {("page", part): float(count) for part, count in self.truth_parts.items()}


def gather(layer: TranscriptionLayer, progress: Progress) -> Gathered:
    """Read every page of the layer's document that has text in it."""
    found = Gathered()
    for line_id, part_id, text in _truth(layer):
        found.truth[line_id] = plain_text(text)
        found.truth_parts[part_id] += 1
        found.characters[part_id] += len(found.truth[line_id])
    filled = layer.document.parts.filter(progress__layer=layer).select_related("image")
    parts = list(filled.order_by("order", "pk").distinct())
    for number, part in enumerate(parts):
        progress.update(number, len(parts) + 1, f"Looking at {part.title}")
        _gather_page(part, layer, found)
    return found


def _truth(layer: TranscriptionLayer) -> Iterator[tuple[int, int, str]]:
    """One right text for each line that has any: rather of ground truth, then of this layer."""
    rows = true_texts().filter(line__part__document=layer.document_id)
    chosen: dict[int, tuple[tuple[bool, bool], int, str]] = {}
    values = rows.values_list(
        "line_id", "line__part_id", "text", "layer_id", "layer__is_ground_truth"
    )
    for line_id, part_id, text, layer_id, is_truth in values.iterator():
        rank = (is_truth, layer_id == layer.pk)
        if line_id not in chosen or rank > chosen[line_id][0]:
            chosen[line_id] = (rank, part_id, text)
    for line_id, (_, part_id, text) in chosen.items():
        yield line_id, part_id, text


def _gather_page(part: Part, layer: TranscriptionLayer, found: Gathered) -> None:
    texts = _page_texts(part, layer)
    corrected = {pk for pk in part.lines.values_list("pk", flat=True) if pk in found.truth}
    if not texts and not corrected:
        return
    picture = _picture(part)
    outlines = part.lines.values_list("pk", "baseline", "mask")
    for line_id, baseline, mask in outlines:
        row = texts.get(line_id)
        if row is None and line_id not in corrected:
            continue
        words = row.text if row else found.truth[line_id]
        look = measure_shape(baseline, mask, len(words))
        if picture and mask:
            look |= picture.measure(mask)
        if row is None:
            found.truth_looks.append(look)
        else:
            found.lines.append(FoundLine(line_id, part.pk, *row, look))
            found.characters[part.pk] += len(row.text)


def _picture(part: Part) -> Picture | None:
    """The page's view image, reduced; nothing where there is none or it cannot be read."""
    if not part.image.view:
        return None
    try:
        with local_path(str(part.image.view.name)) as path, Image.open(path) as image:
            return Picture.of(image, part.image.width)
    except (OSError, ValueError):
        return None


class _Reading(NamedTuple):
    """What ``FoundLine`` has of a text row."""

    text: str
    doubt: float
    unsure: int
    model: str


def _page_texts(part: Part, layer: TranscriptionLayer) -> dict[int, _Reading]:
    """What is read on a page and not corrected; glyphs are decoded one row at a time."""
    rows = uncorrected_texts(layer).filter(line__part=part)
    values = rows.annotate(stored=Cast("glyphs", TextField())).values_list(
        "line_id", "text", "confidence", "stored", "source_name"
    )
    found = {}
    for line_id, text, confidence, stored, model in values.iterator():
        words = plain_text(text)
        sure = _confidences(stored) or ([confidence] if confidence is not None else [])
        doubt = float(np.mean([1 - value for value in sure])) if sure else UNKNOWN_DOUBT
        unsure = sum(value < UNSURE_BELOW for value in sure) if stored else 0
        found[line_id] = _Reading(words, doubt, unsure, model)
    return found


def _confidences(stored: str | None) -> list[float]:
    rows: list[Any] = json.loads(stored) or [] if stored else []
    return [row[2] for row in rows if row[2] is not None]


def calibrations(layer: TranscriptionLayer, models: set[str]) -> dict[str, Calibration]:
    """For each model that read this layer, what its doubt means in this document."""
    return {name: calibrate(list(evidence(layer, name))) for name in sorted(models)}


def evidence(layer: TranscriptionLayer, model: str) -> Iterator[Evidence]:
    """Lines of the document that this model read and whose right text is known by now.

    Its reading stands in another layer than the right text, or is an earlier version of it.
    """
    document = layer.document_id
    truth = true_texts().filter(line=OuterRef("line")).order_by("-layer__is_ground_truth", "pk")
    readings = LineTranscription.objects.filter(
        line__part__document=document, layer__archived_at__isnull=True, layer__is_ground_truth=False
    ).annotate(truth=Subquery(truth.values("text")[:1]))
    yield from _pairs(readings.filter(truth__isnull=False), model)
    older = TranscriptionRevision.objects.filter(
        transcription__line__part__document=document,
        transcription__source=TextSource.MANUAL,
        transcription__layer__archived_at__isnull=True,
    ).annotate(truth=Subquery(_current()))
    yield from _pairs(older, model)


def _current() -> Any:
    rows = LineTranscription.objects.filter(pk=OuterRef("transcription_id"))
    return rows.values("text")[:1]


def _pairs(rows: Any, model: str) -> Iterator[Evidence]:
    read = rows.filter(source=TextSource.MODEL, source_name=model, confidence__isnull=False)
    values = read.order_by("-pk").values_list("text", "confidence", "truth")[:MOST_EVIDENCE]
    for text, confidence, truth in values.iterator():
        right = plain_text(truth)
        if right.strip():
            edits = line_errors(right, plain_text(text))
            yield Evidence(1 - confidence, edits.character_errors, edits.characters)
