"""App configuration of processing."""

from importlib import import_module

from django.apps import AppConfig


class ProcessingConfig(AppConfig):
    name = "apps.processing"
    label = "processing"

    def ready(self) -> None:
        """Register the kinds of jobs, and what can be done with models."""
        import_module("apps.processing.handlers")
        import_module("apps.processing.model_sections")
