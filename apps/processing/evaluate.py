"""The evaluation job: error rates of a model, or a layer, on pages whose text is known."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from apps.common.errors import ApplicationError
from apps.documents.models import Document, Part, TranscriptionLayer
from apps.documents.page_layout import to_layout, to_layouts
from apps.engine.options import RecognitionOptions
from apps.jobs.models import Job
from apps.jobs.progress import Progress
from apps.jobs.registry import register
from apps.layout.markup import plain_text
from apps.layout.types import PageLayout
from apps.models.services import model_path
from apps.processing.pages import device, engine, model_of, open_image
from apps.processing.params import EvaluateParams, parse

CONFUSIONS_SHOWN = 20


@register("evaluate", queue="inference")
def evaluate(job: Job, progress: Progress) -> dict[str, Any]:
    """Error rates per page and over all of them."""
    params = parse(EvaluateParams, job.params)
    if job.document is None:
        raise ApplicationError("no_document", "The document was deleted meanwhile.")
    reference = _layer(job.document, params.reference)
    parts = Part.objects.filter(pk__in=params.part_ids)
    pairs: list[tuple[str, str]] = []
    pages: list[dict[str, Any]] = []
    with ExitStack() as stack:
        path = stack.enter_context(model_path(model_of(params.model))) if params.model else None
        reader = _Reader(params, path)
        for part, layout in to_layouts(parts, reference):
            progress.update(len(pages), len(params.part_ids), f"Reading {part.title}")
            of_page = list(reader.pairs(part, layout))
            pairs += of_page
            pages.append({"part": part.pk, "title": part.title, **_rates(of_page)})
    if not pairs:
        raise ApplicationError("no_text", f"The layer “{reference}” has no text here any more.")
    report = engine().evaluate(pairs)
    return {
        "message": f"{report.cer:.2%} of the characters, {report.wer:.1%} of the words are wrong",
        **_rates(pairs),
        "confusions": [asdict(pair) for pair in report.confusions[:CONFUSIONS_SHOWN]],
        "pages": pages,
        "reference": str(reference),
    }


@dataclass(frozen=True, slots=True)
class _Reader:
    """Pairs the true text of each line with what the model, or the other layer, has."""

    params: EvaluateParams
    path: Path | None

    def pairs(self, part: Part, layout: PageLayout) -> Iterator[tuple[str, str]]:
        lines = tuple(line for line in layout.lines if line.text and line.text.text.strip())
        read = self._read(part, replace(layout, lines=lines))
        for line in lines:
            if line.text:
                truth, reading = line.text.text, read.get(line.uid, "")
                yield plain_text(truth).strip(), plain_text(reading).strip()

    def _read(self, part: Part, layout: PageLayout) -> dict[str, str]:
        if self.path is None:
            other = to_layout(part, _layer(part.document, self.params.layer))
            return {line.uid: line.text.text for line in other.lines if line.text}
        options = RecognitionOptions(direction=self.params.direction, device=device())
        read = engine().recognise(open_image(part), layout, self.path, options)
        return {uid: text.text for uid, text in read}


def _rates(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    report = engine().evaluate(pairs)
    return {
        "cer": report.cer,
        "wer": report.wer,
        "lines": report.lines,
        "characters": report.characters,
        "words": report.words,
    }


def _layer(document: Document, layer_id: int | None) -> TranscriptionLayer:
    layer = document.layers.filter(pk=layer_id or 0).first()
    if layer is None:
        raise ApplicationError("no_layer", "The layer was deleted meanwhile. Choose another one.")
    return layer
