"""App configuration of models."""

from django.apps import AppConfig


class ModelsConfig(AppConfig):
    name = "apps.models"
    label = "ocr_models"
