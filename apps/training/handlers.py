"""Brings in the modules that register what each kind of job does."""

from apps.training import train

__all__ = ["train"]
