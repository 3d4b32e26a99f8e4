"""App configuration of training."""

from importlib import import_module

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "apps.training"
    label = "training"

    def ready(self) -> None:
        """Register the kinds of jobs."""
        import_module("apps.training.handlers")
