"""A document of three pages with texts in two layers."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from apps.documents.models import Document, LineTranscription, Part, TranscriptionLayer
from apps.jobs import runner
from apps.jobs.models import Job
from apps.users.models import User
from tests import factories

TEXTS = (
    ("Cur precor Alcides", "Suſtulit et ſubiit"),
    ("Cur non eſt veritus", "Imperio et imperio"),
    ("nihil hic", ""),
)


@pytest.fixture
def pages(document: Document, layer: TranscriptionLayer) -> list[Part]:
    """Two lines a page; the model's layer says all in capitals."""
    model = factories.TranscriptionLayerFactory(document=document, name="model")
    parts = [factories.PartFactory(document=document) for _ in TEXTS]
    for part, texts in zip(parts, TEXTS, strict=True):
        for order, text in enumerate(texts):
            line = factories.LineFactory(part=part, order=order)
            factories.LineTranscriptionFactory(line=line, layer=layer, text=text)
            factories.LineTranscriptionFactory(line=line, layer=model, text=text.upper())
        Part.objects.filter(pk=part.pk).update(line_count=len(texts))
    return parts


@pytest.fixture
def search(api_of: Callable[[User], APIClient], alice: User, document: Document) -> Any:
    """Search in the document unless another place is named."""

    def ask(q: str, user: User = alice, **options: Any) -> Any:
        place = {} if {"part", "project"} & set(options) else {"document": document.pk}
        return api_of(user).get("/api/search/", {"q": q} | place | options)

    return ask


@pytest.fixture
def replace(api_of: Callable[[User], APIClient], alice: User, search: Any) -> Any:
    """Preview, then replace all that the preview shows."""

    def ask(q: str, words: str, user: User = alice, **options: Any) -> Any:
        texts = options.pop("texts", None) or preview(search, q, replacement=words, **options)
        document = LineTranscription.objects.get(pk=texts[0]["id"]).layer.document_id
        place = {} if {"part", "project"} & set(options) else {"document": document}
        body = {"q": q, "replacement": words, "texts": texts} | place | options
        return api_of(user).post("/api/search/replacements/", body, format="json")

    return ask


def preview(search: Any, q: str, **options: Any) -> list[dict[str, Any]]:
    """The texts with hits, as they are sent to be replaced."""
    found = search(q, **options).json()
    return [
        {"id": line["id"], "version": line["version"]}
        for page in found["pages"]
        for line in page["lines"]
    ]


@pytest.fixture
def run_job() -> Callable[[int], Job]:
    def run(job_id: int) -> Job:
        runner.run(job_id)
        return Job.objects.get(pk=job_id)

    return run
