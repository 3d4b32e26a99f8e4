"""Brings in the modules that register what each kind of job does."""

from apps.evaluation import evaluate

__all__ = ["evaluate"]
