"""Exports through REST: the contract's fields and answers, and our own beside them."""

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from apps.documents.models import LineTranscription, LineType, Part, TranscriptionLayer
from apps.exports.models import Export
from apps.exports.writers.base import formats
from apps.formats.registry import codec
from apps.jobs.runner import run
from apps.users.models import User

pytestmark = pytest.mark.django_db

ApiOf = Callable[[User], APIClient]


def ask(api: APIClient, part: Part, layer: TranscriptionLayer, **fields: Any) -> Any:
    body = {
        "transcription": layer.pk,
        "file_format": "pagexml",
        "region_types": [
            *(str(pk) for pk in part.document.region_types.values_list("pk", flat=True)),
            "Undefined",
            "Orphan",
        ],
    }
    return api.post(f"/api/documents/{part.document_id}/export/", body | fields, format="json")


def exported(api: APIClient, response: Any) -> tuple[Export, bytes]:
    assert response.status_code == 200, response.content
    run(response.json()["job"])
    export = Export.objects.get(job_id=response.json()["job"])
    file = api.get(f"/api/downloads/{export.uid.hex}/file/")
    return export, b"".join(file.streaming_content)


def test_the_api_queues_and_refuses_as_the_contract_says(
    alice: User, transcribed: Part, layer: TranscriptionLayer, api_of: Callable[[User], APIClient]
) -> None:
    url = f"/api/documents/{transcribed.document_id}/export/"
    body = {
        "transcription": layer.pk,
        "file_format": "pagexml",
        "region_types": ["Undefined", "Orphan"],
        "parts": [transcribed.pk],
    }
    response = api_of(alice).post(url, body, format="json")
    assert response.status_code == 200
    assert response.json()["status"] == "ok"
    bad = api_of(alice).post(url, {"file_format": "papyrus"}, format="json")
    assert bad.status_code == 400
    errors = json.loads(bad.json()["error"])
    assert set(errors) == {"transcription", "region_types", "file_format"}
    run(response.json()["job"])
    (row,) = api_of(alice).get("/api/downloads/").json()["results"]
    assert api_of(alice).delete(f"/api/downloads/{row['fingerprint']}/").status_code == 204


def test_one_page_of_xml_is_a_zip_as_clients_expect_unless_they_ask_otherwise(
    alice: User, transcribed: Part, layer: TranscriptionLayer, api_of: ApiOf
) -> None:
    api = api_of(alice)
    _, data = exported(api, ask(api, transcribed, layer))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        (name,) = archive.namelist()
        assert len(codec("page").read(archive.read(name)).lines) == 4
    export, data = exported(api, ask(api, transcribed, layer, zip=False))
    assert export.name.endswith(".xml")
    assert len(codec("page").read(data).lines) == 4


def test_the_file_is_counted_and_resumed_here_too(
    alice: User, transcribed: Part, layer: TranscriptionLayer, api_of: ApiOf
) -> None:
    api = api_of(alice)
    export, data = exported(api, ask(api, transcribed, layer, zip=False))
    url = f"/api/downloads/{export.uid.hex}/"
    rest = api.get(f"{url}file/", HTTP_RANGE="bytes=10-")
    assert rest.status_code == 206
    assert b"".join(rest.streaming_content) == data[10:]  # type: ignore[attr-defined]
    row = api.get(url).json()
    (same,) = api.get(f"/api/downloads/?job={export.job_id}").json()["results"]
    assert same == row
    assert api.get("/api/downloads/?job=999999").json()["results"] == []
    assert (row["download_count"], row["part_count"], row["warning_count"]) == (1, 1, 0)


def test_only_lines_of_chosen_types_are_written(
    alice: User, transcribed: Part, layer: TranscriptionLayer, api_of: ApiOf
) -> None:
    heading = LineType.objects.create(document=transcribed.document, name="Heading!")
    transcribed.lines.filter(order=1).update(type=heading)
    api = api_of(alice)
    for chosen, number in (([str(heading.pk)], 1), (["Undefined"], 3)):
        answer = ask(api, transcribed, layer, zip=False, line_types=chosen)
        assert len(codec("page").read(exported(api, answer)[1]).lines) == number
    refused = ask(api, transcribed, layer, line_types=["999999"])
    assert list(json.loads(refused.json()["error"])) == ["line_types"]


def test_several_layers_go_into_one_file(
    alice: User, transcribed: Part, layer: TranscriptionLayer, api_of: ApiOf
) -> None:
    second = transcribed.document.layers.create(name="Second")
    LineTranscription.objects.create(line=transcribed.lines.first(), layer=second, text="other")
    api = api_of(alice)
    answer = ask(api, transcribed, layer, layers=[second.pk, layer.pk], file_format="alto")
    with zipfile.ZipFile(io.BytesIO(exported(api, answer)[1])) as archive:
        folders = {name.partition("/")[0] for name in archive.namelist() if "/" in name}
    assert folders == {"Second", layer.name}


def test_characters_come_only_when_asked_for_as_the_contract_has_it(
    alice: User, transcribed: Part, layer: TranscriptionLayer, api_of: ApiOf
) -> None:
    text = layer.transcriptions.get(text__startswith="line 0")
    ring = [[0, 0], [5, 0], [5, 5], [0, 5]]
    text.glyphs = [[char, ring, 0.5] for char in text.text]
    text.save()
    api = api_of(alice)
    for include, number in ((False, 0), (True, len(text.text))):
        answer = ask(api, transcribed, layer, zip=False, include_characters=include)
        first = codec("page").read(exported(api, answer)[1]).lines[0]
        assert first.text is not None
        assert len(first.text.glyphs) == number


def test_an_option_that_a_format_has_not_is_refused(
    alice: User, transcribed: Part, layer: TranscriptionLayer, api_of: ApiOf
) -> None:
    refused = ask(api_of(alice), transcribed, layer, options={"colour": "red"})
    assert "has no option colour" in json.loads(refused.json()["error"])["options"][0]


def test_the_formats_are_listed_with_their_options(
    vera: User, charlie: User, part: Part, api_of: ApiOf
) -> None:
    url = f"/api/documents/{part.document_id}/export/"
    rows = api_of(vera).get(url).json()
    assert [row["file_format"] for row in rows] == list(formats())
    assert api_of(charlie).get(url).status_code == 404
