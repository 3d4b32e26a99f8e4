"""The pages of the hub: search, card, states without list or network, notices of newer versions."""

import html
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from apps.hub.markdown import render
from apps.hub.models import HubEntry
from apps.jobs.models import Job
from apps.models.models import OcrModel
from apps.users.models import User
from tests import factories
from tests.hub.conftest import Install, Refresh
from tests.hub.repository import Repository, card

ClientOf = Callable[[User | None], Client]
HTMX = {"HTTP_HX_REQUEST": "true"}


def _words(client: Client, url: str, **headers: str) -> str:
    answer = client.get(url, **headers)  # type: ignore[arg-type]
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def test_the_list_is_searched_narrowed_and_sorted(
    client_of: ClientOf, alice: User, refresh: Refresh
) -> None:
    refresh()
    client = client_of(alice)
    words = _words(client, "/models/hub/")
    for part in ("Reads charters", "Reads novels", "Orders lines", "CC-BY-4.0", "Latin (2)"):
        assert part in words
    for query in (
        *(
            "q=charters+AUTHOR",
            "q=ten+charters",
            "q=10.5281/zenodo.101",
            "kind=recognition&q=chart",
        ),
        *("script=Latn&sort=title&q=charters", "language=lat", "since=2024&script=Latn&q=reads"),
    ):
        found = _words(client, f"/models/hub/?{query}", **HTMX)
        assert "Reads charters" in found, query
        assert "Reads novels" not in found, query
    assert "Reads novels" in _words(client, "/models/hub/?licence=Apache-2.0", **HTMX)
    nothing = _words(client, "/models/hub/?q=nowhere", **HTMX)
    assert "No public model fits" in nothing
    first = _words(client, "/models/hub/?sort=oldest", **HTMX)
    assert first.index("Reads novels") < first.index("Reads charters")


def test_nonsense_in_the_address_is_borne(
    client_of: ClientOf, alice: User, refresh: Refresh
) -> None:
    refresh()
    client = client_of(alice)
    for query in (
        "page=x",
        "sort=x",
        "since=x",
        "since=99999",
        "script=%7C",
        "q=%25_%5C",
        "since=٣٣٣٣",
    ):
        assert client.get(f"/models/hub/?{query}").status_code == 200


def test_the_list_asks_few_questions(
    client_of: ClientOf,
    alice: User,
    refresh: Refresh,
    repository: Repository,
    django_assert_max_num_queries: Any,
) -> None:
    refresh()
    for number in range(30):
        HubEntry.objects.create(
            record=1000 + number,
            doi=f"10.5281/zenodo.{1000 + number}",
            concept_doi=f"10.5281/zenodo.c{number}",
            datestamp="x",
            title="m",
        )
    client = client_of(alice)
    with django_assert_max_num_queries(12):
        client.get("/models/hub/")


def test_the_card_is_shown_in_full(client_of: ClientOf, alice: User, refresh: Refresh) -> None:
    refresh()
    words = _words(client_of(alice), "/models/hub/101/")
    for part in (
        *("Reads charters", "Ada Author", "A university", "CER 4.12", "Ten charters."),
        *("Creative Commons Attribution 4.0", "https://github.com/example/ground-truth"),
        *("How to cite it", "Ada Author (2025). Reads charters", "charters.safetensors"),
    ):
        assert part in words
    order = _words(client_of(alice), "/models/hub/301/")
    assert "model for reading order" in order
    assert client_of(alice).get("/models/hub/999/").status_code == 404


def test_a_card_cannot_hurt_its_readers(
    client_of: ClientOf, alice: User, refresh: Refresh, repository: Repository
) -> None:
    evil = "<script>alert(1)</script>"
    body = f"""# {evil}

[a](javascript:alert(1)) [b](http://ok.example) <img src=x onerror=alert(1)>

![picture](https://spy.example/pixel.png)

<div onclick="alert(1)">{evil}</div>
"""
    repository.deposits[101].files["README.md"] = card(
        f"Title {evil}",
        body=body,
        citation="javascript:alert(1)",
        datasets=['https://x.example/"onmouseover="alert(1)', "javascript:alert(2)"],
        license=evil,
        authors=[{"name": evil}],
        metrics={evil: 1},
    )
    refresh()
    for url in ("/models/hub/101/", "/models/hub/"):
        raw = client_of(alice).get(url).content.decode()
        for forbidden in ("<script>alert", "onerror=", 'href="javascript', "<img", 'onclick="'):
            assert forbidden not in raw, (url, forbidden)
    raw = client_of(alice).get("/models/hub/101/").content.decode()
    assert 'href="http://ok.example"' in raw
    assert 'href="https://spy.example/pixel.png"' in raw
    assert 'onmouseover="alert' not in raw


@pytest.mark.parametrize("text", ["<!--" * 20_000, "[" * 50_000, "![[" * 30_000, "a\n" * 40_000])
def test_markdown_that_wants_to_take_long_does_not_nest(text: str) -> None:
    assert len(render(text)) < 2_000_000


def test_comments_of_the_template_are_left_out() -> None:
    text = "before <!-- one --> between <!-- as the template ends them --!> after <!-- open"
    assert "before  between  after &lt;!-- open" in render(text)


