"""Formats of exports: one module for each kind of file that is written."""

import pkgutil
from importlib import import_module

ORDER = ("pages", "text", "docx", "pdf", "tables", "iiif", "openiti", "kraken", "htr_united")
"""The order in which people see the formats; modules that are not named follow."""


def load() -> None:
    """Import every module, so that its formats are offered."""
    found = [module.name for module in pkgutil.iter_modules(__path__)]
    for name in sorted(found, key=lambda name: (*ORDER, name).index(name)):
        import_module(f"{__name__}.{name}")
