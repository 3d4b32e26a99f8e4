"""What happened since a cursor: of one document, or of one's own."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.events import selectors
from apps.events.services import user_topic

SCHEMA = extend_schema(
    parameters=[OpenApiParameter("since", int, description="Cursor of the last answer.")],
    responses=inline_serializer(
        "Events",
        {
            "cursor": serializers.IntegerField(),
            "events": inline_serializer(
                "Event",
                {
                    "id": serializers.IntegerField(),
                    "kind": serializers.CharField(),
                    "data": serializers.JSONField(),
                },
                many=True,
            ),
        },
    ),
)


class EventsView(APIView):
    """The caller's own events: jobs, wherever they run."""

    @SCHEMA
    def get(self, request: Request) -> Response:
        return answer(request, [own_topic(request.user)])


def own_topic(user: Any) -> str:
    return user_topic(user.pk if isinstance(user, AbstractBaseUser) else 0)


def answer(request: Request, topics: list[str]) -> Response:
    """Events after ``?since=``; without it only the cursor, to start from.

    Young events come more than once: a reader skips the ids it has seen.
    """
    since = request.query_params.get("since")
    if since is None:
        return Response({"cursor": selectors.cursor(topics), "events": []})
    if not since.isdigit():
        raise ValidationError({"since": ["A cursor is a whole number."]})
    found, cursor = selectors.since(topics, int(since))
    rows = [{"id": event.pk, "kind": event.kind, "data": event.payload} for event in found]
    return Response({"cursor": cursor, "events": rows})
