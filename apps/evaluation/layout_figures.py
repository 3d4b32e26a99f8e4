"""Sums over pages out of the findings on lines and regions."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from apps.evaluation.findings import Found, LayoutFindings, Subject
from apps.layout.metrics_lines import LineScore
from apps.layout.metrics_regions import RegionScore


@dataclass(frozen=True, slots=True)
class Total:
    """One subject over all pages; ``regions`` by type."""

    position: int
    subject: Subject
    score: LineScore
    areas: RegionScore
    regions: dict[str, RegionScore]
    missed: int
    extra: int
    split: int
    merged: int
    pages: int

    @property
    def seconds_per_page(self) -> float | None:
        return self.subject.seconds / self.pages if self.subject.seconds and self.pages else None


def totals(findings: LayoutFindings) -> list[Total]:
    """Each subject that could be measured; the best F1 first."""
    made = [
        _total(position, subject, [page.found[position] for page in findings.pages])
        for position, subject in enumerate(findings.subjects)
        if not subject.error
    ]
    return sorted(made, key=lambda total: (-total.score.f1, total.position))


def _total(position: int, subject: Subject, pages: Iterable[Found | None]) -> Total:
    found = [page for page in pages if page is not None]
    regions: dict[str, RegionScore] = defaultdict(RegionScore)
    for page in found:
        for name, score in page.regions.items():
            regions[name] += score
    return Total(
        position=position,
        subject=subject,
        score=sum((page.score for page in found), LineScore()),
        areas=sum((page.areas for page in found), RegionScore()),
        regions=dict(sorted(regions.items())),
        missed=sum(len(page.errors.missed) for page in found),
        extra=sum(len(page.errors.extra) for page in found),
        split=sum(len(page.errors.split) for page in found),
        merged=sum(len(page.errors.merged) for page in found),
        pages=len(found),
    )
