"""A model's page and the list: family, use, sharing with teams, filters, what others add."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from apps.documents.models import Document
from apps.models import sections
from apps.models.measured import measured
from apps.models.models import OcrModel
from apps.users.models import User
from tests import factories

ClientOf = Callable[[User | None], Client]


@pytest.fixture
def model(alice: User) -> OcrModel:
    return factories.OcrModelFactory(owner=alice, name="Gothic", script="Latf", accuracy=0.934)


@pytest.fixture
def registered(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing is registered but what the test registers."""
    for name in ("_sections", "_actions", "_many_actions"):
        monkeypatch.setattr(sections, name, [])
    yield


def test_other_apps_add_panels_and_actions(
    registered: None, client_of: ClientOf, alice: User, model: OcrModel
) -> None:
    template = "models/_measured.html"
    sections.register_section("Second", template, lambda model, user: {}, 30)
    sections.register_section("First", template, lambda model, user: {"figure": None}, 20)
    sections.register_section("Never", template, lambda model, user: None)
    sections.register_action("Try it", lambda model: f"/try/{model.pk}/")
    sections.register_action("Forbidden", lambda model: "/", when=lambda model, user: False)
    sections.register_many_action("Compare", "models:list")
    client = client_of(alice)
    words = client.get(f"/model/{model.pk}/").content.decode()
    assert words.index("<h2>First</h2>") < words.index("<h2>Second</h2>")
    assert "Never" not in words
    assert f'href="/try/{model.pk}/"' in words
    rows = client.get("/models/").content.decode()
    assert "Try it" in rows and "Forbidden" not in rows
    assert 'formaction="/models/" data-least="2" disabled>Compare' in rows
    assert f'name="models" value="{model.pk}"' in rows


def test_the_family_is_a_tree_of_what_may_be_seen(
    client_of: ClientOf, alice: User, bob: User, model: OcrModel
) -> None:
    details = {"set": {"name": "Charters", "version": 3}}
    child = factories.OcrModelFactory(
        owner=alice, name="Child", parent=model, version=2, details=details
    )
    hidden = factories.OcrModelFactory(owner=bob, name="Hidden", parent=model, version=2)
    factories.OcrModelFactory(owner=alice, name="Grandchild", parent=hidden, version=3)
    factories.OcrModelFactory(owner=bob, name="Lost", parent=child, version=3)
    words = client_of(alice).get(f"/model/{child.pk}/").content.decode()
    tree = words[words.index("family-tree") :]
    for part in ("Gothic v1", "Child v2</strong>", "Grandchild v3", "Charters v3"):
        assert part in tree
    assert tree.count("A model that is not shared with you") == 1
    assert "Hidden" not in words and "Lost" not in words
    lone = factories.OcrModelFactory(owner=alice)
    assert "family-tree" not in client_of(alice).get(f"/model/{lone.pk}/").content.decode()


def test_a_family_in_a_circle_ends(client_of: ClientOf, alice: User, model: OcrModel) -> None:
    other = factories.OcrModelFactory(owner=alice, parent=model)
    OcrModel.objects.filter(pk=model.pk).update(parent=other)
    assert client_of(alice).get(f"/model/{model.pk}/").status_code == 200


def test_use_is_counted_in_pages(
    client_of: ClientOf, alice: User, bob: User, document: Document, model: OcrModel
) -> None:
    model.is_public = True
    model.save()
    parts = factories.PartFactory.create_batch(2, document=document)
    for part in (*parts, parts[0]):
        factories.JobFactory(user=alice, document=document, part=part, ocr_model=model)
    secret = factories.DocumentFactory(name="Secret")
    factories.JobFactory(user=secret.owner, document=secret, ocr_model=model)
    words = client_of(alice).get(f"/model/{model.pk}/").content.decode()
    assert "Letters of 1848" in words and "2 pages" in words
    assert "Secret" not in words


