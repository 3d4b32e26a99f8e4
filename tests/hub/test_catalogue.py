"""The catalogue is read from a repository that speaks the real protocol, whatever it answers."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from apps.common.errors import ApplicationError
from apps.hub.models import HubEntry
from apps.hub.selectors import catalogue_state
from apps.hub.services import request_refresh
from apps.users.models import User
from tests.hub.conftest import Refresh
from tests.hub.repository import Deposit, Repository, card
from tests.web_server import Answer, cut_off

BOMB = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>
<OAI-PMH><ListRecords><record>&c;</record></ListRecords></OAI-PMH>"""


def _age(hours: int) -> None:
    HubEntry.objects.update(seen_at=timezone.now() - timedelta(hours=hours))


def test_list_and_cards_are_read(refresh: Refresh, repository: Repository) -> None:
    job = refresh()
    assert (job.state, job.message) == ("done", "3 models, 3 new or changed")
    entry = HubEntry.objects.get(pk=101)
    assert (entry.doi, entry.concept_doi) == ("10.5281/zenodo.101", "10.5281/zenodo.100")
    assert (entry.title, str(entry.published_at)) == ("Reads charters", "2025-03-01")
    assert (entry.kinds, entry.scripts, entry.languages) == ("|recognition|", "|Latn|", "|lat|")
    assert (entry.licence, entry.software) == ("CC-BY-4.0", "kraken")
    assert entry.creators == [{"name": "Ada Author", "affiliation": "A university"}]
    assert entry.card["metrics"] == {"cer": 4.12}
    assert "Ten charters." in entry.body
    assert [file["name"] for file in entry.files] == ["README.md", "charters.safetensors"]
    old = HubEntry.objects.get(pk=201)
    assert (old.title, old.card["schema"], old.card["metrics"]) == (
        "Reads novels",
        "v0",
        {"cer": 2.5},
    )
    assert old.card["graphemes"] == ["a", "b", "ſ"]
    # Two pages of the list, three cards, and nothing else.
    assert len(repository.server.asked) == 5


def test_it_is_fetched_once_a_day_and_only_what_changed(
    refresh: Refresh, repository: Repository, alice: User
) -> None:
    refresh()
    with pytest.raises(ApplicationError, match="once a day"):
        request_refresh(user=alice)
    _age(hours=25)
    repository.server.asked.clear()
    deposit = repository.deposits[101]
    deposit.datestamp = "2025-04-01T00:00:00Z"
    deposit.files["README.md"] = card("Reads charters better")
    del repository.deposits[301]
    assert refresh().message == "2 models, 1 new or changed"
    assert repository.asked_files == ["README.md"]
    assert HubEntry.objects.get(pk=101).title == "Reads charters better"
    assert not HubEntry.objects.filter(pk=301).exists()


def test_two_people_who_ask_at_once_share_a_job(
    repository: Repository, alice: User, charlie: User
) -> None:
    assert request_refresh(user=alice) == request_refresh(user=charlie)


def test_the_newest_version_stands_for_the_model(
    refresh: Refresh, repository: Repository, weights: bytes
) -> None:
    files = {"README.md": card("Reads more charters"), "charters.safetensors": weights}
    repository.add(Deposit(151, "Newer", files, concept=100, published="2026-01-01"))
    refresh()
    newest = HubEntry.objects.newest().filter(concept_doi="10.5281/zenodo.100")
    assert [entry.pk for entry in newest] == [151]
    assert HubEntry.objects.get(pk=101).is_latest is False


def test_a_fetch_that_broke_off_goes_on_where_it_was(
    refresh: Refresh, repository: Repository
) -> None:
    repository.server.routes["/files/201/metadata.json"] = Answer(b"busy", 503)
    job = refresh()
    assert job.state == "failed"
    assert "busy or being mended" in job.error
    assert HubEntry.objects.without_card().count() == 1
    assert catalogue_state().may_refresh
    del repository.server.routes["/files/201/metadata.json"]
    repository.server.asked.clear()
    assert refresh().state == "done"
    assert repository.server.asked == ["/files/201/metadata.json"]


def test_without_a_network_the_old_catalogue_stays(
    refresh: Refresh, repository: Repository, settings: Any
) -> None:
    refresh()
    _age(hours=48)
    settings.MODEL_REPO_OAI_URL = "http://127.0.0.1:9/oai2d"
    job = refresh()
    assert job.state == "failed"
    assert "nothing answers there" in job.error
    assert HubEntry.objects.count() == 3
    assert not catalogue_state().is_due


