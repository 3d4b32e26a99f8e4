"""Job events: what open browser tabs are told about a job."""

from apps.events.services import document_topic, emit, user_topic
from apps.jobs.models import Job


def announce(job: Job) -> None:
    """Tell the document's and the person's tabs, inside the caller's transaction."""
    payload = {
        "id": job.pk,
        "kind": job.kind,
        "title": job.title,
        "state": job.state,
        "done": job.done,
        "total": job.total,
        "message": job.message,
        "part": job.part_id,
        "parent": job.parent_id,
    }
    emit(topic=user_topic(job.user_id), kind="job", payload=payload)
    if job.document_id:
        emit(topic=document_topic(job.document_id), kind="job", payload=payload)
