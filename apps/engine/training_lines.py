"""Prepares the lines of a recognition training: their images, and their texts as learnt."""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from apps.engine import recipe
from apps.engine.characters import exchanged
from apps.engine.errors import EngineError
from apps.engine.kraken7 import text_normalize, text_reorder, text_whitespace_normalize
from apps.engine.line_cache import LineCache, LineForm
from apps.engine.options import TrainingData, TrainingOptions, TrainingPage
from apps.engine.training_data import LineStore, Sample

_Say = Callable[[str], None]
_Clean = Callable[[str], str]


def line_stores(
    options: TrainingOptions,
    data: TrainingData,
    form: LineForm,
    clean: _Clean,
    say: _Say,
    line_cache: Path | None,
) -> tuple[LineStore, LineStore]:
    """The lines to learn from and to check with, cut out where no training has done so."""
    with tempfile.TemporaryDirectory() as scratch:
        cache = LineCache(line_cache or Path(scratch), form, recipe.workers(options))
        learning = _store(cache, data.train, clean, say)
        checking = _store(cache, data.validation, clean, say)
    _check(learning.samples, checking.samples)
    return learning, checking


def _store(cache: LineCache, pages: Sequence[TrainingPage], clean: _Clean, say: _Say) -> LineStore:
    store = LineStore()
    for page, images in cache.pages(pages, say):
        left_out = store.add_page(page, images, clean)
        if left_out:
            say(f"{left_out} lines of {page.name} could not be cut out and were left out.")
    return store


def as_emitted(text: str, *, normalization: str | None, options: TrainingOptions) -> str:
    """The text as the network emits it: normalised, and in the order of the eye."""
    text = exchanged(text, options.character_map)
    if normalization:
        text = text_normalize(text, normalization)
    if options.normalize_whitespace:
        text = text_whitespace_normalize(text)
    if not options.reorder:
        return text
    base = options.base_direction or ("R" if options.direction == "horizontal-rl" else None)
    return str(text_reorder(text, base_dir=base))


def _check(learning: Sequence[Sample], checking: Sequence[Sample]) -> None:
    if not learning:
        raise EngineError(
            "There is no text to learn from: no line of the training pages has text in this "
            "layer. Choose pages or a layer with text."
        )
    if not checking:
        raise EngineError(
            "There is no text to check with: no line of the validation pages has text in "
            "this layer. Choose more pages."
        )
    checked = {char for sample in checking for char in sample.text}
    if not checked & {char for sample in learning for char in sample.text}:
        raise EngineError(
            "The training pages and the validation pages have no character in common. "
            "Choose pages in one script."
        )
