"""App configuration of hub."""

from importlib import import_module

from django.apps import AppConfig


class HubConfig(AppConfig):
    name = "apps.hub"
    label = "hub"

    def ready(self) -> None:
        """Register the kinds of jobs."""
        import_module("apps.hub.handlers")
