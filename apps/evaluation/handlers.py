"""Brings in the modules that register what each kind of job does."""

from apps.evaluation import evaluate, evaluate_layout

__all__ = ["evaluate", "evaluate_layout"]
