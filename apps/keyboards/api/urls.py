"""REST routes of keyboards."""

from django.urls import URLPattern, URLResolver, path
from rest_framework.routers import BaseRouter

from apps.keyboards.api.views import (
    BuiltinFileView,
    BuiltinKeyboardView,
    CharactersView,
    KeyboardViewSet,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("characters/", CharactersView.as_view(), name="characters"),
    path("keyboards/builtin/<slug:builtin>/", BuiltinKeyboardView.as_view()),
    path("keyboards/builtin/<slug:builtin>/file/", BuiltinFileView.as_view()),
]


def register(router: BaseRouter) -> None:
    """Add this app's routes to the API's one router."""
    router.register("keyboards", KeyboardViewSet, basename="keyboard")
