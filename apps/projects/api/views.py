"""REST endpoints of projects and personal tags."""

from typing import Any

from django.db.models import F, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import filters, mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.common.api import ScopedViewSet
from apps.common.pagination import FixedPagination
from apps.projects import services
from apps.projects.api.filters import NameFilter, TagFilter
from apps.projects.api.serializers import ProjectSerializer, ProjectTagSerializer, ShareSerializer
from apps.projects.api.sharing import requested_share
from apps.projects.models import Project, ProjectTag
from apps.projects.selectors import project_rows


class ProjectViewSet(
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    mixins.CreateModelMixin,
    mixins.UpdateModelMixin,
    ScopedViewSet[Project],
):
    """Projects; only managers change or share them. Deletion is added above, by documents."""

    scope = Project
    serializer_class = ProjectSerializer
    filter_backends = [TagFilter, NameFilter, filters.OrderingFilter]
    ordering_fields = ["created_at", "documents_count", "id", "name", "owner", "updated_at"]
    ordering = ["-updated_at"]

    def get_queryset(self) -> Any:
        rows = project_rows(self.request.user).annotate(documents_count=F("document_count"))
        if self.request.method not in {"GET", "HEAD", "OPTIONS"}:
            rows = rows.managed_by(self.request.user)
        return rows.prefetch_related("tags", "memberships__user", "memberships__team")

    def perform_create(self, serializer: serializers.BaseSerializer[Project]) -> None:
        data, user = serializer.validated_data, self._user()
        guidelines = data.get("guidelines") or ""
        project = services.create_project(user=user, name=data["name"], guidelines=guidelines)
        self._finish(serializer, project)

    def perform_update(self, serializer: serializers.BaseSerializer[Project]) -> None:
        project, data = self.get_object(), serializer.validated_data
        name = data.get("name", project.name)
        guidelines = data.get("guidelines", project.guidelines) or ""
        services.update_project(
            project=project, user=self._user(), name=name, guidelines=guidelines
        )
        self._finish(serializer, project)

    @extend_schema(request=ShareSerializer, responses={201: ProjectSerializer})
    @action(detail=True, methods=["post"])
    def share(self, request: Request, pk: str) -> Response:
        services.share_project(
            project=self.get_object(), user=self._user(), **requested_share(request)
        )
        data = self.get_serializer(self.get_object()).data
        return Response(data, status=status.HTTP_201_CREATED)

    def _user(self) -> Any:
        return self.request.user

    def _finish(self, serializer: serializers.BaseSerializer[Project], project: Project) -> None:
        tags = serializer.validated_data.get("tags")
        if tags is not None:
            services.set_project_tags(project=project, user=self._user(), tags=tags)
        serializer.instance = self.get_queryset().get(pk=project.pk)


class ProjectTagViewSet(viewsets.ModelViewSet[ProjectTag]):
    """The caller's own tags for projects."""

    serializer_class = ProjectTagSerializer
    pagination_class = FixedPagination
    queryset = ProjectTag.objects.all()

    def get_queryset(self) -> QuerySet[ProjectTag]:
        user: Any = self.request.user
        return ProjectTag.objects.filter(user=user)

    def perform_create(self, serializer: serializers.BaseSerializer[ProjectTag]) -> None:
        _refuse_duplicate(self.get_queryset(), serializer)
        serializer.save(user=self.request.user)

    def perform_update(self, serializer: serializers.BaseSerializer[ProjectTag]) -> None:
        _refuse_duplicate(self.get_queryset().exclude(pk=self.get_object().pk), serializer)
        serializer.save()


def _refuse_duplicate(rows: QuerySet[Any], serializer: serializers.BaseSerializer[Any]) -> None:
    if rows.filter(name=serializer.validated_data.get("name")).exists():
        raise serializers.ValidationError({"name": ["There is a tag of this name already."]})
