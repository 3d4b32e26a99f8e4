"""``documents/{D}/parts/{P}/blocks/``: the regions of a page."""

from typing import Any
from uuid import uuid4

from rest_framework import mixins, status
from rest_framework.request import Request
from rest_framework.response import Response

from apps.documents.api.layout_serializers import RegionSerializer
from apps.documents.api.page_views import PageViewSet
from apps.documents.changes import ElementChange
from apps.documents.models import Region


class RegionViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, PageViewSet[Region]):
    scope = Region
    serializer_class = RegionSerializer

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        change = ElementChange(uuid4(), self.read(RegionSerializer).values())
        self.apply(created_regions=[change])
        row = self.part.regions.get(uid=change.uid)
        return Response(self.get_serializer(row).data, status=status.HTTP_201_CREATED)

    def update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        row = self.get_object()
        form = self.read(RegionSerializer, instance=row, partial=kwargs.get("partial", False))
        self.apply(updated_regions=[ElementChange(row.uid, form.values())])
        return Response(self.get_serializer(self.get_object()).data)

    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.update(request, *args, partial=True, **kwargs)

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        self.apply(deleted_regions=[self.get_object().uid])
        return Response(status=status.HTTP_204_NO_CONTENT)
