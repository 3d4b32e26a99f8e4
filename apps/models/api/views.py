"""REST endpoints of models."""

from typing import Any

from django.apps import apps as registry
from django.db.models import Prefetch, Q
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.common.api import ScopedViewSet
from apps.common.errors import ApplicationError
from apps.models import services
from apps.models.api.serializers import (
    ROLE_OF_LABEL,
    ModelChangeSerializer,
    ModelShareSerializer,
    ModelUploadSerializer,
    OcrModelSerializer,
)
from apps.models.models import ModelRole, OcrModel
from apps.projects.services import user_named
from apps.users.http import user_of
from apps.users.models import Team, User

ROLE_OF_NUMBER = {"1": ModelRole.SEGMENTATION, "2": ModelRole.RECOGNITION}


class OcrModelViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ScopedViewSet[OcrModel]):
    """``models/``: what the caller may use; only the owner changes, shares or deletes one."""

    scope = OcrModel
    serializer_class = OcrModelSerializer
    lookup_value_regex = r"\d+"

    def get_queryset(self) -> Any:
        rows = super().get_queryset().select_related("owner", "parent").order_by("-pk")
        asked = self.request.query_params
        if asked.get("job") in ROLE_OF_NUMBER:
            rows = rows.filter(role=ROLE_OF_NUMBER[asked["job"]])
        if asked.get("documents", "").isdecimal():
            rows = rows.filter(jobs__document_id=int(asked["documents"])).distinct()
        jobs = registry.get_model("jobs", "Job").objects.visible_to(self.request.user)
        # Pages of a job have its document: thousands of them need not be looked at.
        seen = jobs.filter(parent__isnull=True).only("pk", "ocr_model", "document")
        return rows.prefetch_related(Prefetch("jobs", seen))

    @extend_schema(request=ModelUploadSerializer, responses={201: OcrModelSerializer})
    def create(self, request: Request) -> Response:
        serializer = ModelUploadSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        data = serializer.validated_data
        try:
            model = services.upload_model(
                user=user_of(request),
                upload=data["file"],
                name=data["name"],
                role=ROLE_OF_LABEL[data["job"]],
                script=data.get("script", ""),
            )
        except ApplicationError as error:
            return Response({"file": [error.message]}, status=400)
        return self._answer(model, status.HTTP_201_CREATED)

    @extend_schema(request=ModelChangeSerializer, responses=OcrModelSerializer)
    def update(self, request: Request, pk: str) -> Response:
        return self.partial_update(request, pk)

    @extend_schema(request=ModelChangeSerializer, responses=OcrModelSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        model = self.get_object()
        serializer = ModelChangeSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        services.update_model(model=model, user=user_of(request), changes=serializer.validated_data)
        return self._answer(model, status.HTTP_200_OK)

    def destroy(self, request: Request, pk: str) -> Response:
        services.delete_model(model=self.get_object(), user=user_of(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=ModelShareSerializer, responses={201: OcrModelSerializer})
    @action(detail=True, methods=["post"])
    def share(self, request: Request, pk: str) -> Response:
        model = self.get_object()
        serializer = ModelShareSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        services.share_model(
            model=model, user=user_of(request), with_user=_who(request, serializer.validated_data)
        )
        return self._answer(model, status.HTTP_201_CREATED)

    def _answer(self, model: OcrModel, code: int) -> Response:
        return Response(self.get_serializer(model).data, status=code)


def _who(request: Request, asked: dict[str, Any]) -> User | Team:
    if "user" in asked:
        return user_named(asked["user"])
    user = user_of(request)
    own = Team.objects.filter(Q(owner=user) | Q(members=user)).distinct()
    return get_object_or_404(own, pk=asked["group"])
