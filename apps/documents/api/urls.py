"""REST routes of documents."""

from rest_framework.routers import BaseRouter


def register(router: BaseRouter) -> None:
    """Add this app's routes to the API's one router."""
