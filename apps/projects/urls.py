"""Addresses of the projects pages."""

from django.urls import URLPattern, URLResolver, path

from apps.projects import views

app_name = "projects"
urlpatterns: list[URLPattern | URLResolver] = [
    path("projects/", views.project_list, name="list"),
    path("projects/new/", views.create, name="create"),
    path("project/<str:slug>/edit/", views.edit, name="edit"),
    path("project/<str:slug>/share/", views.share, name="share"),
    path("project/<str:slug>/share/<int:membership_id>/revoke/", views.revoke, name="revoke"),
    path("project/<str:slug>/leave/", views.leave, name="leave"),
    path("project/<str:slug>/archive/", views.archive, name="archive"),
    path("project/<str:slug>/restore/", views.restore, name="restore"),
]
