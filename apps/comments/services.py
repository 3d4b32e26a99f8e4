"""Saying something, changing what one said, and settling it."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from apps.comments.models import Comment
from apps.common.errors import ApplicationError
from apps.documents.models import Line, LineTranscription, Part, Region
from apps.events import services as events
from apps.users.models import User

MAX_LENGTH = 10_000


@dataclass(frozen=True, slots=True)
class Place:
    """What a comment is about: a line, a region, or with neither the whole page."""

    line: UUID | None = None
    region: UUID | None = None
    layer: int | None = None
    """The layer that the person saw: its text is what is quoted."""


@transaction.atomic
def add_comment(*, part: Part, user: User, text: str, place: Place) -> Comment:
    """Begin a thread; the words of the line are kept with it."""
    _check_place(part, place)
    comment = Comment.objects.create(
        part=part,
        author=user,
        text=_checked(text),
        line_uid=place.line,
        region_uid=place.region,
        quote=_quote(part, place),
    )
    _tell(comment, user)
    return comment


@transaction.atomic
def reply(*, thread: Comment, user: User, text: str) -> Comment:
    """Answer in a thread; an answer to an answer belongs to the same thread."""
    root = thread.parent or thread
    comment = Comment.objects.create(part=root.part, parent=root, author=user, text=_checked(text))
    _tell(comment, user)
    return comment


@transaction.atomic
def edit_comment(*, comment: Comment, user: User, text: str) -> Comment:
    """Change one's own words."""
    if comment.author_id != user.pk or comment.deleted_at:
        raise ApplicationError("not_yours", "Only the person who wrote a comment can change it.")
    comment.text, comment.edited_at = _checked(text), timezone.now()
    comment.save(update_fields=["text", "edited_at"])
    _tell(comment, user)
    return comment


@transaction.atomic
def resolve_thread(*, comment: Comment, user: User, is_resolved: bool) -> Comment:
    """Settle a thread, or open it again."""
    if comment.parent_id:
        raise ApplicationError("no_thread", "Resolve the comment that the replies belong to.")
    comment.resolved_at = timezone.now() if is_resolved else None
    comment.resolved_by = user if is_resolved else None
    comment.save(update_fields=["resolved_at", "resolved_by"])
    _tell(comment, user)
    return comment


@transaction.atomic
def delete_comment(*, comment: Comment, user: User) -> None:
    """Take a comment away; where it has replies, only its words."""
    root = comment.parent
    _tell(comment, user)
    if comment.replies.exists():
        comment.text, comment.deleted_at = "", timezone.now()
        comment.save(update_fields=["text", "deleted_at"])
        return
    comment.delete()
    if root and root.deleted_at and not root.replies.exists():
        root.delete()


def _checked(text: str) -> str:
    text = text.strip()
    if not text:
        raise ApplicationError("invalid", "Write something first: the comment is empty.")
    if len(text) > MAX_LENGTH:
        raise ApplicationError("invalid", f"A comment has at most {MAX_LENGTH:,} characters.")
    return text


def _check_place(part: Part, place: Place) -> None:
    lost_line = place.line and not Line.objects.filter(part=part, uid=place.line).exists()
    lost_region = place.region and not Region.objects.filter(part=part, uid=place.region).exists()
    if lost_line or lost_region:
        raise ApplicationError(
            "not_here", "This is no longer on the page. Comment on the page itself instead."
        )


def _quote(part: Part, place: Place) -> str:
    """The words of the line in the layer that was open, else the newest ones."""
    if not place.line:
        return ""
    texts = LineTranscription.objects.filter(line__part=part, line__uid=place.line)
    texts = texts.exclude(text="").order_by("-updated_at")
    seen = texts.filter(layer=place.layer).first() if place.layer else None
    found = seen or texts.first()
    return found.text if found else ""


def _tell(comment: Comment, user: User) -> None:
    part = comment.part
    payload = {"part": part.pk, "comment": comment.pk, "user": user.username}
    topic = events.document_topic(part.document_id)
    events.emit(topic=topic, kind="comment", payload=payload)
