"""The job that makes the work list of a layer: gathers, ranks, and writes it in one transaction."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import transaction
from django.utils import timezone

from apps.common.errors import ApplicationError
from apps.documents.models import Line, Part, TranscriptionLayer
from apps.jobs.models import Job, JobState
from apps.jobs.progress import Progress
from apps.jobs.registry import register
from apps.models.models import OcrModel
from apps.processing.params import parse
from apps.worklist.calibration import Calibration
from apps.worklist.gathering import FoundLine, Gathered, calibrations, gather
from apps.worklist.hand import bands
from apps.worklist.models import WorkLine, WorkList, WorkPage
from apps.worklist.params import RankParams
from apps.worklist.ranking import Candidate, Ranked, grams, rank
from apps.worklist.reasons import Known, named, rare_characters, reasons_for, usual_hand

SECONDS_TO_OPEN = 20.0
"""What another page costs beside its lines."""

NAMED_ON_PAGE = 5


@register("worklist", queue="default")
def rank_layer(job: Job, progress: Progress) -> dict[str, Any]:
    """Rank what nobody has corrected in a layer."""
    params = parse(RankParams, job.params)
    layers = TranscriptionLayer.objects.active().select_related("document")
    layer = layers.filter(pk=params.layer).first()
    if layer is None:
        raise ApplicationError("no_layer", "The layer was deleted meanwhile. Choose another one.")
    found = gather(layer, progress)
    made = _Ranking(layer, found)
    ranked = made.ranked()
    progress.check()
    _store(layer, made, ranked)
    return {
        "message": made.words(len(ranked)),
        "lines": len(ranked),
        "links": [
            {
                "text": "Open the work list",
                "src": f"/document/{layer.document_id}/worklist/?layer={layer.pk}",
            }
        ],
    }


@dataclass(frozen=True, slots=True)
class _Rates:
    """How doubt becomes an error rate, for each model that read the layer."""

    of: Mapping[str, Calibration]
    factor: Mapping[str, float]

    def doubt(self, line: FoundLine) -> float:
        """Without calibration, models are made comparable: none is surer than another."""
        return min(1.0, line.doubt * self.factor[line.model])

    def errors(self, line: FoundLine) -> float:
        return self.of[line.model].rate(self.doubt(line)) * max(len(line.text), 1)


def _rates(layer: TranscriptionLayer, lines: Sequence[FoundLine]) -> _Rates:
    doubts: dict[str, list[float]] = defaultdict(list)
    for line in lines:
        doubts[line.model].append(line.doubt)
    of = calibrations(layer, set(doubts))
    overall = float(np.mean([line.doubt for line in lines])) if lines else 0.0
    factor = {
        name: 1.0 if of[name].is_calibrated else overall / max(float(np.mean(values)), 1e-6)
        for name, values in doubts.items()
    }
    return _Rates(of, factor)


class _Ranking:
    """A layer's lines with what is known of them."""

    def __init__(self, layer: TranscriptionLayer, found: Gathered) -> None:
        self.found = found
        self.rates = _rates(layer, found.lines)
        self.by_id = {line.line_id: line for line in found.lines}
        self.known = _known(layer, found)

    def ranked(self) -> list[Ranked]:
        looks = [line.look for line in self.found.lines] + self.found.truth_looks
        hands = bands(looks)
        lines = self.found.lines
        candidates = [
            Candidate(line.line_id, line.part_id, line.text, self.rates.errors(line), hand)
            for line, hand in zip(lines, hands, strict=False)
        ]
        return rank(candidates, self._shown(hands[len(lines) :]))

    def _shown(self, hands: Sequence[tuple[str, ...]]) -> dict[Hashable, float]:
        """How often the corrected lines show each feature."""
        shown: Counter[Hashable] = Counter()
        for text in self.found.truth.values():
            shown.update(grams(text))
        shown.update(("hand", name) for hand in hands for name in hand)
        return {**shown, **self.found.page_features}

    def reasons(self, line: FoundLine) -> list[str]:
        return reasons_for(line.text, line.unsure, line.look, self.known)

    def facts(self) -> dict[str, Any]:
        """What is known of the whole layer: its likely error, and how sure that is."""
        characters = sum(self.found.characters.values())
        errors = sum(self.rates.errors(line) for line in self.found.lines)
        return {
            "corrected": len(self.found.truth),
            "lines": len(self.found.lines) + len(self.found.truth),
            "characters": characters,
            "errors": errors,
            "interval": self._interval(characters),
            "calibrated_on": sum(rates.lines for rates in self.rates.of.values()),
            "models": {name: rates.stored() for name, rates in self.rates.of.items()},
        }

    def _interval(self, characters: int) -> list[float] | None:
        """95 % bounds of the layer's error rate, where every model is calibrated."""
        low = high = 0.0
        for name, rates in self.rates.of.items():
            lines = [line for line in self.found.lines if line.model == name]
            doubts = np.array([line.doubt for line in lines])
            lengths = np.array([max(len(line.text), 1) for line in lines], dtype=np.float64)
            bounds = rates.interval(doubts, lengths)
            if bounds is None:
                return None
            low, high = low + bounds[0], high + bounds[1]
        return [low / max(characters, 1), high / max(characters, 1)] if self.rates.of else None

    def words(self, ranked: int) -> str:
        if not ranked:
            return "No line is left to correct in this layer."
        return f"{ranked} lines ranked, {len(self.found.truth)} are corrected"


