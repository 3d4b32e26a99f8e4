"""Brings in the modules that register what each kind of job does."""

from apps.training import train
from apps.training.sets import checking, exporting

__all__ = ["checking", "exporting", "train"]
