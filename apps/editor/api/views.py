"""The one endpoint that the editor reads from, and the one that it writes to."""

from collections.abc import Mapping

from django.db import transaction
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.common.api import scoped
from apps.common.errors import ApplicationError
from apps.documents.changes import parse_change_set
from apps.documents.models import Part
from apps.documents.services.changes import apply_changes
from apps.documents.services.ordering import automatic_order
from apps.editor.bootstrap import layer_wanted, state_for
from apps.editor.presence import Sign, people_beside, tell_presence
from apps.events import selectors as events
from apps.events.services import document_topic
from apps.processing.services import request_missing_masks
from apps.users.http import user_of


class EditorView(APIView):
    """A page with its regions, lines and the texts of one layer."""

    @extend_schema(
        parameters=[OpenApiParameter("layer", int, description="Layer whose texts are wanted.")],
        responses={200: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request, document_id: int, part_id: int) -> Response:
        part = scoped(Part, request, document_id=document_id, pk=part_id)
        layer_id = layer_wanted(request.query_params.get("layer"))
        return Response(state_for(part=part, user=user_of(request), layer_id=layer_id))


class AutomaticOrderView(APIView):
    """The order in which a reader meets the lines of a page; nothing is changed."""

    @extend_schema(responses={200: OpenApiTypes.OBJECT})
    def get(self, request: Request, document_id: int, part_id: int) -> Response:
        part = scoped(Part, request, document_id=document_id, pk=part_id)
        return Response({"revision": part.revision, "order": automatic_order(part)})


class ChangesView(APIView):
    """One change set of the editor: all of it, once, or nothing.

    200 with the new revision; 409 when the page moved on, naming the texts that stand against
    each other; 400 when it does not fit the page. The same ``id`` again gives the same answer.
    """

    @extend_schema(request=OpenApiTypes.OBJECT, responses={200: OpenApiTypes.OBJECT})
    def post(self, request: Request, document_id: int, part_id: int) -> Response:
        part = scoped(Part, request, document_id=document_id, pk=part_id)
        _check_user(request)
        change_set = parse_change_set(request.data)
        result = apply_changes(part=part, user=user_of(request), change_set=change_set)
        if result["masks_pending"]:
            _ask_for_masks(request, part)
        return Response(result)


class PresenceView(APIView):
    """Tells that a tab has the page open, or leaves it, and answers who else is there.

    ``latest`` grows when something happened in the document: then its events are worth asking for.
    """

    @extend_schema(request=OpenApiTypes.OBJECT, responses={200: OpenApiTypes.OBJECT})
    def post(self, request: Request, document_id: int, part_id: int) -> Response:
        part = scoped(Part, request, read=True, document_id=document_id, pk=part_id)
        user = user_of(request)
        tell_presence(part=part, user=user, sign=Sign.read(request.data))
        latest = events.latest([document_topic(document_id)])
        return Response({"people": people_beside(part=part, user=user), "latest": latest})


def _check_user(request: Request) -> None:
    """Work that waited in a browser is not sent under the name of who signs in there next."""
    wanted = request.data.get("user") if isinstance(request.data, Mapping) else None
    if wanted not in (None, user_of(request).pk):
        raise PermissionDenied("This work is somebody else's: sign in as before to send it.")


def _ask_for_masks(request: Request, part: Part) -> None:
    """Queue the masks of new and moved lines; where no more jobs may be, the next change asks."""
    try:
        with transaction.atomic():
            request_missing_masks(user=user_of(request), part=part)
    except ApplicationError:
        return
