"""The jobs that lay a text onto lines, and write it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction

from apps.alignment.laying.lay import LaidLine, TextLayer
from apps.alignment.models import AlignedPage, TextWitness
from apps.alignment.params import AlignParams, WriteParams
from apps.alignment.services import target_layer
from apps.alignment.witnesses import GONE, text_of
from apps.common.errors import ApplicationError
from apps.common.words import counted
from apps.documents.models import Document, Part, TranscriptionLayer
from apps.documents.models.transcription import TextSource
from apps.documents.page_layout import to_layered, to_layout
from apps.documents.services.transcriptions import WriteReport, write_texts
from apps.exports.filters import Wanted, filtered
from apps.jobs.models import Job
from apps.jobs.progress import Progress
from apps.jobs.registry import register
from apps.layout.glyphs import edited_glyphs, has_consistent_glyphs
from apps.layout.markup import plain_text
from apps.layout.types import LineLayout, LineText
from apps.processing.pages import part_of
from apps.processing.params import parse

NOWHERE = -1.0
"""The score of a line that is not in the text: no threshold is so low that it would be taken."""
NO_LAYER = "The layer was deleted meanwhile. Choose another one."


@dataclass(frozen=True, slots=True)
class _ReadPage:
    """A page's lines that have text: their uids and what was read there."""

    part: Part
    uids: tuple[str, ...]
    texts: tuple[str, ...]


@register("align", queue="default")
def align(job: Job, progress: Progress) -> dict[str, Any]:
    """Find the piece of the text for each line; write it only where the request says so."""
    params = parse(AlignParams, job.params)
    document = _document(job)
    progress.update(0, 1, "Reading the text")
    text = _witness_text(document, params)
    pages = _pages(document, params)
    layer = TextLayer(text, params.laying)
    AlignedPage.objects.filter(job=job).delete()
    total, lines, sure = len(pages), 0, 0
    laid = layer.lay([page.texts for page in pages], progress.check)
    for number, (page, found) in enumerate(zip(pages, laid, strict=True), 1):
        row = _keep(job, page, found)
        lines += len(row.scores)
        sure += sum(score >= params.threshold for score in row.scores)
        progress.update(number, total, f"Page {number} of {total}")
    words = f"{sure} of {counted(lines, 'line')} found in the text"
    link = {"text": "Look at the result", "src": f"/alignment/{job.uid}/"}
    result = {"lines": lines, "found": sure, "links": [link]}
    if params.write:
        report = _write_all(job, params, progress)
        words += f"; {report.written} written"
        words += f", {report.kept} typed by hand kept" if report.kept else ""
        result |= {"written": report.written, "kept": report.kept}
    return {"message": words, **result}


def _document(job: Job) -> Document:
    if job.document is None:
        raise ApplicationError("no_document", "The document was deleted meanwhile.")
    return job.document


def _witness_text(document: Document, params: AlignParams) -> str:
    if params.witness_layer is not None:
        layer = document.layers.filter(pk=params.witness_layer).first()
        if layer is None:
            raise ApplicationError("no_layer", NO_LAYER)
        layouts = to_layered(document.parts.all(), [layer], has_glyphs=False)
        lines = (line.text for _, (layout,) in layouts for line in layout.lines if line.text)
        return "\n".join(plain_text(line.text) for line in lines)
    witness = TextWitness.objects.filter(pk=params.witness or 0).first()
    if witness is None:
        raise ApplicationError("no_witness", GONE)
    return text_of(witness)


