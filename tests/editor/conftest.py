"""Lines with texts, glyphs and history in two layers, and the editor's way to change them."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from apps.documents.models import Document, Line, LineTranscription, Part, TranscriptionLayer
from apps.documents.models.transcription import TextSource
from apps.users.models import User
from tests import factories

Send = Callable[..., Any]


@pytest.fixture
def send(api_of: Callable[[User], APIClient], alice: User, part: Part) -> Send:
    """Post a change set that is made from the page's present revision."""

    def post(user: User = alice, **change: Any) -> Any:
        revision = Part.objects.get(pk=part.pk).revision
        body = {"id": str(uuid4()), "base_revision": revision, "reason": "edit"} | change
        url = f"/api/documents/{part.document_id}/parts/{part.pk}/changes/"
        return api_of(user).post(url, body, format="json")

    return post


def glyphs_of(words: str, left: int, top: int = 40) -> list[list[Any]]:
    """A glyph of ten pixels for each character."""
    return [
        [char, [[x, top], [x + 10, top], [x + 10, top + 30], [x, top + 30]], 0.9]
        for x, char in zip(range(left, left + 10 * len(words), 10), words, strict=True)
    ]


@pytest.fixture
def second_layer(document: Document) -> TranscriptionLayer:
    return factories.TranscriptionLayerFactory(document=document, name="a model's")


@pytest.fixture
def line(part: Part, layer: TranscriptionLayer, second_layer: TranscriptionLayer) -> Line:
    """A line of two words, 110 pixels long, with glyphs in one of its two layers."""
    row = factories.LineFactory(
        part=part,
        baseline=[[40, 70], [150, 70]],
        mask=[[40, 40], [150, 40], [150, 75], [40, 75]],
        attributes={"custom": "kept"},
    )
    text = factories.LineTranscriptionFactory(
        line=row, layer=layer, text="alpha beta!", glyphs=glyphs_of("alpha beta!", 40),
        confidence=0.9, source=TextSource.MODEL, source_name="m", version=2,
    )  # fmt: skip
    factories.TranscriptionRevisionFactory(transcription=text, text="earlier", version=1)
    factories.LineTranscriptionFactory(line=row, layer=second_layer, text="alfa beta")
    return row


@pytest.fixture
def halves(part: Part, layer: TranscriptionLayer, second_layer: TranscriptionLayer) -> list[Line]:
    """Three pieces of one line, from left to right, with texts in two layers and a history."""
    rows = [
        factories.LineFactory(
            part=part,
            baseline=[[x, 70], [x + 90, 70]],
            mask=[[x, 40], [x + 90, 40], [x + 90, 75], [x, 75]],
            external_id=f"l{x}",
        )
        for x in (10, 110, 210)
    ]
    for row, words in zip(rows, ("one", "two", "three"), strict=True):
        text = factories.LineTranscriptionFactory(
            line=row, layer=layer, text=words, version=2, confidence=0.8,
            glyphs=glyphs_of(words, row.baseline[0][0]), source=TextSource.MODEL, source_name="m",
        )  # fmt: skip
        factories.TranscriptionRevisionFactory(transcription=text, text=f"old {words}", version=1)
    factories.LineTranscriptionFactory(line=rows[1], layer=second_layer, text="2")
    return rows


def state_of(part: Part) -> list[dict[str, Any]]:
    """Everything about the lines of the page that undo has to bring back."""
    return [
        {
            "uid": str(row.uid),
            "geometry": (row.baseline, row.mask, row.is_mask_manual),
            "kind": (row.region_id, row.type_id, row.external_id, row.attributes),
            "texts": [
                {
                    "layer": text.layer_id,
                    "now": _said(text),
                    "version": text.version,
                    "history": [(old.version, *_said(old)) for old in text.revisions.all()],
                }
                for text in row.transcriptions.order_by("layer")
            ],
        }
        for row in part.lines.order_by("order")
    ]


def _said(text: Any) -> tuple[Any, ...]:
    return (text.text, text.confidence, text.glyphs, text.source, text.source_name, text.author_id)


def text_in(uid: str, layer: TranscriptionLayer) -> LineTranscription:
    return LineTranscription.objects.get(line__uid=uid, layer=layer)
