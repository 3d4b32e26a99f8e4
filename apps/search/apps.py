"""App configuration of search."""

from importlib import import_module

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "apps.search"
    label = "search"

    def ready(self) -> None:
        """Register the kind of job."""
        import_module("apps.search.handlers")
