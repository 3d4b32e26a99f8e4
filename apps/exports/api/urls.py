"""REST routes of exports."""

from django.urls import path
from rest_framework.routers import BaseRouter

from apps.exports.api.views import DownloadViewSet, ExportRequestView

urlpatterns = [path("documents/<int:document_id>/export/", ExportRequestView.as_view())]


def register(router: BaseRouter) -> None:
    """Add this app's routes to the API's one router."""
    router.register("downloads", DownloadViewSet, basename="download")
