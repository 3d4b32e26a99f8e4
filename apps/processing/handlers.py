"""Brings in the modules that register what each kind of job does."""

from apps.processing import copies, evaluate, pages, sample, train

__all__ = ["copies", "evaluate", "pages", "sample", "train"]
