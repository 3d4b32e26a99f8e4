"""App configuration of exports."""

from django.apps import AppConfig


class ExportsConfig(AppConfig):
    name = "apps.exports"
    label = "exports"

    def ready(self) -> None:
        from apps.exports import handlers, writers  # noqa: F401

        writers.load()
