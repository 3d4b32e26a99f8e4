"""What made the text of a page in a layer: the models that read it, by which program."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from apps.documents.models import LineTranscription, Part, TranscriptionLayer
from apps.documents.models.part import PartQuerySet
from apps.documents.models.transcription import TextSource
from apps.layout.types import PageLayout

READER = "kraken"


class History:
    """The names of models by page and layer, read once for a whole export."""

    def __init__(self, parts: PartQuerySet, layers: Sequence[TranscriptionLayer]) -> None:
        rows = LineTranscription.objects.filter(
            line__part__in=parts, layer__in=layers, source=TextSource.MODEL
        ).exclude(source_name="")
        found = rows.values_list("line__part_id", "layer_id", "source_name").distinct()
        self._names: dict[tuple[int, int], list[str]] = defaultdict(list)
        for part_id, layer_id, name in found.order_by("source_name"):
            self._names[part_id, layer_id].append(name)

    def told(self, part: Part, layer: TranscriptionLayer | None, layout: PageLayout) -> PageLayout:
        """The layout with what is known of its making; what a file said of it gives way."""
        metadata = dict(layout.metadata)
        if part.source:
            metadata.setdefault("source", part.source)
        if layer is not None and (model := self._model(part, layer, layout)):
            metadata |= {"model": model, "software": READER}
        return replace(layout, metadata=metadata)

    def _model(self, part: Part, layer: TranscriptionLayer, layout: PageLayout) -> str:
        """The models whose reading stands on the page, or was there before it was corrected."""
        names = self._names.get((part.pk, layer.pk))
        if names:
            return "; ".join(names)
        return layer.model_name if any(line.text for line in layout.lines) else ""
