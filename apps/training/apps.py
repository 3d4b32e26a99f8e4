"""App configuration of training."""

from importlib import import_module

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "apps.training"
    label = "training"

    def ready(self) -> None:
        """Register the kinds of jobs, and what models show of their training."""
        import_module("apps.training.handlers")
        import_module("apps.training.on_models").register()
