"""REST endpoint of what is known about one page, without what is drawn on it."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.documents.api.part_serializers import PartMetadataSerializer, PartSerializer
from apps.documents.models import Document, Part
from apps.documents.selectors.images import described_parts
from apps.documents.selectors.people import people_of


class PartDetailsView(APIView):
    """The page, its metadata, and what may be chosen for it: types and people."""

    @extend_schema(responses={200: OpenApiTypes.OBJECT})
    def get(self, request: Request, document_id: int, part_id: int) -> Response:
        rows = Part.objects.all().visible_to(request.user).filter(document_id=document_id)
        part = get_object_or_404(described_parts(rows), pk=part_id)
        document = Document.objects.select_related("project").get(pk=document_id)
        return Response(
            {
                "part": PartSerializer(part).data,
                "metadata": PartMetadataSerializer(part.metadata.all(), many=True).data,
                "types": [{"id": row.pk, "name": row.name} for row in document.part_types.all()],
                "people": _people(document, request.user),
            }
        )


def _people(document: Document, user: Any) -> list[dict[str, Any]]:
    """Those whom a page can be given to; editors choose among them."""
    if not Document.objects.filter(pk=document.pk).editable_by(user).exists():
        return []
    return [{"id": person.pk, "name": person.username} for person in people_of(document)]
