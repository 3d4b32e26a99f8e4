"""The job that measures what segmentation models find; nothing is written to the pages."""

from collections.abc import Sequence
from time import monotonic
from typing import Any

from apps.common.errors import ApplicationError
from apps.documents.models import Part
from apps.documents.page_layout import to_layout
from apps.engine.errors import EngineError, OutOfMemory
from apps.engine.options import SegmentationOptions
from apps.evaluation.findings import Drawn, Found, LayoutFindings, LayoutPage, Page, Subject
from apps.evaluation.layout_figures import totals
from apps.evaluation.params import LayoutParams
from apps.evaluation.storing import store
from apps.evaluation.subjects import Candidate, candidates
from apps.jobs.models import Job
from apps.jobs.progress import Progress
from apps.jobs.registry import register
from apps.layout.baselines import baseline_of
from apps.layout.metrics_lines import compare_lines
from apps.layout.metrics_regions import compare_areas, compare_regions
from apps.layout.types import LineLayout, PageLayout
from apps.processing.pages import device, engine, open_image
from apps.processing.params import parse
from apps.training.sets.base_pages import learned_parts

_Found = list[Found | None]


@register("evaluate_layout", queue="inference")
def evaluate_layout(job: Job, progress: Progress) -> dict[str, Any]:
    """Find lines and regions with each model and compare them with those of the pages."""
    params = parse(LayoutParams, job.params)
    pages = _pages(params)
    if not pages:
        raise ApplicationError("no_pages", "The pages were deleted meanwhile.")
    chosen = candidates(params.models, ())
    subjects: list[Subject] = []
    found: list[_Found] = []
    for number, candidate in enumerate(chosen):
        report = (progress, number * len(pages), len(chosen) * len(pages))
        subject, of_pages = _measure(candidate, pages, params, report)
        subjects.append(subject)
        found.append(of_pages)
    if all(subject.error for subject in subjects):
        raise ApplicationError("nothing_found", subjects[0].error)
    findings = LayoutFindings(
        subjects=tuple(subjects),
        pages=tuple(
            _page(part, layout, tuple(of_pages[place] for of_pages in found))
            for place, (part, layout) in enumerate(pages)
        ),
    )
    return _kept(job, findings)


def _pages(params: LayoutParams) -> list[tuple[Part, PageLayout]]:
    related = Part.objects.select_related("document", "image", "type")
    rows = related.in_bulk(params.part_ids)
    return [(rows[pk], to_layout(rows[pk])) for pk in params.part_ids if pk in rows]


def _measure(
    candidate: Candidate,
    pages: Sequence[tuple[Part, PageLayout]],
    params: LayoutParams,
    report: tuple[Progress, int, int],
) -> tuple[Subject, _Found]:
    """What one model finds on all pages; where it cannot, its error and nothing."""
    progress, done, total = report
    found: _Found = []
    seconds, problem = 0.0, candidate.error
    try:
        with candidate.path() as path:
            for number, (part, layout) in enumerate(pages if not problem else ()):
                progress.update(done + number, total, f"{candidate.name}: {part.title}")
                image, begun = open_image(part), monotonic()
                direction = params.direction or layout.direction or "horizontal-lr"
                options = SegmentationOptions(direction=direction, device=device())
                read = engine().segment(image, path, options)
                seconds += monotonic() - begun
                found.append(_compared(layout, read))
    except OutOfMemory:
        raise
    except (EngineError, ApplicationError) as error:
        problem = str(error)
        progress.log(f"{candidate.name}: {error}")
    parts = [part for part, _ in pages]
    learned = learned_parts(candidate.model, parts) if candidate.model else frozenset()
    subject = Subject(
        name=candidate.name,
        model=candidate.model_id,
        seconds=seconds,
        error=problem,
        learned=tuple(part.title for part in parts if part.pk in learned),
    )
    return subject, [None] * len(pages) if problem else found


def _compared(truth: PageLayout, read: PageLayout) -> Found:
    report = compare_lines(truth, read)
    return Found(
        drawn=_drawn(read),
        score=report.score,
        errors=report.errors,
        regions=compare_regions(truth, read),
        areas=compare_areas(truth, read),
    )


def _drawn(layout: PageLayout) -> Drawn:
    return Drawn(
        lines=tuple((line.uid, path) for line in layout.lines if (path := _path(line))),
        regions=tuple(
            (region.type or "", region.polygon) for region in layout.regions if region.polygon
        ),
    )


def _path(line: LineLayout) -> tuple[tuple[int, int], ...]:
    return line.baseline or (baseline_of(line.mask) if line.mask else ())


def _page(part: Part, layout: PageLayout, found: tuple[Found | None, ...]) -> LayoutPage:
    return LayoutPage(
        page=Page(part.pk, part.title, part.document_id, part.document.name),
        width=layout.width,
        height=layout.height,
        turns=part.image.turns,
        truth=_drawn(layout),
        found=found,
    )


def _kept(job: Job, findings: LayoutFindings) -> dict[str, Any]:
    made = totals(findings)
    figures: list[dict[str, Any]] = [{} for _ in findings.subjects]
    for total in made:
        figures[total.position] = {
            "precision": total.score.precision,
            "recall": total.score.recall,
            "f1": total.score.f1,
            "iou": total.areas.overlap,
            "lines": total.score.truth,
            "found": total.score.found,
            "missed": total.missed,
            "extra": total.extra,
            "split": total.split,
            "merged": total.merged,
            "seconds": total.subject.seconds,
            "learned": len(total.subject.learned),
        }
    evaluation = store(
        job=job, reference="the pages’ own layout", findings=findings, figures=figures
    )
    best = made[0]
    words = (
        f"lines found with precision {best.score.precision:.3f}, recall {best.score.recall:.3f},"
        f" F1 {best.score.f1:.3f}"
    )
    return {
        "message": words
        if len(made) == 1
        else f"Best of {len(made)}: {best.subject.name}, {words}",
        "evaluation": str(evaluation.uid),
        "links": [{"text": "See the evaluation", "src": f"/evaluation/{evaluation.uid}/"}],
        "f1": best.score.f1,
    }