def test_an_old_card_stays_until_the_new_one_is_read(
    refresh: Refresh, repository: Repository
) -> None:
    refresh()
    _age(hours=48)
    repository.deposits[101].datestamp = "2026-01-01T00:00:00Z"
    repository.server.routes["/files/101/README.md"] = Answer(b"", 500)
    assert refresh().state == "failed"
    entry = HubEntry.objects.get(pk=101)
    assert (entry.title, entry.licence) == ("Reads charters", "CC-BY-4.0")
    assert not entry.is_card_read


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (BOMB, "document type"),
        (b"<html><p>Please log in</html>", "not well-formed XML"),
        (b"<OAI-PMH><Identify/></OAI-PMH>", "no list of records"),
        (
            b'<OAI-PMH><error code="badResumptionToken">The token has expired.</error></OAI-PMH>',
            "The token has expired",
        ),
        (b'<OAI-PMH><error code="noRecordsMatch"/></OAI-PMH>', "no models at all"),
    ],
)
def test_a_strange_list_is_refused_in_words_and_nothing_is_lost(
    refresh: Refresh, repository: Repository, body: bytes, words: str
) -> None:
    refresh()
    _age(hours=48)
    repository.server.fallback = lambda path: Answer(body)
    job = refresh()
    assert job.state == "failed"
    assert words in job.error
    assert HubEntry.objects.count() == 3


def test_strange_facts_of_the_list_are_taken_as_unknown(
    refresh: Refresh, repository: Repository, weights: bytes
) -> None:
    deposit = repository.deposits[101]
    deposit.datestamp = ""
    deposit.files |= {"a\x00b.safetensors": weights, "../../x.safetensors": weights}
    page = repository.server.fallback

    def with_a_huge_file(path: str) -> Answer:
        answer = page(path)
        size = f"<dcat:byteSize>{len(weights)}<".encode()
        return Answer(answer.body.replace(size, b"<dcat:byteSize>%d<" % 10**30))

    repository.server.fallback = with_a_huge_file
    assert refresh().state == "done"
    entry = HubEntry.objects.get(pk=101)
    names = {file["name"] for file in entry.files}
    assert {"ab.safetensors", "x.safetensors"} < names
    assert (entry.size, entry.is_card_read, entry.title) == (0, True, "Reads charters")


def test_a_list_that_leads_inside_the_network_is_not_followed(
    refresh: Refresh, repository: Repository
) -> None:
    inside = f"http://localhost:{repository.server.server_port}/oai2d"
    repository.server.fallback = lambda path: Answer(status=302, headers={"Location": inside})
    job = refresh()
    assert "leads to an address inside this network" in job.error


def test_a_list_that_never_ends_is_left(refresh: Refresh, repository: Repository) -> None:
    page = b"<OAI-PMH><ListRecords><resumptionToken>%d</resumptionToken></ListRecords></OAI-PMH>"
    numbers = iter(range(10_000))
    repository.server.fallback = lambda path: Answer(page % next(numbers))
    assert "its list does not end" in refresh().error


def test_a_card_that_broke_off_is_asked_for_again(
    refresh: Refresh, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("apps.common.web.ATTEMPTS", 2)
    monkeypatch.setattr("apps.common.web.WebClient._wait", lambda *_: None)
    body = repository.deposits[101].files["README.md"]
    whole = cut_off(body, 40, {"ETag": '"a"'})
    repository.server.routes["/files/101/README.md"] = whole
    assert refresh().state == "done"
    assert HubEntry.objects.get(pk=101).is_card_read


@pytest.mark.parametrize(
    ("readme", "words"),
    [
        (b"# Only a title", "does not begin with a head of YAML"),
        (b"---\na: [\n---\ntext", "its head is not YAML"),
        (b"---\na: &x [1]\nb: [*x, *x]\n---\n", "its head is not YAML"),
        (b"---\n" + b"[" * 30_000 + b"\n---\n", "its head is not YAML"),
        (b"---\njust words\n---\n", "its head says nothing"),
        (b"\xff\xfe", "not written in UTF-8"),
        (b"x" * (1024 * 1024 + 1), "larger than 1 MB"),
    ],
)
def test_a_card_that_cannot_be_read_says_why_and_the_record_stays(
    refresh: Refresh, repository: Repository, readme: bytes, words: str
) -> None:
    repository.deposits[101].files["README.md"] = readme
    job = refresh()
    assert job.state == "done"
    assert "the cards of 1 could not be read" in job.message
    entry = HubEntry.objects.get(pk=101)
    assert words in entry.card_problem
    assert entry.title == "Reads charters"


def test_a_record_without_a_card_or_with_strange_values_is_taken_as_it_is(
    refresh: Refresh, repository: Repository, weights: bytes
) -> None:
    del repository.deposits[101].files["README.md"]
    strange = card(
        "  A\x00 title\n of two lines ",
        language="lat",
        script=[["Latn"], {"a": 1}, "Grek|Latn"],
        metrics={"cer": "low", "wer": True, "cer2": float("nan")},
        license="other-open",
        license_name="Free for scholars",
        license_link="https://example.org/licence",
        authors="nobody",
    )
    repository.deposits[201].files = {"README.md": strange, "m.safetensors": weights}
    refresh()
    assert "has no card" in HubEntry.objects.get(pk=101).card_problem
    entry = HubEntry.objects.get(pk=201)
    assert (entry.title, entry.languages, entry.scripts) == ("A title of two lines", "|lat|", "|")
    assert (entry.licence, entry.card.get("metrics")) == ("Free for scholars", None)
    assert entry.creators[0]["name"] == "Deposit, Dora"
