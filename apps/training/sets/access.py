"""Who may read the pages that a version holds: who may read the documents they came from."""

from collections.abc import Iterable
from typing import Any

from apps.common.errors import ApplicationError
from apps.documents.models import Document, Part
from apps.training.models import TrainingSetVersion
from apps.users.models import User


def refuse_unreadable(version: TrainingSetVersion, user: User) -> None:
    """Raise where a version holds pages of documents that are not shared with ``user``.

    Pages of a document that is deleted are for the owner of the set and who froze them.
    """
    ids = {document["id"] for document in version.facts.get("documents", ())}
    there = set(Document.objects.filter(pk__in=ids).values_list("pk", flat=True))
    seen = Document.objects.visible_to(user).filter(pk__in=ids)
    hidden = there - set(seen.values_list("pk", flat=True))
    is_own = user.pk in (version.user_id, version.training_set.owner_id)
    if hidden or (ids - there and not is_own):
        raise ApplicationError(
            "not_shared",
            f"“{version}” holds pages of documents that are not shared with you. Ask"
            f" {version.training_set.owner} to share them, or freeze the set anew: a version of"
            " yours holds the pages that you may see.",
        )


def seen_facts(versions: Iterable[TrainingSetVersion], user: User) -> dict[int, dict[str, Any]]:
    """The facts of versions by id, without names and pages of what is not shared with ``user``.

    The counts stay whole: they say what a model learned from. Two queries, however many there are.
    """
    facts = {version.pk: version.facts for version in versions}
    named = {row["id"] for one in facts.values() for row in one.get("documents", ())}
    pages = {pk for one in facts.values() for row in one["split"].values() for pk in row["parts"]}
    documents = _seen(Document.objects.visible_to(user), named)
    parts = _seen(Part.objects.visible_to(user), pages)
    return {pk: _without_hidden(one, documents, parts) for pk, one in facts.items()}


def _seen(rows: Any, ids: set[int]) -> set[int]:
    return set(rows.filter(pk__in=ids).values_list("pk", flat=True))


def _without_hidden(facts: dict[str, Any], documents: set[int], parts: set[int]) -> dict[str, Any]:
    return {
        **facts,
        "documents": [row for row in facts.get("documents", ()) if row["id"] in documents],
        "split": {
            name: {**row, "parts": [pk for pk in row["parts"] if pk in parts]}
            for name, row in facts["split"].items()
        },
    }