def _pages(document: Document, params: AlignParams) -> list[_ReadPage]:
    """What was read on the chosen pages, without lines of regions that were not chosen."""
    source = document.layers.filter(pk=params.source).first()
    if source is None:
        raise ApplicationError("no_layer", NO_LAYER)
    types = document.region_types.filter(pk__in=params.region_types or ())
    names = None if params.region_types is None else set(types.values_list("name", flat=True))
    wanted = Wanted(
        region_types=names,
        include_untyped=params.include_untyped,
        include_orphans=params.include_orphans,
    )
    pages = []
    parts = document.parts.filter(pk__in=params.part_ids)
    for part, (layout,) in to_layered(parts, [source], has_glyphs=False):
        lines = [line for line in filtered(layout, wanted).lines if line.text]
        texts = tuple(plain_text(line.text.text) for line in lines if line.text)
        pages.append(_ReadPage(part, tuple(line.uid for line in lines), texts))
    return pages


def _keep(job: Job, page: _ReadPage, found: Sequence[LaidLine]) -> AlignedPage:
    rows = [
        [uid, read, laid.text, laid.score]
        for uid, read, laid in zip(page.uids, page.texts, found, strict=True)
    ]
    scores = [laid.score if laid.text else NOWHERE for laid in found]
    return AlignedPage.objects.create(job=job, part=page.part, lines=rows, scores=scores)


def _write_all(job: Job, params: AlignParams, progress: Progress) -> WriteReport:
    layer = target_layer(job.user, _document(job), params.layer_name, params.source)
    writing = WriteParams(job.pk, layer.pk, params.threshold, params.merge)
    pages = AlignedPage.objects.filter(job=job).select_related("part", "job__document")
    written = kept = 0
    for page in pages.iterator(chunk_size=50):
        progress.check()
        report = write_page(page=page, layer=layer, params=writing, user=job.user)
        written, kept = written + report.written, kept + report.kept
    return WriteReport(written, kept)


@register("align_write", queue="default")
def align_write(job: Job, progress: Progress) -> dict[str, Any]:
    """Write what an alignment found for one page, in one transaction."""
    params = parse(WriteParams, job.params)
    part = part_of(job)
    progress.update(0, 1, "Writing")
    page = AlignedPage.objects.filter(job=params.alignment, part=part).first()
    layer = part.document.layers.active().filter(pk=params.layer).first()
    if page is None or layer is None:
        raise ApplicationError("gone", "The alignment or the layer was deleted meanwhile.")
    report = write_page(page=page, layer=layer, params=params, user=job.user)
    words = f"{report.written} lines written"
    if report.kept:
        words += f", {report.kept} typed by hand kept"
    return {"message": words, "written": report.written, "kept": report.kept}


@transaction.atomic
def write_page(
    *, page: AlignedPage, layer: TranscriptionLayer, params: WriteParams, user: Any
) -> WriteReport:
    """Texts into a layer; what they replace stays in the history, what people typed stays."""
    align_params = parse(AlignParams, page.job.params)
    source = layer.document.layers.filter(pk=align_params.source).first()
    if source is None or source == layer:
        raise ApplicationError("no_layer", NO_LAYER)
    lines = {line.uid: line for line in to_layout(page.part, source).lines}
    aligned, merged = {}, {}
    for uid, _, text, score in page.lines:
        known = lines.get(uid)
        if text and score >= params.threshold:
            aligned[uid] = _aligned(text, score, known)
        elif params.merge and known and known.text:
            merged[uid] = known.text
    name = str(page.job.title.partition("“")[2].partition("”")[0])
    common: dict[str, Any] = {"part": page.part, "layer": layer, "user": user}
    report = write_texts(texts=aligned, source=TextSource.IMPORT, source_name=name[:256], **common)
    rest = write_texts(
        texts=merged, source=TextSource.IMPORT, source_name=source.name[:256], **common
    )
    return WriteReport(report.written + rest.written, report.kept + rest.kept)


def _aligned(text: str, score: float, line: LineLayout | None) -> LineText:
    """The text with the places of the characters that were read alike."""
    known = line.text if line else None
    if known is None or not has_consistent_glyphs(known):
        return LineText(text, score)
    glyphs = edited_glyphs([replace(glyph, alternatives=()) for glyph in known.glyphs], text)
    return LineText(text, score, glyphs)
