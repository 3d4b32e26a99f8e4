"""Comments as JSON."""

from typing import Any

from rest_framework import serializers

from apps.comments.models import Comment


class ReplySerializer(serializers.ModelSerializer[Comment]):
    """One comment; ``mine`` says whether the reader wrote it."""

    author = serializers.CharField(source="author.username", default=None, read_only=True)
    mine = serializers.SerializerMethodField()
    is_deleted = serializers.SerializerMethodField()

    class Meta:
        model = Comment
        fields = ["id", "author", "mine", "text", "created_at", "edited_at", "is_deleted"]

    def get_mine(self, comment: Comment) -> bool:
        return bool(comment.author_id == self.context["request"].user.pk)

    def get_is_deleted(self, comment: Comment) -> bool:
        return comment.deleted_at is not None


class ThreadSerializer(ReplySerializer):
    """A comment with what it is about and its replies; needs rows from ``threads``."""

    line = serializers.UUIDField(source="line_uid", read_only=True)
    region = serializers.UUIDField(source="region_uid", read_only=True)
    line_number = serializers.SerializerMethodField()
    part_title = serializers.CharField(source="part.title", read_only=True)
    resolved_by = serializers.CharField(source="resolved_by.username", default=None, read_only=True)
    replies = ReplySerializer(many=True, read_only=True)

    class Meta(ReplySerializer.Meta):
        fields = [
            *ReplySerializer.Meta.fields,
            "part",
            "part_title",
            "line",
            "line_number",
            "region",
            "quote",
            "resolved_at",
            "resolved_by",
            "replies",
        ]

    def get_line_number(self, comment: Any) -> int | None:
        """The line's number from 1; none where it is no longer on the page."""
        return None if comment.line_order is None else comment.line_order + 1


class NewCommentSerializer(serializers.Serializer[Any]):
    """What a person says, and of what; ``thread`` makes it a reply."""

    text = serializers.CharField(trim_whitespace=False, allow_blank=True)
    line = serializers.UUIDField(required=False, allow_null=True)
    region = serializers.UUIDField(required=False, allow_null=True)
    layer = serializers.IntegerField(required=False, allow_null=True)
    thread = serializers.IntegerField(required=False, allow_null=True)


class CommentChangeSerializer(serializers.Serializer[Any]):
    """New words, or whether the thread is settled."""

    text = serializers.CharField(required=False, trim_whitespace=False, allow_blank=True)
    resolved = serializers.BooleanField(required=False)
