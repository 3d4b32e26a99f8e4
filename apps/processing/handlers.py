"""Brings in the modules that register what each kind of job does."""

from apps.processing import copies, pages, sample

__all__ = ["copies", "pages", "sample"]
