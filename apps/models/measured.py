"""How good a model is, never without what that was measured on."""

from dataclasses import dataclass
from typing import Any, Literal

from apps.common.words import counted
from apps.models.models import OcrModel

Basis = Literal["test", "pages", "lines", "file"]

_SHORT: dict[Basis, str] = {
    "test": "on unseen pages",
    "pages": "on pages kept aside",
    "lines": "on lines of the same pages",
    "file": "by its file",
}


@dataclass(frozen=True, slots=True)
class Measured:
    """``accuracy`` is 0-1; ``words`` say on what; ``interval`` holds the true one in 95 of 100."""

    accuracy: float
    basis: Basis
    words: str
    wer: float | None = None
    interval: tuple[float, float] | None = None

    @property
    def short(self) -> str:
        return _SHORT[self.basis]

    @property
    def sentence(self) -> str:
        """``on 2 pages …`` or ``by what its file says …``."""
        joint = "by" if self.basis == "file" else "on"
        return f"{joint} {self.words}"

    @property
    def flatters(self) -> bool:
        return self.basis == "lines"


def measured(model: OcrModel) -> Measured | None:
    """The most honest figure that is known: unseen pages before pages kept aside, and so on."""
    return _on_test_pages(model.details.get("test")) or validated(model)


def validated(model: OcrModel) -> Measured | None:
    """The model's own ``accuracy``: of its validation, or what the file of somebody else says."""
    accuracy, details = model.accuracy, model.details
    if accuracy is None:
        return None
    split = details.get("split") or {}
    if split.get("by") in ("pages", "documents"):
        pages = len(split.get("validation_parts") or ()) or split.get("validation") or 0
        return Measured(
            accuracy,
            "pages",
            f"{_count(pages, 'page')} kept aside, by which its best epoch was chosen",
        )
    if split:
        words = "lines of the pages that it learned from, which flatters: new pages are read worse"
        return Measured(accuracy, "lines", words)
    return Measured(accuracy, "file", "what its file says; on which pages is not known")


def _on_test_pages(test: Any) -> Measured | None:
    if not isinstance(test, dict) or test.get("cer") is None:
        return None
    lines = f"{_count(test.get('lines') or 0, 'line')} of " if test.get("lines") else ""
    words = f"{lines}{_count(test.get('pages') or 0, 'test page')} that it never saw"
    interval = test.get("interval")
    low_high = (
        (max(0.0, 1 - interval[1]), max(0.0, 1 - interval[0]))
        if interval and len(interval) == 2
        else None
    )
    # More may be wrong than is there: no accuracy is less than none.
    accuracy = max(0.0, 1 - float(test["cer"]))
    return Measured(accuracy, "test", words, test.get("wer"), low_high)


def _count(number: int, noun: str) -> str:
    return counted(number, noun) if number else f"some {noun}s"
