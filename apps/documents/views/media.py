"""Image files for those who may see the page."""

from django.http.response import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request

from apps.common.api import scoped
from apps.documents.models import Part
from apps.images.delivery import file_response


@extend_schema(exclude=True)
@api_view(["GET"])
def media(request: Request, kind: str, image_id: int, name: str) -> HttpResponseBase:
    """The file of a page: by session for browsers, by token for scripts; ``name`` is for people."""
    part = scoped(Part, request, image_id=image_id)
    return file_response(request, image=part.image, kind=kind)
