"""Brings in the modules that register what each kind of job does."""

from apps.worklist import fewer, ranking_job

__all__ = ["fewer", "ranking_job"]
