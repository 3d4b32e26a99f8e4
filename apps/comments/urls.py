"""Addresses of the comments pages."""

from django.urls import URLPattern, URLResolver, path

from apps.comments import views

app_name = "comments"
urlpatterns: list[URLPattern | URLResolver] = [
    path("document/<int:document_id>/comments/", views.comments, name="list"),
]
