"""Addresses of the editor pages."""

from django.urls import URLPattern, URLResolver, path

from apps.editor import views

app_name = "editor"
PART = "document/<int:document_id>/part/<int:part_id>"
urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{PART}/edit/", views.edit, name="edit"),
    path(f"{PART}/history/", views.history, name="history"),
    path(f"{PART}/history/<int:snapshot_id>/restore/", views.restore, name="restore"),
    path("document/<int:document_id>/history/", views.history_of_selection, name="selection"),
    path("document/<int:document_id>/page/<int:number>/", views.page, name="page"),
]
