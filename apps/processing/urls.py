"""Addresses of the dialogs that ask for work, of what is usual, and of the sample."""

from django.urls import URLPattern, URLResolver, path

from apps.processing import default_views, forms, sample_views
from apps.processing.copy_form import CopyForm
from apps.processing.dialogs import Dialog, dialog_path

DIALOGS = {
    "segment": Dialog(forms.SegmentForm, "processing/_segment_dialog.html", "Segment"),
    "masks": Dialog(forms.MasksForm, "processing/_masks_dialog.html", "Compute masks"),
    "transcribe": Dialog(forms.TranscribeForm, "processing/_transcribe_dialog.html", "Transcribe"),
    "copy": Dialog(CopyForm, "processing/_copy_dialog.html", "Copy the texts"),
}

app_name = "processing"
urlpatterns: list[URLPattern | URLResolver] = [
    path("setup/<str:token>/", sample_views.setup, name="setup"),
    path("sample/", sample_views.sample, name="sample"),
    path("document/<int:document_id>/defaults/", default_views.defaults, name="defaults"),
    path("document/<int:document_id>/defaults/panel/", default_views.panel, name="defaults-panel"),
    path(
        "document/<int:document_id>/work-buttons/", default_views.work_buttons, name="work-buttons"
    ),
    path("model/<int:model_id>/use/", default_views.use, name="use"),
    *(dialog_path(name, asked) for name, asked in DIALOGS.items()),
]
