"""Addresses of the documents pages."""

from django.urls import URLPattern, URLResolver, path, re_path

from apps.documents.views import documents, home, images, layers, projects, types
from apps.documents.views.media import media

app_name = "documents"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("search/", home.search, name="search"),
    path("project/<str:slug>/", projects.project, name="project"),
    path("project/<str:slug>/delete/", projects.delete, name="project-delete"),
    path("project/<str:slug>/document/new/", documents.create, name="create"),
    path("document/<int:document_id>/images/", images.images, name="images"),
    path("document/<int:document_id>/images/filters/", images.filters, name="image-filters"),
    path("document/<int:document_id>/images/chunk/", images.chunk, name="image-chunk"),
    path("document/<int:document_id>/images/cards/", images.cards, name="image-cards"),
    path("document/<int:document_id>/images/move/", images.move, name="images-move"),
    path("document/<int:document_id>/images/plan/", images.plan, name="images-plan"),
    path("document/<int:document_id>/images/delete/", images.delete, name="images-delete"),
    path("document/<int:document_id>/part/<int:part_id>/", images.edit_part, name="part-edit"),
    path("document/<int:document_id>/settings/", documents.settings, name="settings"),
    path("document/<int:document_id>/share/", documents.share, name="share"),
    path(
        "document/<int:document_id>/share/<int:membership_id>/revoke/",
        documents.revoke,
        name="revoke",
    ),
    path("document/<int:document_id>/archive/", documents.archive, name="archive"),
    path("document/<int:document_id>/restore/", documents.restore, name="restore"),
    path("document/<int:document_id>/delete/", documents.delete, name="delete"),
    path("document/<int:document_id>/metadata/new/", documents.add_metadata, name="metadata-new"),
    path(
        "document/<int:document_id>/metadata/<int:metadata_id>/",
        documents.edit_metadata,
        name="metadata-edit",
    ),
    path(
        "document/<int:document_id>/metadata/<int:metadata_id>/delete/",
        documents.delete_metadata,
        name="metadata-delete",
    ),
    path("document/<int:document_id>/types/", types.types, name="types"),
    path("document/<int:document_id>/types/<str:kind>/new/", types.add, name="type-new"),
    path(
        "document/<int:document_id>/types/<str:kind>/<int:type_id>/", types.edit, name="type-edit"
    ),
    path(
        "document/<int:document_id>/types/<str:kind>/<int:type_id>/delete/",
        types.delete,
        name="type-delete",
    ),
    path(
        "document/<int:document_id>/types/<str:kind>/<int:type_id>/move/",
        types.move,
        name="type-move",
    ),
    path("document/<int:document_id>/layers/", layers.layers, name="layers"),
    path("document/<int:document_id>/layers/new/", layers.create, name="layer-new"),
    path("document/<int:document_id>/layers/<int:layer_id>/", layers.edit, name="layer-edit"),
    path(
        "document/<int:document_id>/layers/<int:layer_id>/archive/",
        layers.archive,
        name="layer-archive",
    ),
    path(
        "document/<int:document_id>/layers/<int:layer_id>/restore/",
        layers.restore,
        name="layer-restore",
    ),
    path("document/<int:document_id>/activity/", home.activity, name="activity"),
    re_path(
        r"^media/(?P<kind>thumbnail|view|original)/(?P<image_id>\d+)/(?P<name>[^/]+)$",
        media,
        name="media",
    ),
]
