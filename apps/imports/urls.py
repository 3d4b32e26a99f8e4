"""Addresses of the import dialog and report."""

from django.urls import path

from apps.imports import views

app_name = "imports"
urlpatterns = [
    path("document/<int:document_id>/import/", views.import_dialog, name="dialog"),
    path("import/<uuid:job_uid>/report/", views.report, name="report"),
]
