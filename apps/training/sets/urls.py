"""Addresses of training sets."""

from django.urls import URLPattern, URLResolver, path

from apps.training.sets import version_views, views

app_name = "sets"
SET = "training/set/<int:set_id>"
urlpatterns: list[URLPattern | URLResolver] = [
    path("training/", views.set_list, name="list"),
    path("training/new/", views.create, name="create"),
    path("document/<int:document_id>/add-to-set/", views.add_selection, name="add-selection"),
    path("document/<int:document_id>/check/", views.check_selection, name="check-selection"),
    path(f"{SET}/", views.pages, name="pages"),
    path(f"{SET}/edit/", views.edit, name="edit"),
    path(f"{SET}/delete/", views.delete, name="delete"),
    path(f"{SET}/restore/", views.restore, name="restore"),
    path(f"{SET}/add/", views.add, name="add"),
    path(f"{SET}/propose/", views.propose, name="propose"),
    path(f"{SET}/move/", views.move, name="move"),
    path(f"{SET}/layer/<int:document_id>/", views.layer, name="layer"),
    path(f"{SET}/check/", views.check, name="check"),
    path(f"{SET}/mend/", views.mend, name="mend"),
    path(f"{SET}/trainings/", version_views.trainings, name="trainings"),
    path(f"{SET}/versions/", version_views.versions, name="versions"),
    path(f"{SET}/freeze/", version_views.freeze, name="freeze"),
    path(f"{SET}/versions/<int:number>/changes/", version_views.changes, name="changes"),
    path(f"{SET}/versions/<int:number>/file/", version_views.file, name="file"),
    path(f"{SET}/versions/<int:number>/export/", version_views.export, name="export"),
]
