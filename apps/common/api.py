"""Bases of the REST API: scoping before the handler, errors as JSON."""

from typing import Any, ClassVar, TypeVar

from django.db.models import Model
from rest_framework import exceptions, status, viewsets
from rest_framework.generics import get_object_or_404
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import exception_handler as default_handler

from apps.common.errors import ApplicationError
from apps.common.querysets import ScopedQuerySet

_M = TypeVar("_M", bound=Model)

STATUS_OF_CODE = {"stale": status.HTTP_409_CONFLICT, "busy": status.HTTP_409_CONFLICT}


class ScopedViewSet(viewsets.GenericViewSet[_M]):
    """A viewset whose rows are scoped to the caller before any handler runs.

    Safe methods start from ``visible_to``, all others from ``editable_by``.
    ``safe_actions`` names the POST actions that only read.
    """

    scope: ClassVar[type[Model]]
    safe_actions: ClassVar[frozenset[str]] = frozenset()

    def get_queryset(self) -> ScopedQuerySet[Any]:
        return scoped_rows(self.scope, self.request, read=self.action in self.safe_actions)


def scoped_rows(model: type[Model], request: Request, *, read: bool = False) -> ScopedQuerySet[Any]:
    """Rows of ``model`` that the caller may see (safe method or ``read``) or may change."""
    rows: ScopedQuerySet[Any] = model._default_manager.all()  # type: ignore[assignment]
    if read or request.method in SAFE_METHODS:
        return rows.visible_to(request.user)
    return rows.editable_by(request.user)


def scoped(model: type[_M], request: Request, *, read: bool = False, **lookup: Any) -> _M:
    """One row of ``model`` within the caller's scope; a miss is 404."""
    row: _M = get_object_or_404(scoped_rows(model, request, read=read), **lookup)
    return row


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Expected errors become JSON with their code and message; the rest is DRF's business."""
    if isinstance(error, ApplicationError):
        body: dict[str, Any] = {"code": error.code, "message": error.message}
        if isinstance(error.details, dict):
            body |= error.details
        return Response(body, status=STATUS_OF_CODE.get(error.code, status.HTTP_400_BAD_REQUEST))
    if isinstance(error, exceptions.NotFound) and not error.detail:
        error = exceptions.NotFound()
    return default_handler(error, context)
