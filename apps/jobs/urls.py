"""Addresses of the jobs pages."""

from django.urls import URLPattern, URLResolver, path

from apps.jobs import views

app_name = "jobs"
urlpatterns: list[URLPattern | URLResolver] = [
    path("jobs/", views.job_list, name="list"),
    path("jobs/panel/", views.panel, name="panel"),
    path("job/<int:job_id>/", views.detail, name="detail"),
    path("job/<int:job_id>/cancel/", views.cancel, name="cancel"),
    path("job/<int:job_id>/stop/", views.stop, name="stop"),
    path("job/<int:job_id>/retry/", views.retry, name="retry"),
]
