"""App configuration of processing."""

from importlib import import_module

from django.apps import AppConfig


class ProcessingConfig(AppConfig):
    name = "apps.processing"
    label = "processing"

    def ready(self) -> None:
        """Register the kinds of jobs."""
        import_module("apps.processing.handlers")
