"""A document that a model has read, of which some lines are corrected."""

import pytest

from apps.documents.models import Document, Line, Part, TranscriptionLayer
from apps.documents.models.transcription import TextSource
from tests import factories
from tests.processing.conftest import make_model, model, pages, run_all, truth

__all__ = ["make_model", "model", "pages", "run_all", "truth"]

GLYPH = [[0, 0], [5, 0], [5, 5], [0, 5]]


def read(
    line: Line, layer: TranscriptionLayer, text: str, sure: float, name: str = "Reader"
) -> None:
    """What a model read on a line, equally sure of each character."""
    factories.LineTranscriptionFactory(
        line=line,
        layer=layer,
        text=text,
        confidence=sure,
        glyphs=[[char, GLYPH, sure] for char in text],
        source=TextSource.MODEL,
        source_name=name,
    )


@pytest.fixture
def machine(document: Document) -> TranscriptionLayer:
    """The layer that the model wrote."""
    return factories.TranscriptionLayerFactory(document=document, name="Reader")


@pytest.fixture
def lines(document: Document, machine: TranscriptionLayer) -> list[Line]:
    """Two pages of six lines; the model is less sure of each than of the one before."""
    found = []
    for _ in range(2):
        part: Part = factories.PartFactory(document=document, line_count=6)
        for number in range(6):
            line = factories.LineFactory(part=part, order=number)
            read(line, machine, f"line number {number}", 0.99 - 0.08 * number)
            found.append(line)
        factories.LayerProgressFactory(part=part, layer=machine, line_count=6, confidence=0.8)
    return found
