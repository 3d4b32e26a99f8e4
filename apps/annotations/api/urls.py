"""REST routes of annotations."""

from rest_framework.routers import BaseRouter

from apps.annotations.api.views import (
    AnnotationTypeViewSet,
    ComponentViewSet,
    ImageAnnotationViewSet,
    TaxonomyViewSet,
    TextAnnotationViewSet,
)

DOCUMENT = r"documents/(?P<document_id>\d+)"
PART = DOCUMENT + r"/parts/(?P<part_id>\d+)"


def register(router: BaseRouter) -> None:
    """Add this app's routes to the API's one router."""
    router.register("types/annotations", AnnotationTypeViewSet, basename="annotation-type")
    router.register(
        DOCUMENT + "/taxonomies/components", ComponentViewSet, basename="annotation-component"
    )
    router.register(
        DOCUMENT + "/taxonomies/annotations", TaxonomyViewSet, basename="annotation-taxonomy"
    )
    router.register(
        PART + "/annotations/image", ImageAnnotationViewSet, basename="image-annotation"
    )
    router.register(PART + "/annotations/text", TextAnnotationViewSet, basename="text-annotation")
