"""How much one person may have waiting at once."""

from django.conf import settings

from apps.common.errors import ApplicationError
from apps.jobs.models import Job
from apps.users.models import User


def check(*, user: User, more: int) -> None:
    """Raise when ``more`` jobs would exceed ``MAX_QUEUED_JOBS`` of this person."""
    active = Job.objects.active().filter(user=user, is_group=False).count()
    if active + more > settings.MAX_QUEUED_JOBS:
        raise ApplicationError(
            "quota",
            f"You have {active} pages or jobs waiting and at most {settings.MAX_QUEUED_JOBS} are"
            " allowed. Select fewer pages, or wait until some are done.",
        )
