"""App configuration of worklist."""

from importlib import import_module

from django.apps import AppConfig


class WorklistConfig(AppConfig):
    name = "apps.worklist"
    label = "worklist"

    def ready(self) -> None:
        """Register the kinds of jobs, and what the pages of models and of images show."""
        import_module("apps.worklist.handlers")
        sections = import_module("apps.models.sections")
        learning = import_module("apps.worklist.learning")
        sections.register_section(
            "What more corrected lines bring",
            "worklist/_model_learning.html",
            learning.learning_of_model,
            order=60,
        )
        source = import_module("apps.worklist.page_source")
        import_module("apps.documents.page_marks").register(source.WorkPageSource())
