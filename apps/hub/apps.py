"""App configuration of hub."""

from importlib import import_module

from django.apps import AppConfig


class HubConfig(AppConfig):
    name = "apps.hub"
    label = "hub"

    def ready(self) -> None:
        """Register the kinds of jobs, and what model pages say of the hub."""
        import_module("apps.hub.handlers")
        import_module("apps.hub.sections").register()