def _page(client: Client, model: OcrModel) -> str:
    return client.get(f"/model/{model.pk}/").content.decode()


def test_a_model_is_shared_with_a_team(
    client_of: ClientOf, alice: User, bob: User, charlie: User, model: OcrModel
) -> None:
    assert "Or a team" not in client_of(alice).get(f"/model/{model.pk}/share/").content.decode()
    team = factories.TeamFactory(owner=alice, name="Readers")
    team.members.add(charlie)
    foreign = factories.TeamFactory(name="Others")
    client, url = client_of(alice), f"/model/{model.pk}/share/"
    opened = client.get(url).content.decode()
    assert "Readers" in opened and "Others" not in opened
    assert client.post(url, {"team": foreign.pk}).status_code == 422
    assert "Name a person, or choose a team" in client.post(url, {}).content.decode()
    answer = client.post(url, {"member": "bob", "team": team.pk})
    assert answer.status_code == 200 and "team</span>" in answer.content.decode()
    assert {share.user or share.team for share in model.shares.all()} == {bob, team}
    assert client_of(charlie).get(f"/model/{model.pk}/").status_code == 200
    assert "who shares it with your team <bdi>Readers</bdi>" in _page(client_of(charlie), model)
    assert "who shares it with you<br>" in _page(client_of(bob), model)
    assert "Shared with" in _page(client, model)
    share = model.shares.get(team=team)
    client.post(f"{url}{share.pk}/revoke/")
    assert client_of(charlie).get(f"/model/{model.pk}/").status_code == 404


def test_over_rest_a_team_is_named_by_its_id(
    api_of: Callable[[User], APIClient], alice: User, model: OcrModel
) -> None:
    team, foreign = factories.TeamFactory(owner=alice), factories.TeamFactory()
    client, url = api_of(alice), f"/api/models/{model.pk}/share/"
    assert client.post(url, {"group": team.pk}).status_code == 201
    assert model.shares.get().team == team
    assert client.post(url, {"group": foreign.pk}).status_code == 404
    assert client.post(url, {}).status_code == 400


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("owner=mine", {"Trained", "Plain"}),
        ("owner=shared", {"Shared"}),
        ("owner=public", {"Open"}),
        ("origin=trained", {"Trained"}),
        ("origin=installed", {"Open"}),
        ("origin=file", {"Plain", "Shared"}),
        ("script=Latf", {"Trained"}),
        ("script=Latf&owner=public", set()),
        ("owner=nonsense&origin=nonsense&sort=nonsense&page=99", {"Trained", "Plain", "Shared"}),
    ],
)
def test_the_list_is_narrowed(
    client_of: ClientOf, alice: User, query: str, expected: set[str]
) -> None:
    make = factories.OcrModelFactory
    make(owner=alice, name="Trained", script="Latf", details={"job": "x"})
    make(owner=alice, name="Plain")
    make(name="Open", is_public=True, details={"hub": {"id": "10.1/x"}})
    factories.ModelShareFactory(model=make(name="Shared"), user=alice)
    found = {row.name for row in client_of(alice).get(f"/models/?{query}").context["page"]}
    assert found >= expected if "nonsense" in query else found == expected


def test_more_models_cost_no_more_queries(
    client_of: ClientOf, alice: User, model: OcrModel, django_assert_max_num_queries: Any
) -> None:
    for _ in range(40):
        factories.OcrModelFactory(owner=alice, parent=model, details={"job": "x"})
    client = client_of(alice)
    with django_assert_max_num_queries(12):
        client.get("/models/")
    with django_assert_max_num_queries(30):
        client.get(f"/model/{model.pk}/")


def test_more_wrong_characters_than_there_are_is_no_accuracy_below_none(model: OcrModel) -> None:
    model.details = {"test": {"cer": 1.3, "interval": [1.1, 1.6], "lines": 5, "pages": 1}}
    found = measured(model)
    assert found is not None
    assert (found.accuracy, found.interval) == (0.0, (0.0, 0.0))
