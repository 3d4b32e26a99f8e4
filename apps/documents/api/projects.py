"""REST endpoints of projects that need documents: deletion, document tags."""

from typing import Any

from rest_framework import mixins, serializers, viewsets

from apps.common.api import ScopedViewSet, scoped
from apps.common.pagination import FixedPagination
from apps.documents.models import DocumentTag
from apps.documents.services.documents import delete_project
from apps.projects.api.views import ProjectViewSet
from apps.projects.models import Project


class DeletableProjectViewSet(mixins.DestroyModelMixin, ProjectViewSet):
    """Projects, whose deletion takes their documents and images along."""

    def perform_destroy(self, instance: Project) -> None:
        user: Any = self.request.user
        delete_project(project=instance, user=user)


class DocumentTagSerializer(serializers.ModelSerializer[DocumentTag]):
    pk = serializers.IntegerField(read_only=True)
    color = serializers.RegexField(r"^#[0-9a-fA-F]{6}$", required=False)

    class Meta:
        model = DocumentTag
        fields = ["pk", "name", "color"]


class DocumentTagViewSet(viewsets.ModelViewSet[DocumentTag], ScopedViewSet[DocumentTag]):
    """Tags that the documents of one project may have."""

    scope = DocumentTag
    serializer_class = DocumentTagSerializer
    pagination_class = FixedPagination

    def get_queryset(self) -> Any:
        return ScopedViewSet.get_queryset(self).filter(project_id=self.kwargs["project_id"])

    def list(self, *args: Any, **kwargs: Any) -> Any:
        self._project(read=True)
        return super().list(*args, **kwargs)

    def create(self, *args: Any, **kwargs: Any) -> Any:
        self.project = self._project(read=False)
        return super().create(*args, **kwargs)

    def perform_create(self, serializer: serializers.BaseSerializer[DocumentTag]) -> None:
        if self.project.document_tags.filter(name=serializer.validated_data["name"]).exists():
            raise serializers.ValidationError({"name": ["There is a tag of this name already."]})
        serializer.save(project=self.project)

    def _project(self, *, read: bool) -> Project:
        return scoped(Project, self.request, read=read, pk=self.kwargs["project_id"])
