"""Brings in the modules that register what each kind of job does."""

from apps.worklist import ranking_job

__all__ = ["ranking_job"]
