"""REST endpoints of comments."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, status
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from apps.comments import selectors, services
from apps.comments.api.serializers import (
    CommentChangeSerializer,
    NewCommentSerializer,
    ThreadSerializer,
)
from apps.comments.models import Comment
from apps.common.api import ScopedViewSet, scoped
from apps.documents.models import Document, Part
from apps.users.http import user_of


class PartCommentViewSet(ScopedViewSet[Comment]):
    """The threads of one page: viewers read them, editors write."""

    scope = Comment
    serializer_class = ThreadSerializer
    pagination_class = None
    lookup_value_regex = r"\d+"

    def get_queryset(self) -> Any:
        rows: Any = super().get_queryset().filter(**self._place())
        if self.action == "destroy":
            mine = rows.filter(author=self.request.user.pk)
            return mine | rows.managed_by(self.request.user)
        return rows

    def _place(self) -> dict[str, Any]:
        ids = self.kwargs
        return {"part_id": ids["part_id"], "part__document_id": ids["document_id"]}

    def part(self) -> Part:
        ids = {"pk": self.kwargs["part_id"], "document_id": self.kwargs["document_id"]}
        return scoped(Part, self.request, **ids)

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        self.part()
        return Response(self.get_serializer(selectors.threads(self.get_queryset()), many=True).data)

    def _answer(self, comment: Comment, code: int = status.HTTP_200_OK) -> Response:
        root = Comment.objects.filter(pk=comment.parent_id or comment.pk)
        return Response(self.get_serializer(selectors.threads(root).get()).data, status=code)

    @extend_schema(request=NewCommentSerializer, responses={201: ThreadSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A new thread, or with ``thread`` a reply; the answer is the whole thread."""
        part, form = self.part(), NewCommentSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        data = dict(form.validated_data)
        text, number = data.pop("text"), data.pop("thread", None)
        if number is None:
            comment = services.add_comment(
                part=part, user=user_of(request), text=text, place=services.Place(**data)
            )
        else:
            thread = get_object_or_404(self.get_queryset(), pk=number)
            comment = services.reply(thread=thread, user=user_of(request), text=text)
        return self._answer(comment, status.HTTP_201_CREATED)

    @extend_schema(request=CommentChangeSerializer, responses=ThreadSerializer)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        comment, form = self.get_object(), CommentChangeSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        data, user = form.validated_data, user_of(request)
        if "text" in data:
            services.edit_comment(comment=comment, user=user, text=data["text"])
        if "resolved" in data:
            services.resolve_thread(comment=comment, user=user, is_resolved=data["resolved"])
        return self._answer(comment)

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One's own comment; managers may take away anybody's."""
        services.delete_comment(comment=self.get_object(), user=user_of(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class DocumentCommentViewSet(mixins.ListModelMixin, ScopedViewSet[Comment]):
    """The threads of a whole document, newest first."""

    scope = Comment
    serializer_class = ThreadSerializer

    def get_queryset(self) -> Any:
        rows: Any = super().get_queryset().filter(part__document_id=self.kwargs["document_id"])
        state = self.request.query_params.get("state", selectors.UNRESOLVED)
        state = state if state in selectors.STATES else selectors.UNRESOLVED
        return selectors.of_state(selectors.threads(rows), state).order_by("-created_at", "-pk")

    @extend_schema(parameters=[OpenApiParameter("state", str, enum=selectors.STATES)])
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        scoped(Document, request, pk=self.kwargs["document_id"])
        return super().list(request, *args, **kwargs)
