"""What is measured: models and layers, by the names that people see."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from apps.common.errors import ApplicationError
from apps.documents.models import TranscriptionLayer
from apps.evaluation.params import KRAKENS_OWN
from apps.models.models import OcrModel
from apps.models.services import model_path

KRAKEN_NAME = "Default model of kraken"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A model or a layer of the database, or what became of it, to be measured."""

    name: str
    model: OcrModel | None = None
    layer: TranscriptionLayer | None = None
    error: str = ""

    @property
    def model_id(self) -> int | None:
        return self.model.pk if self.model else None

    @property
    def layer_id(self) -> int | None:
        return self.layer.pk if self.layer else None

    @contextmanager
    def path(self) -> Iterator[Path | None]:
        """The file of the model; ``None`` is kraken's own."""
        if self.model is None:
            yield None
            return
        with model_path(self.model) as path:
            yield path


def candidates(models: Iterable[int], layers: Iterable[int]) -> list[Candidate]:
    """Models and layers in the order asked for; what was deleted meanwhile has an error."""
    model_ids, layer_ids = list(models), list(layers)
    known = OcrModel.objects.in_bulk([pk for pk in model_ids if pk != KRAKENS_OWN])
    kept = TranscriptionLayer.objects.in_bulk(layer_ids)
    found = [_model(pk, known) for pk in model_ids] + [_layer(pk, kept) for pk in layer_ids]
    if not found or all(candidate.error for candidate in found):
        raise ApplicationError(
            "no_model", "What was to be measured was deleted meanwhile. Choose something else."
        )
    return found


def _model(model_id: int, known: Mapping[int, OcrModel]) -> Candidate:
    if model_id == KRAKENS_OWN:
        return Candidate(KRAKEN_NAME)
    model = known.get(model_id)
    if model is None:
        return Candidate("A deleted model", error="The model was deleted meanwhile.")
    return Candidate(model_name(model), model=model)


def model_name(model: OcrModel) -> str:
    """The model as the tables call it."""
    return f"{model} v{model.version}" if model.version > 1 else str(model)


def _layer(layer_id: int, known: Mapping[int, TranscriptionLayer]) -> Candidate:
    layer = known.get(layer_id)
    if layer is None:
        return Candidate("A deleted layer", error="The layer was deleted meanwhile.")
    return Candidate(f"Layer “{layer}”", layer=layer)