def _known(layer: TranscriptionLayer, found: Gathered) -> Known:
    characters = Counter("".join(found.truth.values()))
    seen = {gram for text in found.truth.values() for gram in grams(text)}
    hand = usual_hand(found.truth_looks)
    return Known(len(found.truth), characters, seen, _alphabet(layer), hand)


def _alphabet(layer: TranscriptionLayer) -> frozenset[str]:
    """What the model knows that read this layer last."""
    jobs = Job.objects.filter(document=layer.document_id, kind="transcribe", state=JobState.DONE)
    job = jobs.filter(params__layer=layer.pk).order_by("-pk").first()
    model = OcrModel.objects.filter(jobs=job).first() if job else None
    return frozenset("".join(model.details.get("alphabet", ()))) if model else frozenset()


@transaction.atomic
def _store(layer: TranscriptionLayer, made: _Ranking, ranked: Sequence[Ranked]) -> None:
    values = {"facts": made.facts(), "made_at": timezone.now()}
    work_list, _ = WorkList.objects.update_or_create(layer=layer, defaults=values)
    work_list.lines.all().delete()
    work_list.pages.all().delete()
    there = set(Line.objects.filter(part__document=layer.document_id).values_list("pk", flat=True))
    alive = [row for row in ranked if row.candidate.line_id in there]
    lines = [_line(work_list, made, place, row) for place, row in enumerate(alive)]
    WorkLine.objects.bulk_create(lines, batch_size=500)
    WorkPage.objects.bulk_create(_pages(work_list, made, alive), batch_size=500)


def _line(work_list: WorkList, made: _Ranking, place: int, row: Ranked) -> WorkLine:
    candidate = row.candidate
    return WorkLine(
        work_list=work_list,
        line_id=candidate.line_id,
        rank=place,
        gain=row.gain,
        seconds=candidate.seconds,
        errors=candidate.errors,
        reasons=made.reasons(made.by_id[candidate.line_id]),
    )


def _pages(work_list: WorkList, made: _Ranking, ranked: Sequence[Ranked]) -> list[WorkPage]:
    """Pages by what all their open lines together bring for each second, the best first."""
    by_part: dict[int, list[Ranked]] = defaultdict(list)
    for row in ranked:
        by_part[row.candidate.part_id].append(row)
    rates = {part: _page_rate(rows) for part, rows in by_part.items()}
    best = max(rates.values(), default=1.0)
    there = Part.objects.filter(document=work_list.layer.document_id)
    parts = [part for part in there.values_list("pk", flat=True) if made.found.characters[part]]
    order = sorted(parts, key=lambda part: (-rates.get(part, 0.0), part))
    return [
        WorkPage(
            work_list=work_list,
            part_id=part,
            rank=place,
            score=rates.get(part, 0.0) / best,
            characters=made.found.characters[part],
            errors=sum(row.candidate.errors for row in by_part.get(part, ())),
            reasons=_page_reasons(part, by_part.get(part, ()), made),
        )
        for place, part in enumerate(order)
    ]


def _page_rate(rows: Sequence[Ranked]) -> float:
    seconds = SECONDS_TO_OPEN + sum(row.candidate.seconds for row in rows)
    return sum(row.gain for row in rows) / seconds


def _page_reasons(part: int, rows: Sequence[Ranked], made: _Ranking) -> list[str]:
    if not rows:
        return ["all lines are corrected"]
    lines = [made.by_id[row.candidate.line_id] for row in rows]
    unsure = sum(line.unsure for line in lines)
    rare = rare_characters("".join(line.text for line in lines), made.known)[:NAMED_ON_PAGE]
    found = [f"unsure of {unsure} characters in {len(lines)} lines"] if unsure else []
    found += [f"rare: {' '.join(map(named, rare))}"] if rare else []
    if made.found.truth and not made.found.truth_parts[part]:
        found.append("nothing of it is corrected yet")
    return found or [f"{len(lines)} lines to check"]
