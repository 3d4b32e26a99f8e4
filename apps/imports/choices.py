"""What people change in a plan: the page of a file, what is left out, and the whole order."""

from typing import Any

from django.db import transaction
from django.db.models import Q

from apps.common.errors import ApplicationError
from apps.documents.models import Document, Part
from apps.imports.candidates import assign_in_order
from apps.imports.listing import LEFT_OUT
from apps.imports.models import Import, ImportItem, ItemKind, ItemState
from apps.imports.report import sum_up
from apps.imports.services import look_again


def page_called(document: Document, words: str) -> Part:
    """The page of that number or name; an error in words when there is none, or several."""
    words = words.strip()
    if words.isdecimal() and len(words) < 8:
        found = list(document.parts.filter(order=int(words) - 1)[:1])
    else:
        named = Q(name__iexact=words) | Q(image__original_name__iexact=words)
        found = list(document.parts.filter(named)[:2])
    if len(found) == 1:
        return found[0]
    what = "Several pages are" if found else "No page is"
    raise ApplicationError("no_page", f"{what} called “{words}”. Give the number of the page.")


@transaction.atomic
def choose_page(*, item: ImportItem, user: Any, part: Part) -> ImportItem:
    """Send the text to this page, whatever it names itself."""
    _check_idle(item.run)
    if item.kind != ItemKind.TEXT or item.state == ItemState.DONE:
        raise ApplicationError("not_open", f"{item.name} has been imported already.")
    _free_rivals(item)
    others = item.run.items.filter(part=part, layer=item.layer).exclude(matched_by="hand")
    others.filter(kind=ItemKind.TEXT, state=ItemState.WAITING).update(facts={})
    item.part, item.page_key, item.matched_by = part, "", "hand"
    _wait(item)
    look_again(run=item.run, user=user)
    return item


@transaction.atomic
def leave_out(*, item: ImportItem, user: Any) -> ImportItem:
    """Do not import this file."""
    _check_idle(item.run)
    if item.state == ItemState.WAITING:
        item.state, item.message = ItemState.SKIPPED, LEFT_OUT
        item.save(update_fields=["state", "message"])
        if _free_rivals(item):
            look_again(run=item.run, user=user)
        sum_up(item.run)
    return item


@transaction.atomic
def take_again(*, item: ImportItem, user: Any) -> ImportItem:
    """Try a file again that was left out, skipped or could not be read."""
    _check_idle(item.run)
    if item.state in (ItemState.SKIPPED, ItemState.FAILED):
        _wait(item)
        look_again(run=item.run, user=user)
    return item


@transaction.atomic
def match_in_order(*, run: Import, user: Any) -> None:
    """Send the texts to the pages one after the other; those placed by hand stay."""
    _match_anew(run, "order")
    assign_in_order(run)
    look_again(run=run, user=user)


@transaction.atomic
def match_by_name(*, run: Import, user: Any) -> None:
    """Send the texts to the pages that they name; those placed by hand stay."""
    _match_anew(run, "name")
    look_again(run=run, user=user)


def _match_anew(run: Import, how: str) -> None:
    """Forget the pages of the files to import; what was left out has no page to keep free."""
    _check_idle(run)
    texts = run.items.filter(kind=ItemKind.TEXT).exclude(matched_by="hand")
    texts = texts.exclude(state=ItemState.DONE)
    texts.update(part=None, page_key="", matched_by="", facts={})
    undone = texts.filter(state=ItemState.SKIPPED).exclude(message=LEFT_OUT)
    undone.update(state=ItemState.WAITING, message="")
    run.options = {**run.options, "match": how}
    run.save(update_fields=["options"])


def _wait(item: ImportItem) -> None:
    """The file is to be imported, and what it would do is not known."""
    item.state, item.message = ItemState.WAITING, ""
    item.facts = {name: item.get_fact(name) for name in ("regions", "lines", "texts")}
    item.save(update_fields=["part", "page_key", "matched_by", "state", "message", "facts"])


def _free_rivals(item: ImportItem) -> int:
    """Let the files wait anew whose page this one had."""
    rivals = item.run.items.filter(state=ItemState.SKIPPED, facts__rival=item.pk)
    return rivals.update(state=ItemState.WAITING, message="", facts={})


def _check_idle(run: Import) -> None:
    if run.is_busy:
        raise ApplicationError("running", f"{run.name} is being worked on. Wait until it is done.")
