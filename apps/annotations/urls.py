"""Addresses of the annotation pages."""

from django.urls import URLPattern, URLResolver, path

from apps.annotations import views

app_name = "annotations"
DOCUMENT = "document/<int:document_id>/annotations"
urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{DOCUMENT}/", views.taxonomies, name="taxonomies"),
    path(f"{DOCUMENT}/new/", views.add_taxonomy, name="taxonomy-new"),
    path(f"{DOCUMENT}/<int:taxonomy_id>/", views.edit_taxonomy, name="taxonomy-edit"),
    path(f"{DOCUMENT}/<int:taxonomy_id>/delete/", views.delete_taxonomy, name="taxonomy-delete"),
    path(f"{DOCUMENT}/question/new/", views.add_component, name="component-new"),
    path(f"{DOCUMENT}/question/<int:component_id>/", views.edit_component, name="component-edit"),
    path(
        f"{DOCUMENT}/question/<int:component_id>/delete/",
        views.delete_component,
        name="component-delete",
    ),
]
