"""REST routes of projects; ``projects/`` itself is registered by documents, which can delete."""

from rest_framework.routers import BaseRouter

from apps.projects.api.views import ProjectTagViewSet


def register(router: BaseRouter) -> None:
    """Add this app's routes to the API's one router."""
    router.register("tags/project", ProjectTagViewSet, basename="project-tag")
