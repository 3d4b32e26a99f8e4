"""Findings in the storage, and the rows that say what they are."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from apps.evaluation.findings import LayoutFindings, Page, Subject, TextFindings, pack
from apps.evaluation.models import Evaluation, EvaluationDocument, EvaluationSubject, Task
from apps.jobs.models import Job

FOLDER = "evaluations"


def store(
    *,
    job: Job,
    reference: str,
    findings: TextFindings | LayoutFindings,
    figures: Sequence[dict[str, Any]],
) -> Evaluation:
    """Keep what a job found; done again after a lost worker, it takes the place of the first."""
    is_text = isinstance(findings, TextFindings)
    pages = [page if isinstance(page, Page) else page.page for page in findings.pages]
    name = f"{FOLDER}/{job.uid}.json.gz"
    default_storage.delete(name)
    stored = default_storage.save(name, ContentFile(pack(findings)))
    with transaction.atomic():
        Evaluation.objects.filter(uid=job.uid).delete()
        evaluation = Evaluation.objects.create(
            uid=job.uid,
            task=Task.TEXT if is_text else Task.LAYOUT,
            title=str(job),
            reference=reference,
            user=job.user,
            job=job,
            file=stored,
            page_count=len(pages),
            line_count=_lines(findings),
        )
        _add_rows(evaluation, {page.document for page in pages}, findings.subjects, figures)
    return evaluation


def _lines(findings: TextFindings | LayoutFindings) -> int:
    if isinstance(findings, TextFindings):
        return len(findings.lines)
    return sum(len(page.truth.lines) for page in findings.pages)


def _add_rows(
    evaluation: Evaluation,
    documents: Iterable[int],
    subjects: Sequence[Subject],
    figures: Sequence[dict[str, Any]],
) -> None:
    EvaluationDocument.objects.bulk_create(
        EvaluationDocument(evaluation=evaluation, document_id=pk) for pk in sorted(documents)
    )
    EvaluationSubject.objects.bulk_create(
        EvaluationSubject(
            evaluation=evaluation,
            position=position,
            name=subject.name,
            model_id=subject.model or None,
            layer_id=subject.layer,
            error=subject.error,
            figures=of_subject,
        )
        for position, (subject, of_subject) in enumerate(zip(subjects, figures, strict=True))
    )


def load(evaluation: Evaluation) -> bytes:
    """The file with the findings."""
    with default_storage.open(str(evaluation.file.name)) as file:
        content: bytes = file.read()
    return content
