"""REST endpoints of the hub."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.common.api import ScopedViewSet
from apps.hub import offers, selectors, services
from apps.hub.api.serializers import (
    AskedSerializer,
    CatalogueSerializer,
    HubModelDetailSerializer,
    HubModelSerializer,
    InstallSerializer,
)
from apps.hub.models import HubEntry
from apps.hub.selectors import SORTS, HubFilter
from apps.users.http import user_of

FILTERS = [
    OpenApiParameter("q", str, description="Words of the card; each has to be found."),
    OpenApiParameter("kind", str, description="recognition, segmentation, reading order …"),
    OpenApiParameter("script", str, description="ISO 15924 code."),
    OpenApiParameter("language", str, description="ISO 639-3 code."),
    OpenApiParameter("licence", str, description="As the catalogue has it."),
    OpenApiParameter("since", int, description="Published in this year or later."),
    OpenApiParameter("sort", str, enum=list(SORTS)),
]


class HubModelViewSet(ScopedViewSet[HubEntry]):
    """``hub/models/``: the public models, by their numbers in the repository."""

    scope = HubEntry
    serializer_class = HubModelSerializer  # type: ignore[assignment]  # of entries as one finds them
    lookup_value_regex = r"\d+"

    @extend_schema(parameters=FILTERS, responses=HubModelSerializer(many=True))
    def list(self, request: Request) -> Response:
        wanted = HubFilter.of(request.query_params)
        page: Any = self.paginate_queryset(selectors.entries(wanted, request.user))
        found = offers.offers(page, user_of(request))
        rows = HubModelSerializer(found, many=True)  # type: ignore[arg-type]
        return self.get_paginated_response(rows.data)

    @extend_schema(responses=HubModelDetailSerializer)
    def retrieve(self, request: Request, pk: str) -> Response:
        [offer] = offers.offers([self.get_object()], user_of(request))
        return Response(HubModelDetailSerializer(offer).data)

    @extend_schema(request=InstallSerializer, responses={202: AskedSerializer})
    @action(detail=True, methods=["post"])
    def install(self, request: Request, pk: str) -> Response:
        entry, user = self.get_object(), user_of(request)
        serializer = InstallSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        job = services.request_install(user=user, entry=entry, **serializer.validated_data)
        model = None if job else offers.installed_by(user, entry)
        body = {
            "status": "ok",
            "job": job.pk if job else None,
            "model": model.pk if model else None,
        }
        return Response(body, status=status.HTTP_202_ACCEPTED if job else status.HTTP_200_OK)


class CatalogueView(APIView):
    """``hub/catalogue/``: the age of the catalogue; a post fetches it anew, once a day at most."""

    @extend_schema(responses=CatalogueSerializer)
    def get(self, request: Request) -> Response:
        return Response(CatalogueSerializer(selectors.catalogue_state()).data)

    @extend_schema(request=None, responses={202: AskedSerializer})
    def post(self, request: Request) -> Response:
        job = services.request_refresh(user=user_of(request))
        return Response({"status": "ok", "job": job.pk}, status=status.HTTP_202_ACCEPTED)
