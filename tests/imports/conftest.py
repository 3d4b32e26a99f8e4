"""Asking for imports and doing them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from apps.documents.models import Document
from apps.imports.models import Import
from apps.imports.services import request_import
from apps.jobs.runner import run as run_job
from apps.users.models import User


@pytest.fixture
def browser(alice: User, client_of: Callable[[User], Client]) -> Client:
    """Where alice is signed in."""
    return client_of(alice)


@pytest.fixture
def import_pdf(alice: User, document: Document) -> Callable[..., Import]:
    """Ask for the import of a PDF and do it."""

    def do(data: bytes, name: str = "book.pdf", **source: Any) -> Import:
        asked = request_import(
            user=alice,
            document=document,
            kind="pdf",
            upload=SimpleUploadedFile(name, data),
            options={"layer": "From the PDF", "source": source},
        )
        run_job(asked.job_id)
        return Import.objects.select_related("job").get(pk=asked.pk)

    return do
