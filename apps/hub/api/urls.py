"""REST routes of hub."""

from django.urls import URLPattern, URLResolver
from rest_framework.routers import BaseRouter

urlpatterns: list[URLPattern | URLResolver] = []


def register(router: BaseRouter) -> None:
    """This app's routes are plain paths."""
