"""The evaluation job: what models read, or layers hold, beside the true text of pages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import Any

from apps.common.errors import ApplicationError
from apps.documents.models import Document, Part, TranscriptionLayer
from apps.documents.page_layout import to_layout
from apps.engine.comparison import unknown_characters
from apps.engine.errors import EngineError, OutOfMemory
from apps.engine.options import RecognitionOptions
from apps.evaluation.figures import readings
from apps.evaluation.findings import Line, Page, Subject, TextFindings
from apps.evaluation.params import EvaluateParams
from apps.evaluation.storing import store
from apps.evaluation.subjects import Candidate, candidates
from apps.jobs.models import Job
from apps.jobs.progress import Progress
from apps.jobs.registry import register
from apps.jobs.templatetags.job_words import percent
from apps.layout.markup import plain_text
from apps.layout.types import LineText, PageLayout
from apps.processing.pages import device, engine, open_image
from apps.processing.params import parse
from apps.training.sets.base_pages import learned_parts

Read = dict[str, LineText]


@dataclass(slots=True)
class _Reading:
    """What one candidate has for each line, by uid, and how long that took."""

    candidate: Candidate
    texts: Read = field(default_factory=dict)
    seconds: float = 0.0
    error: str = ""


@register("evaluate", queue="inference")
def evaluate(job: Job, progress: Progress) -> dict[str, Any]:
    """Read the pages with each model, then keep all lines and their rates."""
    params = parse(EvaluateParams, job.params)
    _check(job, params)
    pages = _pages(params)
    found = [
        _Reading(one, error=one.error) for one in candidates(params.all_models, params.all_layers)
    ]
    total = len(found) * len(pages)
    for number, reading in enumerate(found):
        _read_all(reading, pages, params, (progress, number * len(pages), total))
    if all(reading.error for reading in found):
        raise ApplicationError("nothing_read", found[0].error)
    findings = _findings(pages, found, params)
    if not findings.lines:
        raise ApplicationError("no_text", "These pages have no text to compare any more.")
    return _kept(job, params, findings)


def _check(job: Job, params: EvaluateParams) -> None:
    if job.document is None and not params.references:
        raise ApplicationError("no_document", "The document was deleted meanwhile.")


def _pages(params: EvaluateParams) -> list[tuple[Part, PageLayout]]:
    """The pages with the lines to compare: where there is truth, those that have some."""
    related = Part.objects.select_related("document", "image", "type")
    rows = related.in_bulk(params.part_ids)
    pages = []
    for part in (rows[pk] for pk in params.part_ids if pk in rows):
        wanted = params.reference_of(part.pk)
        layer = _layer(part.document, wanted) if wanted else None
        pages.append((part, _light(to_layout(part, layer))))
    return pages


def _light(layout: PageLayout) -> PageLayout:
    """The page without the places of its characters: of all pages they would fill the memory."""
    return replace(
        layout,
        lines=tuple(
            replace(line, text=replace(line.text, glyphs=())) if line.text else line
            for line in layout.lines
        ),
    )


def _layer(document: Document, layer_id: int) -> TranscriptionLayer:
    layer = document.layers.filter(pk=layer_id).first()
    if layer is None:
        raise ApplicationError("no_layer", "The layer was deleted meanwhile. Choose another one.")
    return layer


def _compared(layout: PageLayout, *, has_truth: bool) -> PageLayout:
    if not has_truth:
        return layout
    lines = tuple(line for line in layout.lines if line.text and _plain(line.text))
    return replace(layout, lines=lines)


def _plain(text: LineText | None) -> str:
    return plain_text(text.text).strip() if text else ""


def _read_all(
    reading: _Reading,
    pages: Sequence[tuple[Part, PageLayout]],
    params: EvaluateParams,
    report: tuple[Progress, int, int],
) -> None:
    """Read every page; a model that cannot is left with its error, so that others go on."""
    progress, done, total = report
    if reading.error:
        return
    try:
        with reading.candidate.path() as path:
            for number, (part, layout) in enumerate(pages):
                progress.update(done + number, total, f"{reading.candidate.name}: {part.title}")
                wanted = _compared(layout, has_truth=params.has_truth)
                _read(reading, (part, wanted), path, params)
    except OutOfMemory:
        raise
    except (EngineError, ApplicationError) as error:
        reading.error = str(error)
        progress.log(f"{reading.candidate.name}: {error}")


def _read(
    reading: _Reading, page: tuple[Part, PageLayout], path: Any, params: EvaluateParams
) -> None:
    part, layout = page
    if reading.candidate.layer is not None:
        if reading.candidate.layer.document_id == part.document_id:
            other = _light(to_layout(part, reading.candidate.layer))
            reading.texts |= {line.uid: line.text for line in other.lines if line.text}
        return
    image = open_image(part)
    direction = params.direction or layout.direction or "horizontal-lr"
    options = RecognitionOptions(direction=direction, device=device())
    begun = monotonic()
    for uid, text in engine().recognise(image, layout, path, options):
        reading.texts[uid] = replace(text, glyphs=())
    reading.seconds += monotonic() - begun


def _findings(
    pages: Sequence[tuple[Part, PageLayout]], found: Sequence[_Reading], params: EvaluateParams
) -> TextFindings:
    lines = tuple(
        line
        for number, (_, layout) in enumerate(pages)
        for line in _lines(number, layout, found, has_truth=params.has_truth)
    )
    truth = [line.truth for line in lines]
    parts = [part for part, _ in pages]
    return TextFindings(
        subjects=tuple(_subject(reading, truth, parts) for reading in found),
        pages=tuple(
            Page(part.pk, part.title, part.document_id, part.document.name) for part, _ in pages
        ),
        lines=lines,
        has_truth=params.has_truth,
    )


def _lines(
    number: int, layout: PageLayout, found: Sequence[_Reading], *, has_truth: bool
) -> Iterator[Line]:
    place = {line.uid: position for position, line in enumerate(layout.lines, 1)}
    regions = {region.uid: region.type or "" for region in layout.regions}
    for line in _compared(layout, has_truth=has_truth).lines:
        read = [reading.texts.get(line.uid) for reading in found]
        yield Line(
            page=number,
            uid=line.uid,
            number=place[line.uid],
            type=line.type or "",
            region=regions.get(line.region_uid or "", ""),
            truth=_plain(line.text) if has_truth else "",
            read=tuple(_plain(text) for text in read),
            sure=tuple(text.confidence if text else None for text in read),
        )


def _subject(reading: _Reading, truth: Sequence[str], parts: Sequence[Part]) -> Subject:
    model = reading.candidate.model
    alphabet = model.details.get("alphabet") if model else None
    learned = learned_parts(model, parts) if model else frozenset()
    unknown: tuple[tuple[str, int], ...] | None = ()
    if model:
        unknown = unknown_characters(truth, alphabet) if alphabet else None
    return Subject(
        name=reading.candidate.name,
        model=reading.candidate.model_id,
        layer=reading.candidate.layer_id,
        seconds=reading.seconds if model else None,
        error=reading.error,
        unknown=unknown,
        learned=tuple(part.title for part in parts if part.pk in learned),
    )


def _kept(job: Job, params: EvaluateParams, findings: TextFindings) -> dict[str, Any]:
    """The findings as a file, and the figures of the best in the job."""
    made = readings(findings)
    by_place = {reading.position: reading for reading in made}
    figures = [_figures(by_place.get(place), findings) for place in range(len(findings.subjects))]
    reference = _reference_name(job, params)
    evaluation = store(job=job, reference=reference, findings=findings, figures=figures)
    result: dict[str, Any] = {
        "message": _in_words(findings, figures, made[0].position),
        "evaluation": str(evaluation.uid),
        "reference": reference,
        "links": [{"text": "See the evaluation", "src": f"/evaluation/{evaluation.uid}/"}],
        "lines": len(findings.lines),
    }
    if findings.has_truth:
        best = figures[made[0].position]
        result |= {name: best[name] for name in ("cer", "wer", "interval")}
    return result


def _reference_name(job: Job, params: EvaluateParams) -> str:
    if params.reference and job.document:
        return str(_layer(job.document, params.reference))
    return "the layers of a training set" if params.references else ""


def _figures(reading: Any, findings: TextFindings) -> dict[str, Any]:
    """The rates of one subject as its row keeps them."""
    if reading is None:
        return {}
    subject = findings.subjects[reading.position]
    rates = {
        "seconds": subject.seconds,
        "lines_per_second": reading.lines_per_second,
        "confidence": reading.confidence,
        "learned": len(subject.learned),
    }
    if not findings.has_truth:
        return rates
    return rates | {
        **reading.rates,
        "unknown": None if subject.unknown is None else len(subject.unknown),
    }


def _in_words(findings: TextFindings, figures: Sequence[dict[str, Any]], best: int) -> str:
    if not findings.has_truth:
        return f"{len(findings.lines)} lines read {len(findings.subjects)} times"
    rates = figures[best]
    cer, wer = percent(rates["cer"], 2), percent(rates["wer"])
    words = f"{cer} of the characters, {wer} of the words are wrong"
    subject = findings.subjects[best]
    if subject.learned:
        words += f"; it knows {len(subject.learned)} of these pages from its training"
    if len(findings.subjects) > 1:
        return f"Best of {len(findings.subjects)}: {subject.name}, {words}"
    return words
