"""What a person has of the catalogue: installed models, installations, newer versions."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from apps.hub.choosing import caution, model_files, obstacle
from apps.hub.models import HubEntry
from apps.hub.params import INSTALL
from apps.jobs.models import Job, JobState
from apps.models.models import OcrModel


@dataclass(frozen=True, slots=True)
class Offer:
    """An entry as one person finds it: installed, on its way, or what stands in the way.

    ``model`` is this version, ``other`` any version of it that the person may use.
    """

    entry: HubEntry
    model: OcrModel | None
    other: OcrModel | None
    job: Job | None
    obstacle: str
    caution: str

    @property
    def files(self) -> list[dict[str, Any]]:
        return model_files(self.entry)

    @property
    def is_running(self) -> bool:
        return self.job is not None and self.job.is_active

    @property
    def failure(self) -> str:
        """Why the last try failed, where it is not said as the obstacle already."""
        failed = self.job is not None and self.job.state == JobState.FAILED
        error = self.job.error if self.job and failed else ""
        return "" if error == self.obstacle else error

    @property
    def is_final(self) -> bool:
        """Whether trying again makes no sense."""
        return bool(self.obstacle) and self.obstacle != self.entry.refusal


def offers(rows: Iterable[HubEntry], user: Any) -> list[Offer]:
    """The entries with what the person has of them: two queries, however many they are."""
    found = list(rows)
    models = _models_of([entry.concept_doi for entry in found], user)
    jobs = {
        job.params.get("record"): job
        for job in Job.objects.filter(
            kind=INSTALL, user=user, params__record__in=[entry.record for entry in found]
        ).order_by("pk")
    }
    return [
        Offer(
            entry=entry,
            model=next((m for m in models if m.hub.get("id") == entry.doi), None),
            other=next((m for m in models if m.hub.get("concept") == entry.concept_doi), None),
            job=jobs.get(entry.record),
            obstacle=obstacle(entry),
            caution=caution(entry),
        )
        for entry in found
    ]


def _models_of(concepts: list[str], user: Any) -> list[OcrModel]:
    """The models of these concepts that the person may use, their own ones first."""
    rows = OcrModel.objects.visible_to(user).filter(details__hub__concept__in=concepts)
    return sorted(rows.order_by("-pk"), key=lambda model: model.owner_id != user.pk)


def installed_by(user: Any, entry: HubEntry) -> OcrModel | None:
    """The person's own model of this very version."""
    return OcrModel.objects.filter(owner=user, details__hub__id=entry.doi).first()


@dataclass(frozen=True, slots=True)
class Update:
    """An installed model, and the newer version of it that the repository has."""

    model: OcrModel
    entry: HubEntry


def updates(user: Any, models: Iterable[OcrModel] | None = None) -> list[Update]:
    """The newer versions of the person's installed models that they do not have yet."""
    rows = OcrModel.objects.filter(owner=user, details__has_key="hub")
    own = list(rows.only("pk", "name", "details", "owner"))
    have = {model.hub.get("id") for model in own}
    concepts = {model.hub.get("concept") for model in own}
    newest = HubEntry.objects.newest().filter(concept_doi__in=concepts).exclude(doi__in=have)
    by_concept = {entry.concept_doi: entry for entry in newest}
    asked = own if models is None else models
    found = ((model, by_concept.get(model.hub.get("concept", ""))) for model in asked)
    return [Update(model, entry) for model, entry in found if entry and _is_newer(entry, model)]


def _is_newer(entry: HubEntry, model: OcrModel) -> bool:
    theirs = (str(entry.published_at or ""), entry.record)
    record = model.hub.get("record")
    ours = (str(model.hub.get("published", "")), record if isinstance(record, int) else 0)
    return theirs > ours
