"""Asking for the catalogue and for models of it."""

from dataclasses import asdict

from django.db import transaction
from django.utils.timezone import localtime

from apps.common.errors import ApplicationError
from apps.hub.choosing import model_files, obstacle
from apps.hub.models import HubEntry
from apps.hub.offers import installed_by
from apps.hub.params import INSTALL, REFRESH, InstallParams
from apps.hub.selectors import is_fresh, listed_at, running_refresh
from apps.jobs.models import Job
from apps.jobs.services import enqueue
from apps.users.models import User


@transaction.atomic
def request_refresh(*, user: User) -> Job:
    """Queue the fetching of the catalogue, once a day at most; the job that does it already."""
    running = running_refresh()
    if running is not None:
        return running
    when = listed_at()
    if when and is_fresh() and not HubEntry.objects.without_card().exists():
        raise ApplicationError(
            "fresh",
            f"The list is of {localtime(when):%-d %B, %H:%M}. It is fetched once a day at most,"
            " to spare the repository.",
        )
    return enqueue(kind=REFRESH, user=user, params={}, title="Fetch the list of public models")


@transaction.atomic
def request_install(
    *, user: User, entry: HubEntry, file: str = "", is_public: bool = False
) -> Job | None:
    """Queue the installation of a model, or give the job that does it; ``None`` if it is here."""
    # Of two requests at once the second sees the first one's job.
    HubEntry.objects.select_for_update().filter(pk=entry.pk).first()
    if installed_by(user, entry) is not None:
        return None
    _check(user, entry, file, is_public)
    running = Job.objects.active().filter(kind=INSTALL, user=user, params__record=entry.record)
    job = running.first()
    if job is not None:
        return job
    params = InstallParams(record=entry.record, file=file, is_public=is_public)
    return enqueue(kind=INSTALL, user=user, params=asdict(params), title=f"Install “{entry.title}”")


def _check(user: User, entry: HubEntry, file: str, is_public: bool) -> None:
    names = [row["name"] for row in model_files(entry)]
    problem = obstacle(entry)
    # What was refused once may be tried again: kraken, or this server, may have changed.
    if problem and problem != entry.refusal:
        raise ApplicationError("not_usable", f"“{entry.title}” cannot be installed. {problem}")
    if file and file not in names:
        raise ApplicationError(
            "no_file", f"“{entry.title}” has no model file {file}. Choose one of its files."
        )
    if is_public and not user.is_staff:
        raise ApplicationError(
            "not_staff", "Only an administrator can install a model for everybody."
        )
