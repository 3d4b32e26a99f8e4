"""Addresses of alignment."""

from django.urls import URLPattern, URLResolver, path

from apps.alignment import views, witness_views
from apps.alignment.forms import AlignForm, PlacesForm
from apps.processing.dialogs import Dialog, dialog_path

ALIGN = Dialog(AlignForm, "alignment/_align_dialog.html", "Find the lines", shows_job=True)
PLACES = Dialog(PlacesForm, "alignment/_places_dialog.html", "Find the places")
WITNESS = "document/<int:document_id>/texts/<int:witness_id>"

app_name = "alignment"
urlpatterns: list[URLPattern | URLResolver] = [
    dialog_path("align", ALIGN),
    dialog_path("places", PLACES),
    path("alignment/<uuid:job_uid>/", views.preview, name="preview"),
    path("document/<int:document_id>/texts/new/", witness_views.add, name="witness-new"),
    path(f"{WITNESS}/", witness_views.edit, name="witness-edit"),
    path(f"{WITNESS}/delete/", witness_views.delete, name="witness-delete"),
]
