"""App configuration of archives."""

from django.apps import AppConfig


class ArchivesConfig(AppConfig):
    name = "apps.archives"
    label = "archives"

    def ready(self) -> None:
        from apps.archives import handlers, writer  # noqa: F401
