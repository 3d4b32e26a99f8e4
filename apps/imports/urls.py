"""Addresses of the import dialog, and of the page of an import."""

from django.urls import path

from apps.imports import views

app_name = "imports"
_RUN = "document/<int:document_id>/import/<uuid:uid>/"
urlpatterns = [
    path("document/<int:document_id>/import/", views.import_dialog, name="dialog"),
    path("document/<int:document_id>/imports/", views.imports, name="list"),
    path(_RUN, views.detail, name="detail"),
    path(f"{_RUN}report.csv", views.report_csv, name="csv"),
    path(f"{_RUN}do/<slug:action>/", views.act, name="act"),
    path(f"{_RUN}file/<int:item_id>/", views.item_page, name="item"),
    path(f"{_RUN}file/<int:item_id>/<slug:action>/", views.item_act, name="item-act"),
]
