"""Where the characters of a text stand on the page, stored beside a text that does not change."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from apps.documents.models import LineTranscription, Part, TranscriptionLayer
from apps.documents.page_layout import glyph_rows
from apps.documents.services.progress import lock_part, publish_texts
from apps.layout.types import Glyph


@transaction.atomic
def put_places(
    *,
    part: Part,
    layer: TranscriptionLayer,
    places: Mapping[str, tuple[str, tuple[Glyph, ...]]],
    user: Any,
) -> int:
    """Store the glyphs of texts, by the uid of the line, and how many they are.

    Each comes with the text it was found for; a line whose text is another one by now is passed
    over. Text, version, author and source stay.
    """
    part = lock_part(part)
    rows = LineTranscription.objects.filter(line__part=part, layer=layer, line__uid__in=places)
    changed = []
    for row in rows.select_related("line"):
        text, glyphs = places[str(row.line.uid)]
        if row.text == text:
            row.glyphs = glyph_rows(glyphs)
            changed.append(row)
    LineTranscription.objects.bulk_update(changed, ["glyphs"], batch_size=200)
    if changed:
        publish_texts(part=part, layer_id=layer.pk, user=user)
    return len(changed)
