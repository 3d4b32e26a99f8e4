"""Addresses of exports."""

from django.urls import path

from apps.exports import views

app_name = "exports"
urlpatterns = [
    path("document/<int:document_id>/export/", views.export_dialog, name="dialog"),
    path("document/<int:document_id>/exports/", views.document_exports, name="document"),
    path("profile/files/", views.files, name="files"),
    path("export/<uuid:uid>/", views.download, name="download"),
    path("export/<uuid:uid>/delete/", views.delete, name="delete"),
]
