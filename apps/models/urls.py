"""Addresses of the models pages."""

from django.urls import URLPattern, URLResolver, path

from apps.models import views

app_name = "models"
urlpatterns: list[URLPattern | URLResolver] = [
    path("models/", views.model_list, name="list"),
    path("models/new/", views.upload, name="upload"),
    path("model/<int:model_id>/", views.detail, name="detail"),
    path("model/<int:model_id>/edit/", views.edit, name="edit"),
    path("model/<int:model_id>/share/", views.share, name="share"),
    path("model/<int:model_id>/share/<int:share_id>/revoke/", views.unshare, name="unshare"),
    path("model/<int:model_id>/delete/", views.delete, name="delete"),
    path("model/<int:model_id>/download/", views.download, name="download"),
    path("model/<int:model_id>/card.json", views.card_data, name="card-data"),
    path("model/<int:model_id>/card.md", views.card_text, name="card-text"),
]
