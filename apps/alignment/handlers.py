"""Brings in the modules that register what each kind of job does."""

from apps.alignment import align, forced

__all__ = ["align", "forced"]
