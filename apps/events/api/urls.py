"""REST routes of events."""

from django.urls import URLPattern, URLResolver, path
from rest_framework.routers import BaseRouter

from apps.events.api.views import EventsView

urlpatterns: list[URLPattern | URLResolver] = [
    path("events/", EventsView.as_view(), name="events"),
]


def register(router: BaseRouter) -> None:
    """The routes of this app are paths of their own."""
