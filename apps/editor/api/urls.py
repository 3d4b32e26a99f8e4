"""REST routes of editor."""

from django.urls import URLPattern, URLResolver, path
from rest_framework.routers import BaseRouter

from apps.editor.api.film import FilmView
from apps.editor.api.snapshots import RestoreView, SnapshotsView, SnapshotView
from apps.editor.api.texts import GlyphsView, LineHistoryView, TextsView
from apps.editor.api.views import (
    AutomaticOrderView,
    ChangesView,
    EditorView,
    PresenceView,
)

PART = "documents/<int:document_id>/parts/<int:part_id>"
urlpatterns: list[URLPattern | URLResolver] = [
    path("documents/<int:document_id>/film/", FilmView.as_view(), name="document-film"),
    path(f"{PART}/editor/", EditorView.as_view(), name="part-editor"),
    path(f"{PART}/changes/", ChangesView.as_view(), name="part-changes"),
    path(f"{PART}/texts/", TextsView.as_view(), name="part-texts"),
    path(f"{PART}/glyphs/", GlyphsView.as_view(), name="part-glyphs"),
    path(
        f"{PART}/lines/<uuid:line_uid>/history/",
        LineHistoryView.as_view(),
        name="part-line-history",
    ),
    path(f"{PART}/automatic-order/", AutomaticOrderView.as_view(), name="part-order"),
    path(f"{PART}/snapshots/", SnapshotsView.as_view(), name="part-snapshots"),
    path(f"{PART}/snapshots/<int:snapshot_id>/", SnapshotView.as_view(), name="part-snapshot"),
    path(f"{PART}/snapshots/<int:snapshot_id>/restore/", RestoreView.as_view()),
    path(f"{PART}/presence/", PresenceView.as_view(), name="part-presence"),
]


def register(router: BaseRouter) -> None:
    """The editor has no lists of rows, so nothing for the router."""
