"""Addresses of trainings."""

from django.urls import URLPattern, URLResolver

from apps.processing.dialogs import Dialog, dialog_path
from apps.training.forms import TrainForm

app_name = "training"
urlpatterns: list[URLPattern | URLResolver] = [
    dialog_path("train", Dialog(TrainForm, "training/_train_dialog.html", "Train")),
]
