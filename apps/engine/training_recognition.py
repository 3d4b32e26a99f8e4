"""Teaches a network to read lines."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from rapidfuzz.distance import Levenshtein

from apps.engine import recipe, runtime
from apps.engine.characters import habit
from apps.engine.line_augment import augment
from apps.engine.line_cache import LineForm
from apps.engine.line_reading import LineReader
from apps.engine.options import TrainingData, TrainingOptions, WatchedLine
from apps.engine.recognition import line_kind
from apps.engine.recognition_network import (
    input_of,
    is_ppocr,
    last_layer,
    load,
    network_for,
)
from apps.engine.replicas import Replicas
from apps.engine.training_data import Sample, batches_of_like_width
from apps.engine.training_lines import as_emitted, line_stores
from apps.engine.training_task import fingerprint

_WATCHED = 5
_Tick = Callable[[], None]


class RecognitionTask:
    """Lines, network and measure of a recognition training."""

    def __init__(
        self,
        options: TrainingOptions,
        data: TrainingData,
        base_model: Path | None,
        say: Callable[[str], None],
        line_cache: Path | None = None,
    ) -> None:
        self.options = options
        self.has_begun = base_model is not None
        base = load(base_model) if base_model else None
        kind = line_kind(base) if base else "baselines"
        self._normalization = options.normalization or (habit(base.codec.c2l) if base else None)
        with_text = sum(bool(x.text and x.text.text) for p in data.train for x in p.layout.lines)
        self.recipe = recipe.recognition(options, with_text, is_tuning=base is not None)
        _, channels, height, width = base.input if base else input_of(options, self.recipe.network)
        form = LineForm(channels, height, width, options.padding, kind, options.direction)
        clean = partial(as_emitted, normalization=self._normalization, options=options)
        self._train, self._validation = line_stores(options, data, form, clean, say, line_cache)
        self.batch_size = self.recipe.batch_size
        alphabet = self._train.alphabet()
        self.net = network_for(options, self.recipe.network, base, kind, alphabet)
        self.net = self.net.to(options.device, memory_format=torch.channels_last)
        self.threads = self._threads()
        self._reader = LineReader(self._validation, self.net.codec, options.device)
        self._replicas = Replicas(self.net.nn, self.threads, options.device, self.recipe.dropout)
        self._targets = {s.start: self.net.codec.encode(s.text) for s in self._train.samples}
        say(
            f"{len(self._train.samples)} lines to learn from, "
            f"{len(self._validation.samples)} to check with, {len(alphabet)} characters."
        )

    def steps(self) -> int:
        """How many batches an epoch has."""
        stretch = self.batch_size * 8
        full, rest = divmod(len(self._train.samples), stretch)
        return full * 8 + -(-rest // self.batch_size)

    def batches(self, epoch: int) -> Iterator[list[Sample]]:
        """The lines in an order that depends on the seed and the epoch alone."""
        random = np.random.default_rng((self.options.seed, epoch))
        return batches_of_like_width(self._train.samples, self.batch_size, random)

    def size(self, batch: list[Sample]) -> int:
        """How many lines a batch has."""
        return len(batch)

    def learn(self, batch: list[Sample], seed: int, scale: float) -> float:
        """Add the gradients of the CTC loss per character, times ``scale``; return the loss."""
        self._replicas.seed(seed)
        parts = _parts(batch, self._replicas.number)
        characters = max(sum(len(self._targets[sample.start]) for sample in batch), 1)
        work = partial(self._learn_part, characters=characters, scale=scale)
        losses = self._replicas.each(work, parts)
        self._replicas.gather()
        return sum(losses)

    def train_mode(self, is_training: bool) -> None:
        """Let the network learn, or read."""
        self._replicas.set_training(is_training)

    def validate(self, tick: _Tick) -> float:
        """One minus the character error rate."""
        samples = sorted(self._validation.samples, key=lambda sample: sample.width)
        size = max(self.batch_size, 8)
        batches = [samples[start : start + size] for start in range(0, len(samples), size)]
        errors = 0
        for start in range(0, len(batches), self._replicas.number):
            some = batches[start : start + self._replicas.number]
            read = self._replicas.each(self._reader.read, some)
            for batch, texts in zip(some, read, strict=True):
                pairs = zip(batch, texts, strict=True)
                errors += sum(Levenshtein.distance(sample.text, text) for sample, text in pairs)
            tick()
        return max(0.0, 1 - errors / sum(len(sample.text) for sample in samples))

    def watch(self) -> tuple[WatchedLine, ...]:
        """A few validation lines, the same each time, as they are read now."""
        samples = self._validation.samples
        chosen = [samples[place * len(samples) // _WATCHED] for place in range(_WATCHED)]
        batch = list(dict.fromkeys(chosen))
        (texts,) = self._replicas.each(self._reader.read, [batch])
        return tuple(
            WatchedLine(sample.page, sample.line_uid, sample.text, text)
            for sample, text in zip(batch, texts, strict=True)
        )

    def fingerprint(self) -> str:
        """Options, alphabet and amount of text: a checkpoint of another training never fits."""
        return fingerprint(
            self.options,
            codec=self.net.codec.c2l,
            network=self.net.user_metadata.get("vgsl") or self.net.user_metadata.get("variant"),
            lines=len(self._train.samples),
            bytes=sum(sample.start for sample in self._train.samples),
        )

    def finish(self, accuracy: float, epoch: int) -> None:
        """Write into the network's own record how good it has become."""
        metadata = self.net.user_metadata
        # kraken notes the alphabet as text, but loads it from a file only as a mapping.
        metadata["codec"] = self.net.codec.c2l
        metadata["accuracy"] = []
        metadata["metrics"] = [[epoch, {"val_accuracy": accuracy, "val_metric": accuracy}]]
        metadata["hyper_params"] = {
            "batch_size": self.batch_size,
            "lrate": self.recipe.learning_rate,
            "normalization": self._normalization,
        }

    def backbone(self) -> list[torch.nn.Parameter]:
        """All weights but those of the last layer."""
        kept = {id(weights) for weights in last_layer(self.net).parameters()}
        return [weights for weights in self.net.nn.parameters() if id(weights) not in kept]

    def _threads(self) -> int:
        """Threads that learn. PP-OCRv6 normalises over the batch, which must not be parted."""
        is_parted = self.options.device.startswith("cpu") and not is_ppocr(self.net)
        return max(1, min(recipe.workers(self.options), self.batch_size)) if is_parted else 1

    def _learn_part(
        self,
        network: Any,
        chance: torch.Generator,
        batch: list[Sample],
        *,
        characters: int,
        scale: float,
    ) -> float:
        images, widths = self._train.stack(batch)
        images = images.to(self.options.device)
        # A network that does not read yet begins sooner on lines as they are.
        if self.recipe.augment and self.has_begun:
            images = augment(images, chance, self.recipe.strength)
        targets = [self._targets[sample.start] for sample in batch]
        with runtime.mixed_precision(self.options.device, self.options.precision):
            outputs, lengths = network(images.contiguous(memory_format=torch.channels_last), widths)
        loss = _ctc(outputs, lengths, targets) / characters
        (loss * scale).backward()
        return float(loss.detach())


def _parts(batch: list[Sample], number: int) -> list[list[Sample]]:
    """The batch in parts of about equal work, none of them empty."""
    return [part for part in (batch[start::number] for start in range(number)) if part]


def _ctc(outputs: torch.Tensor, lengths: torch.Tensor, targets: list[torch.Tensor]) -> torch.Tensor:
    return F.ctc_loss(
        outputs.squeeze(2).float().log_softmax(1).permute(2, 0, 1),
        torch.cat(targets).long().to(outputs.device),
        lengths,
        torch.tensor([len(target) for target in targets]),
        reduction="sum",
        zero_infinity=True,
    )
