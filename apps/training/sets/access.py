"""Who may read the pages that a version holds: who may read the documents they came from."""

from apps.common.errors import ApplicationError
from apps.documents.models import Document
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
