"""Addresses of replacements."""

from django.urls import path

from apps.search import views

app_name = "search"
urlpatterns = [
    path("replacement/<int:replacement_id>/", views.detail, name="replacement"),
    path("replacement/<int:replacement_id>/undo/", views.undo, name="undo"),
]
