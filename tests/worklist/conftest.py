"""The pages, texts and models that the tests of processing use."""

from tests.processing.conftest import make_model, model, pages, run_all, truth

__all__ = ["make_model", "model", "pages", "run_all", "truth"]
