"""Addresses of the dialogs that ask for work, and of a document's models."""

from django.urls import URLPattern, URLResolver, path

from apps.processing import sample_views, views

app_name = "processing"
urlpatterns: list[URLPattern | URLResolver] = [
    path("setup/<str:token>/", sample_views.setup, name="setup"),
    path("sample/", sample_views.sample, name="sample"),
    path("evaluation/<uuid:job_uid>/", views.evaluation, name="evaluation"),
    path("document/<int:document_id>/models/", views.document_models, name="models"),
]
urlpatterns += [
    path(f"document/<int:document_id>/{kind}/", views.work_dialog, {"kind": kind}, name=kind)
    for kind in views.DIALOGS
]
