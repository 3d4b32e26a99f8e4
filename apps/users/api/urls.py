"""REST routes of users."""

from django.urls import URLPattern, URLResolver, path
from rest_framework.routers import BaseRouter

from apps.users.api.views import PreferencesView, TeamViewSet, TokenAuthView, UserViewSet

urlpatterns: list[URLPattern | URLResolver] = [
    path("token-auth/", TokenAuthView.as_view(), name="token-auth"),
    path("preferences/", PreferencesView.as_view(), name="preferences"),
]


def register(router: BaseRouter) -> None:
    """Add this app's routes to the API's one router."""
    router.register("users", UserViewSet, basename="user")
    router.register("groups", TeamViewSet, basename="group")
