"""Addresses of the models pages."""

from django.urls import URLPattern, URLResolver, path

from apps.models import views, views_card, views_sharing

app_name = "models"
urlpatterns: list[URLPattern | URLResolver] = [
    path("models/", views.model_list, name="list"),
    path("models/new/", views.upload, name="upload"),
    path("model/<int:model_id>/", views.detail, name="detail"),
    path("model/<int:model_id>/edit/", views.edit, name="edit"),
    path("model/<int:model_id>/share/", views_sharing.share, name="share"),
    path(
        "model/<int:model_id>/share/<int:share_id>/revoke/", views_sharing.unshare, name="unshare"
    ),
    path("model/<int:model_id>/delete/", views.delete, name="delete"),
    path("model/<int:model_id>/download/", views.download, name="download"),
    path("model/<int:model_id>/with-card/", views_card.with_card, name="with-card"),
    path("model/<int:model_id>/card/", views_card.edit_card, name="card"),
    path("model/<int:model_id>/package/", views_card.package, name="package"),
    path("model/<int:model_id>/package.zip", views_card.package_file, name="package-file"),
    path("model/<int:model_id>/card.json", views_card.card_data, name="card-data"),
    path("model/<int:model_id>/card.md", views_card.card_text, name="card-text"),
]
