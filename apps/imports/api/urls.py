"""REST routes of imports."""

from django.urls import path
from rest_framework.routers import BaseRouter

from apps.imports.api.views import CancelImportView, ImportView, LegacyImportView

urlpatterns = [
    path("documents/<int:document_id>/import/", ImportView.as_view()),
    path("documents/<int:document_id>/imports/", LegacyImportView.as_view()),
    path("documents/<int:document_id>/cancel_import/", CancelImportView.as_view()),
]


def register(router: BaseRouter) -> None:
    """This app's routes are plain paths."""
