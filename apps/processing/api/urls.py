"""REST routes of processing."""

from django.urls import path
from rest_framework.routers import BaseRouter

from apps.processing.api import views

urlpatterns = [
    path("documents/<int:document_id>/segment/", views.SegmentView.as_view()),
    path("documents/<int:document_id>/transcribe/", views.TranscribeView.as_view()),
    path("documents/<int:document_id>/copy_layer/", views.CopyLayerView.as_view()),
    path("documents/<int:document_id>/defaults/", views.DefaultsView.as_view()),
    path(
        "documents/<int:document_id>/parts/<int:part_id>/reset_masks/",
        views.ResetMasksView.as_view(),
        name="part-reset-masks",
    ),
]


def register(router: BaseRouter) -> None:
    """This app's routes are plain paths."""
