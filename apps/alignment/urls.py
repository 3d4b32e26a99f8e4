"""Addresses of alignment."""

from django.urls import URLPattern, URLResolver, path

from apps.alignment import views
from apps.alignment.forms import AlignForm, PlacesForm
from apps.processing.dialogs import Dialog, dialog_path

ALIGN = Dialog(AlignForm, "alignment/_align_dialog.html", "Find the lines")
PLACES = Dialog(PlacesForm, "alignment/_places_dialog.html", "Find the places")

app_name = "alignment"
urlpatterns: list[URLPattern | URLResolver] = [
    dialog_path("align", ALIGN),
    dialog_path("places", PLACES),
    path("alignment/<uuid:job_uid>/", views.preview, name="preview"),
]
