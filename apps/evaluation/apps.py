"""App configuration of evaluation."""

from importlib import import_module

from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "apps.evaluation"
    label = "evaluation"

    def ready(self) -> None:
        """Register the kinds of jobs."""
        import_module("apps.evaluation.handlers")
