"""The program's side of ``bench/learn.py``, and the measure of both sides."""

import json
import shutil
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from rapidfuzz.distance import Levenshtein

if TYPE_CHECKING:
    from apps.engine.options import Command, EpochFile, TrainingPage, TrainingProgress

MANY_EPOCHS = 100_000


class Keeper:
    """Keeps each epoch that was the best so far, and its second; ends the training in time."""

    def __init__(self, folder: Path, began: float, seconds: float) -> None:
        self._folder = folder
        self._began = began
        self._seconds = seconds
        self._best = -1.0
        self._better: list[list[object]] = []

    def __call__(self, progress: "TrainingProgress") -> "Command":
        from apps.engine.options import Command

        if progress.message:
            print(f"{self._spent():6.0f} s {progress.message}", flush=True)
        if progress.epochs and progress.epochs[0].accuracy > self._best:
            self._keep(progress.epochs[0])
        # Reading and cutting pages count as well, on either side.
        return Command.STOP_KEEP_BEST if self._spent() > self._seconds else Command.CONTINUE

    def _keep(self, epoch: "EpochFile") -> None:
        self._best = epoch.accuracy
        kept = self._folder / f"best-{len(self._better)}.safetensors"
        shutil.copy(epoch.path, kept)
        self._better.append([self._spent(), str(kept)])
        (self._folder / "better.json").write_text(json.dumps(self._better), "utf-8")

    def _spent(self) -> float:
        return time.monotonic() - self._began


def train_side() -> None:
    """Train as the request says."""
    began = time.monotonic()
    request = json.loads(sys.argv[2])
    from apps.engine.options import TrainingData, TrainingOptions
    from apps.engine.training import train
    from apps.engine.training_data import read_page

    folder = Path(request["folder"])
    checkpoints = folder / "checkpoints"
    checkpoints.mkdir()
    data = TrainingData(
        tuple(read_page(Path(file)) for file in request["train"]),
        tuple(read_page(Path(file)) for file in request["validation"]),
    )
    train(
        TrainingOptions(
            epochs=MANY_EPOCHS,
            patience=MANY_EPOCHS,
            plateau_patience=10,
            max_seconds=request["seconds"] - (time.monotonic() - began),
            workers=request["threads"],
        ),
        data,
        Path(request["base"]) if request["base"] else None,
        folder / "model.safetensors",
        Keeper(folder, began, request["seconds"]),
        checkpoint_dir=checkpoints,
    )


def measure() -> None:
    """Print the character error rate of each model on pages whose lines are known."""
    request = json.loads(sys.argv[2])
    from apps.engine.training_data import read_page

    pages = [read_page(Path(file)) for file in request["pages"]]
    print(json.dumps([_error(Path(model), pages) for model in request["models"]]))


def _error(model: Path, pages: list["TrainingPage"]) -> float:
    from PIL import Image

    from apps.engine.kraken7 import text_normalize
    from apps.engine.options import RecognitionOptions
    from apps.engine.recognition import recognise

    if model.suffix == ".ckpt":
        from kraken.models import convert_models

        model = Path(convert_models([model], model.with_suffix(".safetensors")))
    errors = characters = 0
    for page in pages:
        with Image.open(page.image) as image:
            image.load()
            texts = dict(recognise(image, page.layout, model, RecognitionOptions()))
        for line in page.layout.lines:
            truth = text_normalize(line.text.text if line.text else "", "NFD").strip()
            read = text_normalize(texts[line.uid].text, "NFD").strip()
            errors += Levenshtein.distance(truth, read)
            characters += len(truth)
    return errors / characters


if __name__ == "__main__":
    {"train": train_side, "measure": measure}[sys.argv[1]]()
