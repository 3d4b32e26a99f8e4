"""REST routes of hub."""

from django.urls import path
from rest_framework.routers import BaseRouter

from apps.hub.api import views

urlpatterns = [path("hub/catalogue/", views.CatalogueView.as_view(), name="hub-catalogue")]


def register(router: BaseRouter) -> None:
    """Add this app's routes to the API's one router."""
    router.register("hub/models", views.HubModelViewSet, basename="hub-model")
