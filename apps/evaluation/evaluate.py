"""The evaluation job: error rates of a model, or a layer, on pages whose text is known."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from apps.common.errors import ApplicationError
from apps.documents.models import Document, Part, TranscriptionLayer
from apps.documents.page_layout import to_layout, to_layouts
from apps.engine.options import RecognitionOptions
from apps.evaluation.evaluation_result import ReadLine, evaluation_result
from apps.evaluation.params import EvaluateParams
from apps.jobs.models import Job
from apps.jobs.progress import Progress
from apps.jobs.registry import register
from apps.layout.markup import plain_text
from apps.layout.types import PageLayout
from apps.models.services import model_path
from apps.processing.pages import device, engine, model_of, open_image
from apps.processing.params import parse


@register("evaluate", queue="inference")
def evaluate(job: Job, progress: Progress) -> dict[str, Any]:
    """Error rates per page and over all of them."""
    params = parse(EvaluateParams, job.params)
    if job.document is None:
        raise ApplicationError("no_document", "The document was deleted meanwhile.")
    reference = _layer(job.document, params.reference)
    parts = Part.objects.filter(pk__in=params.part_ids)
    lines: list[ReadLine] = []
    with ExitStack() as stack:
        path = stack.enter_context(model_path(model_of(params.model))) if params.model else None
        reader = _Reader(params, path)
        for number, (part, layout) in enumerate(to_layouts(parts, reference)):
            progress.update(number, len(params.part_ids), f"Reading {part.title}")
            lines += reader.lines(part, layout)
    if not lines:
        raise ApplicationError("no_text", f"The layer “{reference}” has no text here any more.")
    found = evaluation_result(lines)
    return found | {
        "message": _in_words(found["cer"], found["wer"]),
        "reference": str(reference),
    }


def _in_words(cer: float, wer: float) -> str:
    return f"{cer:.2%} of the characters, {wer:.1%} of the words are wrong"


@dataclass(frozen=True, slots=True)
class _Reader:
    """Puts the right text of each line beside what the model, or the other layer, has."""

    params: EvaluateParams
    path: Path | None

    def lines(self, part: Part, layout: PageLayout) -> Iterator[ReadLine]:
        lines = tuple(line for line in layout.lines if line.text and line.text.text.strip())
        read = self._read(part, replace(layout, lines=lines))
        place = {line.uid: number for number, line in enumerate(layout.lines, 1)}
        for line in lines:
            yield ReadLine(
                part_id=part.pk,
                page=part.title,
                number=place[line.uid],
                type=line.type or "",
                truth=plain_text(line.text.text if line.text else "").strip(),
                read=plain_text(read.get(line.uid, "")).strip(),
            )

    def _read(self, part: Part, layout: PageLayout) -> dict[str, str]:
        if self.path is None:
            other = to_layout(part, _layer(part.document, self.params.layer))
            return {line.uid: line.text.text for line in other.lines if line.text}
        options = RecognitionOptions(direction=self.params.direction, device=device())
        read = engine().recognise(open_image(part), layout, self.path, options)
        return {uid: text.text for uid, text in read}


def _layer(document: Document, layer_id: int | None) -> TranscriptionLayer:
    layer = document.layers.filter(pk=layer_id or 0).first()
    if layer is None:
        raise ApplicationError("no_layer", "The layer was deleted meanwhile. Choose another one.")
    return layer
