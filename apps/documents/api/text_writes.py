"""From the REST API's words for a text to what the services write."""

from collections.abc import Mapping
from typing import Any

from apps.documents.models import LineTranscription
from apps.documents.models.transcription import TextSource
from apps.documents.page_layout import line_text, points_of
from apps.documents.services.transcriptions import TextWrite
from apps.layout.types import Glyph, LineText


def text_write(
    line_id: int, data: Mapping[str, Any], stored: LineTranscription | None = None
) -> TextWrite:
    """What to store; other words than before forget the confidence and glyphs of the old ones."""
    layer_id = data["layer"].pk if "layer" in data else stored.layer_id if stored else 0
    before = line_text(stored) if stored else LineText("")
    text = data.get("text", before.text)
    same = text == before.text
    glyphs = before.glyphs if same else ()
    if "glyphs" in data:
        glyphs = tuple(
            Glyph(item["c"], points_of(item["poly"]), item.get("confidence"))
            for item in data["glyphs"] or ()
        )
    confidence = data.get("confidence", before.confidence if same else None)
    return TextWrite(line_id, layer_id, LineText(text, confidence, glyphs), TextSource.MANUAL)
