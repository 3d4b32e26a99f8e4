"""REST endpoints of find and replace."""

from typing import Any

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.common.api import ScopedViewSet
from apps.search import selectors
from apps.search.api import serializers
from apps.search.models import Replacement
from apps.search.scopes import Scope, scope_for
from apps.search.services import request_replacement, undo_replacement
from apps.users.http import user_of


class SearchView(APIView):
    """``GET search/?q=…&document=…``: lines with hits, page by page.

    Name one of ``part``, ``document`` and ``project``, and ``layer`` (or ``layer_name``) unless all
    layers are meant. ``next`` is the ``cursor`` to go on with; ``null`` when all was searched.
    ``hits`` are pairs of places in ``text``; with ``replacement``, ``inserts`` says what would be
    put there. Regular expressions are Python's, with Unicode properties (``\\p{Lu}``); a fault in
    one is a 400 with ``message`` and ``position``.
    """

    @extend_schema(parameters=[serializers.SearchSerializer], responses={200: OpenApiTypes.OBJECT})
    def get(self, request: Request) -> Response:
        asked = serializers.SearchSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        data = asked.validated_data
        scope = _scope(request, asked)
        found = selectors.search(
            scope=scope, finder=asked.finder(), cursor=data["cursor"], lines=data["lines"]
        )
        with_inserts = "replacement" in data
        return Response(serializers.findings_json(found, with_inserts=with_inserts))


class MatchView(APIView):
    """``POST search/match/``: hits in ``texts`` that are sent along; nothing is stored.

    The editor asks so for texts that are not saved yet. ``matches`` has one entry a text.
    """

    @extend_schema(request=serializers.MatchSerializer, responses={200: OpenApiTypes.OBJECT})
    def post(self, request: Request) -> Response:
        asked = serializers.MatchSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        finder, data = asked.finder(), asked.validated_data
        matches = [
            serializers.hits_json(finder.hits(text), with_inserts="replacement" in data)
            for text in data["texts"]
        ]
        return Response({"matches": matches})


class ReplacementViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, ScopedViewSet[Replacement]
):
    """``search/replacements/``: what was replaced, newest first; ``?document=`` for one document.

    POST takes a query with its place, ``replacement``, and ``texts`` as ``search/`` gave them
    (``id``, ``version``, and ``hits`` to replace only some). On one page it is done at once (200),
    else a job does it (202). Texts changed since are left and counted as ``skipped``.
    ``undo/`` brings the old texts back where nobody changed them since.
    """

    scope = Replacement
    serializer_class = serializers.ReplacementSerializer
    lookup_value_regex = r"\d+"

    def get_queryset(self) -> Any:
        rows = super().get_queryset().select_related("user", "document", "job")
        asked = self.request.query_params.get("document", "")
        if self.action == "list" and asked.isdecimal() and len(asked) < 10:
            return selectors.replacements(self.request.user, document_id=int(asked))
        return rows

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        rows = self.paginate_queryset(self.get_queryset()) or []
        data = self.get_serializer(selectors.counted(rows), many=True).data
        return self.get_paginated_response(data)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self._answer(self.get_object())

    @extend_schema(request=serializers.ReplaceSerializer)
    def create(self, request: Request) -> Response:
        asked = serializers.ReplaceSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        replacement = request_replacement(
            user=user_of(request),
            scope=_scope(request, asked, to_edit=True),
            finder=asked.finder(),
            words=asked.validated_data["replacement"],
            chosen=asked.chosen(),
        )
        return self._answer(replacement)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, pk: str) -> Response:
        row = undo_replacement(replacement=self.get_object(), user=user_of(request))
        return self._answer(row)

    def _answer(self, replacement: Replacement) -> Response:
        [row] = selectors.counted([replacement])
        is_active = bool(row.job and row.job.is_active)
        return Response(self.get_serializer(row).data, status=202 if is_active else 200)


def _scope(
    request: Request, asked: serializers.ScopedQuerySerializer, *, to_edit: bool = False
) -> Scope:
    scope = scope_for(request.user, asked.place(), to_edit=to_edit)
    if scope is None:
        raise Http404
    return scope
