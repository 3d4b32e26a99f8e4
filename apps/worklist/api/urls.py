"""REST routes of worklist."""

from django.urls import URLPattern, URLResolver, path
from rest_framework.routers import BaseRouter

from apps.worklist.api.views import MarkView, WorkListView, WorkPagesView

DOCUMENT = "documents/<int:document_id>/worklist"
urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{DOCUMENT}/", WorkListView.as_view(), name="worklist"),
    path(f"{DOCUMENT}/mark/", MarkView.as_view(), name="worklist-mark"),
    path(f"{DOCUMENT}/pages/", WorkPagesView.as_view(), name="worklist-pages"),
]


def register(router: BaseRouter) -> None:
    """This app's routes are plain paths."""
