"""The e-mail about a finished export: only where it is wanted and can be sent."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from apps.documents.models import Part, TranscriptionLayer
from apps.exports.models import Export
from apps.jobs.models import Job
from apps.jobs.runner import run
from apps.users.models import User

pytestmark = pytest.mark.django_db


def do_export(client: Client, part: Part, layer: TranscriptionLayer, **fields: Any) -> Job:
    form = {"format": "page", "layers": [layer.pk], "selection": "all", **fields}
    response = client.post(f"/document/{part.document_id}/export/", form)
    assert response.status_code == 204, response.content
    job = Job.objects.latest("pk")
    run(job.pk)
    job.refresh_from_db()
    return job


def test_who_wants_it_gets_the_link_by_e_mail(
    alice: User, transcribed: Part, layer: TranscriptionLayer, client_of: Callable[[User], Client]
) -> None:
    job = do_export(client_of(alice), transcribed, layer, notify="on")
    (message,) = mail.outbox
    assert message.to == [alice.email]
    export = Export.objects.get(job=job)
    assert f"http://testserver/export/{export.uid}/" in message.body
    assert "no lines to export" in message.body


def test_who_does_not_gets_none(
    alice: User, transcribed: Part, layer: TranscriptionLayer, client_of: Callable[[User], Client]
) -> None:
    do_export(client_of(alice), transcribed, layer)
    assert mail.outbox == []


def test_a_server_without_e_mail_does_not_offer_it(
    alice: User,
    transcribed: Part,
    layer: TranscriptionLayer,
    client_of: Callable[[User], Client],
    settings: Any,
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    client = client_of(alice)
    page = client.get(f"/document/{transcribed.document_id}/export/").content.decode()
    assert "e-mail" not in page
    assert do_export(client, transcribed, layer, notify="on").state == "done"


def test_a_mail_server_that_fails_does_not_fail_the_export(
    alice: User,
    transcribed: Part,
    layer: TranscriptionLayer,
    client_of: Callable[[User], Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("apps.exports.mail.send_mail", refuse)
    job = do_export(client_of(alice), transcribed, layer, notify="on")
    assert job.state == "done"
    assert "could not be sent" in job.log
