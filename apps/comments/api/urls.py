"""REST routes of comments."""

from rest_framework.routers import BaseRouter

from apps.comments.api.views import DocumentCommentViewSet, PartCommentViewSet

DOCUMENT = r"documents/(?P<document_id>\d+)"


def register(router: BaseRouter) -> None:
    """Add this app's routes to the API's one router."""
    router.register(
        DOCUMENT + r"/parts/(?P<part_id>\d+)/comments", PartCommentViewSet, basename="part-comment"
    )
    router.register(DOCUMENT + "/comments", DocumentCommentViewSet, basename="document-comment")
