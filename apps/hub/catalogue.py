"""Fetches the catalogue: the whole list first, then the card of every record that changed.

It is resumable: a list that breaks off is read again, which takes a few requests; the cards that
were read stay, and the next run goes on with the others.
"""

import time
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from apps.common.errors import ApplicationError
from apps.common.web import WebClient
from apps.common.web_transfer import FetchError
from apps.formats.xml import clean
from apps.hub import repository, words
from apps.hub.cards import CARD_FILES, Card, read_card
from apps.hub.choosing import model_files
from apps.hub.models import HubEntry
from apps.hub.params import REFRESH
from apps.hub.repository import Listed
from apps.hub.selectors import is_fresh
from apps.jobs.models import Job, JobState
from apps.jobs.progress import Progress
from apps.jobs.registry import register

AT_ONCE = 20
"""So many cards are asked for without a rest; then one a second, as the repository wishes."""
REST = 1.0
_FACTS = ("doi", "concept_doi", "datestamp", "published_at", "files")
_UNTIL_CARD = ("title", "creators", "keywords")


@register(REFRESH, queue="default")
def run(job: Job, progress: Progress) -> dict[str, Any]:
    """Read the list and the cards that are new or changed."""
    others = Job.objects.filter(kind=REFRESH, state=JobState.RUNNING, pk__lt=job.pk)
    if others.exists():
        return {"message": "The list is being fetched already."}
    with WebClient(check=progress.check) as client:
        new = 0 if is_fresh() else read_list(client, progress)
        unreadable = read_cards(client, progress)
    message = f"{HubEntry.objects.newest().count()} models, {new} new or changed"
    if unreadable:
        message += f"; the cards of {unreadable} could not be read"
    return {"message": message, "links": [{"text": "Find a model", "src": "/models/hub/"}]}


def read_list(client: WebClient, progress: Progress) -> int:
    """Bring the catalogue's rows in line with the repository's list; how many changed."""
    seen: list[int] = []
    changed = 0
    for page in repository.listing(client):
        changed += store_page(page)
        seen += [listed.record for listed in page]
        progress.update(0, 0, f"Reading the list: {len(seen)} records")
    finish_list(seen)
    return changed


@transaction.atomic
def store_page(page: Sequence[Listed]) -> int:
    """Write the records that are new or changed; an old card stays until the new one is read."""
    known = HubEntry.objects.in_bulk([listed.record for listed in page])
    changed = 0
    for listed in page:
        entry = known.get(listed.record) or HubEntry(record=listed.record)
        if entry.datestamp == listed.datestamp and entry.doi:
            continue
        for name in _FACTS if entry.card else (*_FACTS, *_UNTIL_CARD):
            setattr(entry, name, getattr(listed, name))
        entry.refusal = ""
        _save(entry)
        changed += 1
    return changed


@transaction.atomic
def finish_list(seen: list[int]) -> None:
    """Forget what the repository has no more, and find the newest version of each model."""
    if not seen and HubEntry.objects.exists():
        raise ApplicationError(
            "empty_list",
            "The model repository says that it has no models at all. The list that was here is"
            " kept; try again later.",
        )
    HubEntry.objects.exclude(record__in=seen).delete()
    versions: dict[str, list[tuple[Any, int]]] = defaultdict(list)
    rows = HubEntry.objects.values_list("concept_doi", "published_at", "record")
    for concept, day, record in rows:
        versions[concept].append((str(day or ""), record))
    newest = {max(found)[1] for found in versions.values()}
    HubEntry.objects.update(seen_at=timezone.now(), is_latest=False)
    HubEntry.objects.filter(record__in=newest).update(is_latest=True)


def read_cards(client: WebClient, progress: Progress) -> int:
    """Read every card that is missing, the newest versions first; how many are unreadable."""
    waiting = HubEntry.objects.without_card().order_by("-is_latest", "-published_at", "record")
    entries = list(waiting)
    unreadable = 0
    for number, entry in enumerate(entries):
        progress.update(number, len(entries), f"Reading card {number + 1} of {len(entries)}")
        if number >= AT_ONCE:
            time.sleep(REST)
        unreadable += not read_one(client, entry)
        progress.secured()
    return unreadable


def read_one(client: WebClient, entry: HubEntry) -> bool:
    """Fetch and store the card of one record; whether it could be read."""
    addresses = {file["name"]: file["url"] for file in entry.files}
    name = next((name for name in CARD_FILES if name in addresses), "")
    try:
        if not name:
            raise ApplicationError("no_card", "The record has no card: nothing more is known.")
        card = read_card(name, repository.card_bytes(client, addresses[name]))
    except ApplicationError as error:
        if isinstance(error, FetchError) and error.is_passing:
            raise
        entry.card_problem = error.message
    else:
        _apply(entry, card)
    entry.card_datestamp = entry.datestamp
    _save(entry)
    return not entry.card_problem


def _apply(entry: HubEntry, card: Card) -> None:
    entry.title = card.summary or entry.title
    entry.body = card.body
    entry.kinds = words.packed(card.kinds, 500)
    entry.scripts = words.packed(card.scripts, 500)
    entry.languages = words.packed(card.languages, 1000)
    entry.licence = card.licence[:200]
    entry.software = card.software[:200]
    entry.creators = [dict(person) for person in card.authors] or entry.creators
    entry.keywords = list(dict.fromkeys((*entry.keywords, *card.keywords)))
    entry.card = {"schema": card.schema, **card.details}
    entry.card_problem = ""


def _save(entry: HubEntry) -> None:
    """Store the row with what is derived from the rest of it."""
    entry.size = next((file["size"] for file in model_files(entry)), 0)
    entry.search_text = _search_text(entry)
    entry.save()


def _search_text(entry: HubEntry) -> str:
    """Everything that people may look for, in small letters."""
    people = [" ".join(person.values()) for person in entry.creators]
    scripts, languages = words.unpacked(entry.scripts), words.unpacked(entry.languages)
    parts = [
        *(entry.title, entry.doi, entry.software, entry.licence, *entry.keywords, *people),
        *(*scripts, *map(words.script_name, scripts)),
        *(*languages, *map(words.language_name, languages)),
        *map(words.kind_name, words.unpacked(entry.kinds)),
        *(file["name"] for file in entry.files),
        entry.body,
    ]
    return clean("\n".join(parts)).lower()
