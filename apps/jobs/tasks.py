"""The one Celery task that people wait for, and the one that looks after it."""

from celery import shared_task

from apps.common import reserve
from apps.jobs import runner, services


@shared_task
def run_job(job_id: int) -> None:
    """Run the job with this id; all it needs is in its row."""
    runner.run(job_id)


@shared_task
def reap_stale_jobs() -> int:
    """Find jobs whose worker is lost and hand out what waits."""
    reserve.keep()
    return services.reap_stale()
