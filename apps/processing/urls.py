"""Addresses of the dialogs that ask for work."""

from django.urls import URLPattern, URLResolver, path

from apps.processing import views

app_name = "processing"
urlpatterns: list[URLPattern | URLResolver] = [
    path(f"document/<int:document_id>/{kind}/", views.work_dialog, {"kind": kind}, name=kind)
    for kind in views.DIALOGS
]
