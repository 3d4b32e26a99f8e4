"""A model with its card as one file, and the package for a repository."""

import hashlib
import json
import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
import yaml
from django.test import Client

from apps.models.models import OcrModel
from apps.users.models import User
from tests import factories

ClientOf = Callable[[User | None], Client]


@pytest.fixture
def model(alice: User) -> OcrModel:
    base = factories.OcrModelFactory(
        owner=alice,
        name="Base",
        details={"hub": {"id": "10.5281/zenodo.1", "licence": "CC-BY-SA-4.0"}},
    )
    return factories.OcrModelFactory(
        owner=alice,
        name="Gothic",
        script="Latf",
        accuracy=0.9,
        parent=base,
        version=2,
        description="Fraktur of the 1530s.",
        card={"license": "CC-BY-4.0", "language": ["deu"], "keywords": ["fraktur"]},
    )


def _files(answer: Any) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(b"".join(answer.streaming_content))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_with_its_card(client_of: ClientOf, alice: User, model: OcrModel) -> None:
    answer = client_of(alice).get(f"/model/{model.pk}/with-card/")
    assert "Gothic_v2_with_card.zip" in answer["Content-Disposition"]
    files = _files(answer)
    assert files["Gothic_v2.safetensors"] == b"weights"
    assert b"Fraktur of the 1530s." in files["card.md"]
    assert yaml.safe_load(files["CITATION.cff"])["license"] == "CC-BY-4.0"


def test_the_package_holds_what_a_repository_wants(
    client_of: ClientOf, alice: User, model: OcrModel
) -> None:
    files = _files(client_of(alice).get(f"/model/{model.pk}/package.zip"))
    expected = {"Gothic_v2.safetensors", "README.md", "metadata.json", "dataverse.json"}
    assert set(files) == expected | {"LICENSE", "CITATION.cff", "SHA256SUMS"}
    zenodo = json.loads(files["metadata.json"])["metadata"]
    assert (zenodo["license"], zenodo["keywords"]) == ("CC-BY-4.0", ["fraktur"])
    (related,) = zenodo["related_identifiers"]
    assert related["identifier"] == "https://doi.org/10.5281/zenodo.1"
    assert b"creativecommons.org/licenses/by/4.0" in files["LICENSE"]
    for line in files["SHA256SUMS"].decode().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256(files[name]).hexdigest() == digest


def test_its_card_keeps_to_the_schema_of_the_library(
    client_of: ClientOf, alice: User, model: OcrModel
) -> None:
    import jsonschema
    from htrmopo.util import _v1_schema, _yaml_regex, format_checker

    files = _files(client_of(alice).get(f"/model/{model.pk}/package.zip"))
    head, content = _yaml_regex.match(files["README.md"].decode()).groups()
    jsonschema.validate(yaml.safe_load(head), _v1_schema, format_checker=format_checker)
    assert content.startswith("# Gothic")


def test_what_is_missing_is_listed_and_nothing_is_packed(
    client_of: ClientOf, alice: User, model: OcrModel
) -> None:
    model.card, model.description, model.script = {}, "", ""
    model.save()
    client = client_of(alice)
    for url, code in (
        (f"/model/{model.pk}/package/", 200),
        (f"/model/{model.pk}/package.zip", 422),
    ):
        answer = client.get(url)
        assert answer.status_code == code
        words = answer.content.decode()
        for part in ("Licence: choose", "Languages: name", "Scripts: name", "Description: say"):
            assert part in words
    assert "package.zip" not in client.get(f"/model/{model.pk}/package/").content.decode()


def test_the_dialog_warns_of_figures_and_of_the_licence_of_the_base(
    client_of: ClientOf, alice: User, model: OcrModel
) -> None:
    words = client_of(alice).get(f"/model/{model.pk}/package/").content.decode()
    assert f"/model/{model.pk}/package.zip" in words
    assert "which is under CC-BY-SA-4.0" in words
    assert "Unseen pages say more" in words


def test_only_the_owner_deposits(client_of: ClientOf, bob: User, model: OcrModel) -> None:
    factories.ModelShareFactory(model=model, user=bob)
    for path in ("package/", "package.zip"):
        assert client_of(bob).get(f"/model/{model.pk}/{path}").status_code == 404
