"""Addresses of the import dialog and report."""

from django.urls import path

from apps.imports import views

app_name = "imports"
urlpatterns = [
    path("document/<int:document_id>/import/", views.import_dialog, name="dialog"),
    path("document/<int:document_id>/import/<uuid:uid>/", views.report, name="report"),
    path("document/<int:document_id>/import/<uuid:uid>/report.csv", views.report_csv, name="csv"),
]
