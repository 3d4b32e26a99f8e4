"""Reading work lists: what is still open, how far people are, how good a layer is likely to be."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, OuterRef, Q, Subquery, Sum

from apps.documents.models import Document, LineTranscription, TranscriptionLayer
from apps.documents.models.part import PartStatus
from apps.documents.models.transcription import TextSource
from apps.jobs.models import Job
from apps.worklist.corrected import is_corrected, is_marked, true_texts
from apps.worklist.models import MarkState, WorkLine, WorkLineQuerySet, WorkList, WorkMark

PORTION = 50
"""Lines that make one sitting; then the rest is ranked anew."""


@dataclass(frozen=True, slots=True)
class Portion:
    """How far people are: ``done`` of ``total`` lines of the portion in hand, ``left`` of all."""

    done: int
    total: int
    left: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """The error rate that a layer is likely to have now; ``calibrated_on`` so many lines."""

    cer: float
    low: float | None
    high: float | None
    calibrated_on: int


def list_of(document: Document, layer_id: int | None) -> WorkList | None:
    """The work list of that layer, or without one the newest of the document."""
    lists = WorkList.objects.filter(layer__document=document, layer__archived_at__isnull=True)
    if layer_id is not None:
        lists = lists.filter(layer=layer_id)
    return lists.select_related("layer").order_by("-made_at").first()


def ranking_job(document: Document, layer_id: int | None) -> Job | None:
    """The ranking that waits or runs for a layer."""
    jobs = Job.objects.filter(document=document, kind="worklist").active()
    return jobs.filter(params__layer=layer_id).order_by("-pk").first()


def open_lines(work_list: WorkList) -> WorkLineQuerySet:
    """The lines of a list that nobody corrected, checked or passed over since it was made."""
    return uncorrected_lines(work_list).exclude(is_marked(work_list.layer))


def uncorrected_lines(work_list: WorkList) -> WorkLineQuerySet:
    """The same with those that were passed over: their text is as wrong as it was."""
    lines: WorkLineQuerySet = WorkLine.objects.filter(work_list=work_list)
    lines = lines.exclude(is_corrected("line"))
    return lines.exclude(line__part__status=PartStatus.DONE)


def described(lines: WorkLineQuerySet, layer: TranscriptionLayer) -> WorkLineQuerySet:
    """Lines with their page and their text, in a query that is one however many there are."""
    texts = LineTranscription.objects.filter(line=OuterRef("line"), layer=layer)
    rows = lines.select_related("line__part__image").defer("line__baseline", "line__mask")
    return rows.annotate(words=Subquery(texts.values("text")[:1])).order_by("rank")


def portion(work_list: WorkList) -> Portion:
    """The first stretch of lines that is not settled as a whole; three short queries."""
    rows = open_lines(work_list)
    first = rows.order_by("rank").values_list("rank", flat=True).first()
    if first is None:
        return Portion(0, 0, 0)
    start = first // PORTION * PORTION
    here = Q(rank__gte=start, rank__lt=start + PORTION)
    left = rows.aggregate(all=Count("pk"), here=Count("pk", filter=here))
    total = work_list.lines.filter(here).count()
    return Portion(done=total - left["here"], total=total, left=left["all"])


def estimate(work_list: WorkList) -> Estimate | None:
    """As it was reckoned with the list, less what was corrected since."""
    facts = work_list.facts
    if not facts.get("characters"):
        return None
    then = facts["errors"]
    now = uncorrected_lines(work_list).aggregate(sum=Sum("errors"))["sum"] or 0.0
    share = now / then if then else 0.0
    low, high = facts["interval"] or (None, None)
    return Estimate(
        cer=now / facts["characters"],
        low=None if low is None else low * share,
        high=None if high is None else high * share,
        calibrated_on=facts["calibrated_on"],
    )


def changed_since(work_list: WorkList) -> int:
    """Lines of the layer that were corrected, checked or read anew since the list was made."""
    layer, made = work_list.layer, work_list.made_at
    texts = LineTranscription.objects.filter(layer=layer, updated_at__gt=made)
    read: int = texts.filter(source=TextSource.MODEL).count()
    corrected = true_texts().filter(line__part__document=layer.document_id)
    typed: int = corrected.values("line").distinct().count() - int(work_list.facts["corrected"])
    return read + max(typed, 0)


def skipped_count(work_list: WorkList) -> int:
    count: int = skipped(work_list.layer).count()
    return count


def skipped(layer: TranscriptionLayer) -> Any:
    marks = WorkMark.objects.filter(text__layer=layer, state=MarkState.SKIPPED)
    return marks.filter(version=F("text__version"))


def page_rows(work_list: WorkList, parts: Sequence[int] | None = None) -> Any:
    """Pages of a list with what is open on them now."""
    here = {"line__part": OuterRef("part")}
    lines = open_lines(work_list).filter(**here).order_by().values("line__part")
    wrong = uncorrected_lines(work_list).filter(**here).order_by().values("line__part")
    rows = work_list.pages.select_related("part__image").annotate(
        open_count=Subquery(lines.annotate(n=Count("pk")).values("n")),
        open_errors=Subquery(wrong.annotate(n=Sum("errors")).values("n")),
    )
    return rows if parts is None else rows.filter(part__in=parts)