def test_without_a_list_the_page_offers_to_fetch_it(
    client_of: ClientOf, alice: User, repository: Repository
) -> None:
    client = client_of(alice)
    words = _words(client, "/models/hub/")
    assert "not here yet" in words
    assert 'hx-trigger="load"' not in words
    answer = client.post("/models/hub/catalogue/", **HTMX)  # type: ignore[arg-type]
    assert "Fetching the list" in answer.content.decode()
    assert Job.objects.get().kind == "hub-refresh"
    assert repository.server.asked == []


def test_an_old_list_is_fetched_on_opening_once_a_day(
    client_of: ClientOf, alice: User, refresh: Refresh
) -> None:
    refresh()
    client = client_of(alice)
    assert 'hx-trigger="load"' not in _words(client, "/models/hub/")
    HubEntry.objects.update(seen_at=timezone.now() - timedelta(days=3))
    Job.objects.update(created_at=timezone.now() - timedelta(days=3))
    words = _words(client, "/models/hub/")
    assert 'hx-trigger="load"' in words
    assert "3\xa0days ago" in words


def test_without_a_network_the_page_says_so_and_how_old_the_list_is(
    client_of: ClientOf, alice: User, refresh: Refresh, settings: Any
) -> None:
    refresh()
    HubEntry.objects.update(seen_at=timezone.now() - timedelta(days=3))
    settings.MODEL_REPO_OAI_URL = "http://127.0.0.1:9/oai2d"
    refresh()
    words = _words(client_of(alice), "/models/hub/")
    assert "could not be fetched anew" in words
    assert "nothing answers there" in words
    assert "You see the list of" in words
    assert "Reads charters" in words
    assert "Try again" in words


def test_one_click_installs(
    client_of: ClientOf, alice: User, bob: User, refresh: Refresh, install: Install
) -> None:
    refresh()
    client = client_of(alice)
    answer = client.post("/models/hub/101/install/", **HTMX)  # type: ignore[arg-type]
    assert "Installing" in answer.content.decode()
    assert Job.objects.filter(kind="hub-install").count() == 1
    install()
    model = OcrModel.objects.get()
    assert "Installed" in _words(client, "/models/hub/101/install/", **HTMX)
    assert "Installed" in _words(client, "/models/hub/")
    assert f"/model/{model.pk}/" in _words(client, "/models/hub/101/")
    # Bob may not use alice's model, so he is not told of it.
    assert "Installed" not in _words(client_of(bob), "/models/hub/")
    factories.ModelShareFactory(model=model, user=bob)
    assert "Installed" in _words(client_of(bob), "/models/hub/")


def test_the_model_page_says_where_the_model_comes_from(
    client_of: ClientOf, alice: User, install: Install
) -> None:
    install()
    model = OcrModel.objects.get()
    words = _words(client_of(alice), f"/model/{model.pk}/")
    for part in ("Where it comes from", "10.5281/zenodo.101", "Creative Commons", "Cite as"):
        assert part in words
    other = factories.OcrModelFactory(owner=alice)
    assert "Where it comes from" not in _words(client_of(alice), f"/model/{other.pk}/")


def test_newer_versions_are_told_on_the_models_pages(
    client_of: ClientOf, alice: User, install: Install
) -> None:
    install()
    client = client_of(alice)
    assert "newer version" not in _words(client, "/models/")
    HubEntry.objects.filter(pk=101).update(is_latest=False)
    HubEntry.objects.create(
        record=151,
        doi="10.5281/zenodo.151",
        concept_doi="10.5281/zenodo.100",
        datestamp="x",
        title="Newer",
        published_at="2026-01-01",
        files=[{"name": "m.safetensors", "url": "http://x.example/m", "size": 7}],
    )
    model = OcrModel.objects.get()
    assert "newer version" in _words(client, "/models/")
    assert "newer version" in _words(client, f"/model/{model.pk}/")
    assert "another version" in _words(client, "/models/hub/151/")
    assert "There is a newer version" in _words(client, "/models/hub/101/")


def test_details_that_somebody_restored_cannot_break_the_pages(
    client_of: ClientOf, alice: User, refresh: Refresh
) -> None:
    refresh()
    for hub in (
        {"concept": 3},
        {"id": "10.5281/zenodo.101"},
        {"concept": "10.5281/zenodo.100", "record": "x"},
    ):
        factories.OcrModelFactory(owner=alice, details={"hub": hub})
    client = client_of(alice)
    for url in ("/models/", "/models/hub/", "/models/hub/101/"):
        assert client.get(url).status_code == 200
    for model in OcrModel.objects.all():
        assert client.get(f"/model/{model.pk}/").status_code == 200


def test_strangers_without_an_account_see_nothing(client_of: ClientOf, refresh: Refresh) -> None:
    refresh()
    client = client_of(None)
    for url in ("/models/hub/", "/models/hub/101/", "/models/hub/catalogue/"):
        assert client.get(url).status_code == 302
    assert client.post("/models/hub/101/install/").status_code == 302
    assert not Job.objects.filter(kind="hub-install").exists()
