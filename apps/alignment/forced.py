"""The job that finds where on the page each character of corrected lines stands."""

from dataclasses import replace
from typing import Any

from apps.alignment.params import PlacesParams
from apps.common.errors import ApplicationError
from apps.documents.models import TranscriptionLayer
from apps.documents.page_layout import to_layout
from apps.documents.services.places import put_places
from apps.engine.options import RecognitionOptions
from apps.jobs.models import Job
from apps.jobs.progress import Progress
from apps.jobs.registry import register
from apps.layout.markup import plain_text
from apps.layout.types import Glyph
from apps.models.services import model_path
from apps.processing.pages import device, engine, model_of, open_image, part_of
from apps.processing.params import parse


@register("forced_align", queue="inference")
def forced_align(job: Job, progress: Progress) -> dict[str, Any]:
    """Find the places, then store them beside the texts, which stay as they are."""
    params = parse(PlacesParams, job.params)
    part = part_of(job)
    layer = TranscriptionLayer.objects.active().filter(pk=params.layer).first()
    if layer is None:
        raise ApplicationError("no_layer", "The layer was deleted meanwhile. Choose another one.")
    layout = to_layout(part, layer)
    # A text with markup has characters that stand nowhere on the page.
    lines = tuple(
        line
        for line in layout.lines
        if line.text and line.text.text.strip() and plain_text(line.text.text) == line.text.text
    )
    total = len(lines)
    progress.update(0, total, "Finding the places of the characters")
    options = RecognitionOptions(direction=params.direction, device=device())
    found: dict[str, tuple[str, tuple[Glyph, ...]]] = {}
    texts = {line.uid: line.text.text for line in lines if line.text}
    with model_path(model_of(params.model)) as path:
        placed = engine().align_characters(
            open_image(part), replace(layout, lines=lines), path, options
        )
        for done, (uid, glyphs) in enumerate(placed, 1):
            if glyphs:
                found[uid] = (texts[uid], glyphs)
            progress.update(done, total, f"Line {done} of {total}")
    stored = put_places(part=part, layer=layer, places=found, user=job.user)
    words = f"Places of the characters of {stored} lines found"
    if stored < total:
        words += f"; {total - stored} lines have none, their text does not fit their image"
    return {"message": words, "lines": stored, "left": total - stored}
