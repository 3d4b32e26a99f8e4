"""Text that comes with images: for pages that the document has already, and for new ones."""

from dataclasses import replace

from apps.documents.models import LineTranscription, Part, TranscriptionLayer
from apps.documents.models.transcription import TextSource
from apps.documents.page_layout import to_layout
from apps.imports.effects import effect_on, effect_on_new, facts_of_file
from apps.imports.images import page_of_image, page_of_source
from apps.imports.merging import matched_lines
from apps.imports.models import ImportItem, ItemState
from apps.imports.options import ImportOptions
from apps.imports.sources.base import Source
from apps.layout.types import PageLayout


def known_text(
    source: Source, item: ImportItem, part: Part, layer: TranscriptionLayer | None
) -> tuple[PageLayout | None, str]:
    """The text of an image for the page that has it, ``None`` where there is none; what to say."""
    text = source.text_of_image(item, (part.image.width, part.image.height))
    if not (text.layout and text.layout.lines):
        return None, f"The document has this image already: {part.title}. {text.note}".strip()
    return _beside_typed(part, text.layout, layer)


def plan_image(item: ImportItem, source: Source, options: ImportOptions) -> None:
    """Say of an image that brings text which page has it already, and what its text does there."""
    document, address = item.run.document, str(item.target.get("address", ""))
    part, item.matched_by = page_of_source(document, address), "source"
    if part is None:
        text = source.text_of_image(item, (0, 0))
        layout, item.message = text.layout, text.note
        item.facts = facts_of_file(layout) | effect_on_new(layout) if layout else {}
        if layout and layout.lines:
            part, item.matched_by = page_of_image(document, text.sha256, address), "content"
    if part is None:
        item.matched_by = ""
        return
    layer = document.layers.active().filter(name=item.layer or options.layer).first()
    item.part = part
    layout, item.message = known_text(source, item, part, layer)
    if layout is None:
        item.state, item.facts = ItemState.SKIPPED, {}
        return
    effect, note = effect_on(part, layout, layer, options)
    item.facts = facts_of_file(layout) | effect
    item.message = " ".join(filter(None, [item.message, note]))


def _beside_typed(
    part: Part, layout: PageLayout, layer: TranscriptionLayer | None
) -> tuple[PageLayout, str]:
    """The layout without texts for lines on which people typed another one into the layer."""
    rows = LineTranscription.objects.filter(line__part=part, layer=layer, source=TextSource.MANUAL)
    uids = rows.exclude(text="").values_list("line__uid", flat=True) if layer else ()
    typed = {str(uid) for uid in uids}
    if not typed:
        return layout, ""
    matched = matched_lines(to_layout(part), layout)
    lines = [
        replace(line, text=None) if matched.get(line.uid) in typed else line
        for line in layout.lines
    ]
    kept = sum(line.text is None for line in lines)
    note = f"{kept} {'line keeps the text' if kept == 1 else 'lines keep the texts'} typed there."
    return replace(layout, lines=tuple(lines)), note if kept else ""
