"""Brings in the modules that register what each kind of job does."""

from apps.training import measure, train
from apps.training.sets import checking, exporting

__all__ = ["checking", "exporting", "measure", "train"]
