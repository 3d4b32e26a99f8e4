"""App configuration of worklist."""

from importlib import import_module

from django.apps import AppConfig


class WorklistConfig(AppConfig):
    name = "apps.worklist"
    label = "worklist"

    def ready(self) -> None:
        """Register the kinds of jobs."""
        import_module("apps.worklist.handlers")
