"""The strip of a document's pages below the editor."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.common.api import scoped
from apps.documents.models import Document
from apps.documents.selectors.film import MOST, film_frames


class StretchSerializer(serializers.Serializer[dict[str, int]]):
    """Which pages are wanted: from which place on, and how many."""

    start = serializers.IntegerField(default=0, min_value=0, max_value=10**6)
    count = serializers.IntegerField(default=MOST, min_value=1, max_value=MOST)


class FilmView(APIView):
    """Some pages of a document in order: title, small picture and status of each."""

    @extend_schema(
        parameters=[OpenApiParameter("start", int), OpenApiParameter("count", int)],
        responses={200: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request, document_id: int) -> Response:
        document = scoped(Document, request, pk=document_id)
        wanted = StretchSerializer(data=request.query_params)
        wanted.is_valid(raise_exception=True)
        return Response(film_frames(document=document, **wanted.validated_data))
