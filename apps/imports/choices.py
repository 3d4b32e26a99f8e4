"""What people change in a plan: the page of a file, what is left out, and the whole order."""

from typing import Any

from django.db import transaction
from django.db.models import Q

from apps.common.errors import ApplicationError
from apps.documents.models import Document, Part
from apps.imports.candidates import assign_in_order
from apps.imports.listing import LEFT_OUT
from apps.imports.models import Import, ImportItem, ItemKind, ItemState
from apps.imports.report import plan_summary
from apps.jobs.models import ACTIVE


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
    item.part, item.matched_by, item.state, item.message = part, "hand", ItemState.WAITING, ""
    item.facts = {name: item.get_fact(name) for name in ("regions", "lines", "texts")}
    item.save()
    _sum_up(item.run)
    return item


@transaction.atomic
def leave_out(*, item: ImportItem, user: Any) -> ImportItem:
    """Do not import this file."""
    _check_idle(item.run)
    if item.state == ItemState.WAITING:
        item.state, item.message = ItemState.SKIPPED, LEFT_OUT
        item.save(update_fields=["state", "message"])
        _sum_up(item.run)
    return item


@transaction.atomic
def take_again(*, item: ImportItem, user: Any) -> ImportItem:
    """Try a file again that was left out, skipped or could not be read."""
    _check_idle(item.run)
    if item.state in (ItemState.SKIPPED, ItemState.FAILED):
        item.state, item.message = ItemState.WAITING, ""
        item.save(update_fields=["state", "message"])
        _sum_up(item.run)
    return item


@transaction.atomic
def match_in_order(*, run: Import, user: Any) -> None:
    """Send the texts to the pages one after the other; those placed by hand stay."""
    _check_idle(run)
    texts = run.items.filter(kind=ItemKind.TEXT).exclude(matched_by="hand")
    undone = texts.filter(state__in=[ItemState.WAITING, ItemState.SKIPPED])
    undone.exclude(message=LEFT_OUT).update(state=ItemState.WAITING, message="", part=None)
    assign_in_order(run)
    run.options = {**run.options, "match": "order"}
    run.save(update_fields=["options"])
    _sum_up(run)


def _sum_up(run: Import) -> None:
    """Say anew what the import would do, as long as nothing of it was done."""
    if run.planned_at and not run.finished_at:
        run.summary = plan_summary(run)
        run.save(update_fields=["summary"])


def _check_idle(run: Import) -> None:
    if run.job and run.job.state in ACTIVE:
        raise ApplicationError("running", f"{run.name} is being worked on. Wait until it is done.")
