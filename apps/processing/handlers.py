"""Brings in the modules that register what each kind of job does."""

from apps.processing import evaluate, pages, sample, train

__all__ = ["evaluate", "pages", "sample", "train"]
