"""REST routes of search."""

from django.urls import path
from rest_framework.routers import BaseRouter

from apps.search.api import views

urlpatterns = [
    path("search/", views.SearchView.as_view(), name="search"),
    path("search/match/", views.MatchView.as_view(), name="search-match"),
]


def register(router: BaseRouter) -> None:
    """Add this app's routes to the API's one router."""
    router.register("search/replacements", views.ReplacementViewSet, basename="replacement")
