"""Brings in the modules that register what each kind of job does."""

from apps.hub import catalogue, install

__all__ = ["catalogue", "install"]
