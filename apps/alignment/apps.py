"""App configuration of alignment."""

from importlib import import_module

from django.apps import AppConfig


class AlignmentConfig(AppConfig):
    name = "apps.alignment"
    label = "alignment"

    def ready(self) -> None:
        """Register the kinds of jobs."""
        import_module("apps.alignment.handlers")
