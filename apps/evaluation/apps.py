"""App configuration of evaluation."""

from importlib import import_module

from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "apps.evaluation"
    label = "evaluation"

    def ready(self) -> None:
        """Register the kinds of jobs, and what models' pages show."""
        import_module("apps.evaluation.handlers")
        import_module("apps.evaluation.measured").register()
