"""Addresses of the pages of archives."""

from django.urls import path

from apps.archives import views

app_name = "archives"
urlpatterns = [
    path("projects/restore/", views.restore_dialog, name="restore"),
    path("project/<str:slug>/export/", views.archive_project, name="project"),
]
