"""A comment and its replies."""

from django.conf import settings
from django.db import models

from apps.documents.models import Part
from apps.documents.querysets import PartScopedQuerySet


class CommentQuerySet(PartScopedQuerySet["Comment"]):
    def threads(self) -> "CommentQuerySet":
        """First comments, without the replies to them."""
        return self.filter(parent__isnull=True)

    def unresolved(self) -> "CommentQuerySet":
        return self.threads().filter(resolved_at__isnull=True)


class Comment(models.Model):
    """Plain text about a page or, by its uid, about a region or a line of it.

    The uid is no foreign key on purpose: what was said outlives the line, whose words are kept in
    ``quote``, and belongs to it again when an undo brings it back. A comment that was deleted
    stays without its text while it has replies.
    """

    part = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="threads")
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="replies"
    )
    line_uid = models.UUIDField(null=True, blank=True)
    region_uid = models.UUIDField(null=True, blank=True)
    quote = models.TextField(blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="comments"
    )
    text = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["part", "parent", "resolved_at"])]

    def __str__(self) -> str:
        return self.text[:80]
