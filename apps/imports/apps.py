"""App configuration of imports."""

import pkgutil
from importlib import import_module

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "apps.imports"
    label = "imports"

    def ready(self) -> None:
        from apps.imports import baselines, handlers, sources  # noqa: F401

        for module in pkgutil.iter_modules(sources.__path__):
            import_module(f"{sources.__name__}.{module.name}")
