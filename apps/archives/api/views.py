"""REST endpoints of archives."""

from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.archives.api.serializers import QueuedArchiveSerializer, RestoreSerializer
from apps.archives.services import request_project_archive, request_restore
from apps.common.api import scoped
from apps.jobs.models import Job
from apps.projects.models import Project
from apps.users.http import user_of


class RestoreView(APIView):
    """``POST archives/``: restore an archive into a project of the caller, or a new one."""

    parser_classes = [MultiPartParser]
    serializer_class = RestoreSerializer

    @extend_schema(request=RestoreSerializer, responses={201: QueuedArchiveSerializer})
    def post(self, request: Request) -> Response:
        user = user_of(request)
        serializer = RestoreSerializer(data=request.data, user=user)
        serializer.is_valid(raise_exception=True)
        data = serializer.validated_data
        job = request_restore(user=user, upload=data["file"], project=data.get("project"))
        return _queued(job, 201)


class ProjectArchiveView(APIView):
    """``POST projects/{J}/archive/``: viewers may take what they see with them."""

    serializer_class = QueuedArchiveSerializer

    @extend_schema(request=None, responses={201: QueuedArchiveSerializer})
    def post(self, request: Request, project_id: int) -> Response:
        project = scoped(Project, request, read=True, pk=project_id)
        return _queued(request_project_archive(user=user_of(request), project=project), 201)


def _queued(job: Job, status: int) -> Response:
    return Response({"status": "ok", "job": job.pk}, status=status)
