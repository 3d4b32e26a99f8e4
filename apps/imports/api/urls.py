"""REST routes of imports."""

from django.urls import path
from rest_framework.routers import BaseRouter

from apps.imports.api import views

_RUN = "documents/<int:document_id>/import/<uuid:uid>/"
urlpatterns = [
    path("documents/<int:document_id>/import/", views.ImportView.as_view()),
    path(_RUN, views.ImportDetailView.as_view()),
    path(f"{_RUN}items/", views.ImportItemsView.as_view()),
    path(f"{_RUN}items/<int:item_id>/", views.ImportItemView.as_view()),
    path("documents/<int:document_id>/imports/", views.LegacyImportView.as_view()),
    path("documents/<int:document_id>/cancel_import/", views.CancelImportView.as_view()),
]


def register(router: BaseRouter) -> None:
    """This app's routes are plain paths."""
