"""Teaches a network to read lines."""

import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from rapidfuzz.distance import Levenshtein

from apps.engine import loader
from apps.engine.errors import EngineError
from apps.engine.kraken7 import (
    DefaultAugmenter,
    PytorchCodec,
    create_model,
    greedy_decoder,
    text_normalize,
    text_reorder,
    text_whitespace_normalize,
)
from apps.engine.options import TrainingData, TrainingOptions, TrainingPage
from apps.engine.recognition import line_kind
from apps.engine.training_data import LineStore, Sample, batches_of_like_width
from apps.engine.training_loop import fingerprint
from apps.layout.types import TextDirection

# Small enough to learn from a few hundred lines on a processor: group normalisation lets it
# begin to read within a few epochs, where kraken's own default needs dozens.
NEW_NETWORK = (
    "[1,48,0,1 Cr5,5,24,2,2 Gn8 Cr3,3,48 Gn16 Mp2,2 Cr3,3,64 Gn16 Mp2,1 S1(1x0)1,3 "
    "Lbx96 Do0.2,1 Lbx96 Do0.3,1]"
)
_NEW_RATE = 1e-3
_FINE_TUNING_RATE = 5e-4
_MANY_LINES = 1000
_Tick = Callable[[], None]


class RecognitionTask:
    """Lines, network and measure of a recognition training."""

    def __init__(
        self,
        options: TrainingOptions,
        data: TrainingData,
        base_model: Path | None,
        say: Callable[[str], None],
    ) -> None:
        self.options = options
        self.learning_rate = options.learning_rate or (
            _FINE_TUNING_RATE if base_model else _NEW_RATE
        )
        base = _load(base_model) if base_model else None
        kind = line_kind(base) if base else "baselines"
        self._normalization = options.normalization or (_habit(base.codec.c2l) if base else None)
        self._clean = partial(
            _clean, normalization=self._normalization, direction=options.direction
        )
        net_input = base.input if base else _input_of(NEW_NETWORK)
        self._train = self._store(net_input, kind, data.train, say)
        self._validation = self._store(net_input, kind, data.validation, say)
        _check(self._train.samples, self._validation.samples)
        lines = len(self._train.samples)
        self.batch_size = options.batch_size or (16 if lines >= _MANY_LINES else 4)
        self.net = self._network(base, kind).to(options.device, memory_format=torch.channels_last)
        self._targets = {s.start: self.net.codec.encode(s.text) for s in self._train.samples}
        self._augment = DefaultAugmenter() if options.augment else None
        say(
            f"{lines} lines to learn from, {len(self._validation.samples)} to check with, "
            f"{len(self._alphabet())} characters."
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

    def loss(self, batch: list[Sample]) -> torch.Tensor:
        """The CTC loss per character."""
        images, widths = self._stack(self._train, batch)
        if self._augment is not None:
            images = torch.stack([self._augment(image=i, index=0) for i in images])
        targets = [self._targets[sample.start] for sample in batch]
        outputs, lengths = self.net.nn(images.to(self.options.device), widths)
        loss = F.ctc_loss(
            outputs.squeeze(2).float().log_softmax(1).permute(2, 0, 1),
            torch.cat(targets).long().to(outputs.device),
            lengths,
            torch.tensor([len(target) for target in targets]),
            reduction="sum",
            zero_infinity=True,
        )
        return loss / max(sum(len(target) for target in targets), 1)

    def validate(self, tick: _Tick) -> float:
        """One minus the character error rate."""
        errors = 0
        samples = sorted(self._validation.samples, key=lambda sample: sample.width)
        for start in range(0, len(samples), self.batch_size):
            batch = samples[start : start + self.batch_size]
            for sample, text in zip(batch, self._read(batch), strict=True):
                errors += Levenshtein.distance(sample.text, text)
            tick()
        return max(0.0, 1 - errors / sum(len(sample.text) for sample in samples))

    def fingerprint(self) -> str:
        """Options, alphabet and amount of text: a checkpoint of another training never fits."""
        return fingerprint(
            self.options,
            codec=self.net.codec.c2l,
            network=self.net.user_metadata.get("vgsl"),
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
            "lrate": self.learning_rate,
            "normalization": self._normalization,
        }

    def _store(
        self,
        net_input: Sequence[int],
        kind: str,
        pages: Sequence[TrainingPage],
        say: Callable[[str], None],
    ) -> LineStore:
        store = LineStore(net_input, kind, self.options.direction)
        for number, page in enumerate(pages, 1):
            say(f"Cutting out the lines of page {number} of {len(pages)}.")
            left_out = store.add_page(page, self._clean)
            if left_out:
                say(f"{left_out} lines of {page.name} could not be cut out and were left out.")
        return store

    def _alphabet(self) -> Counter[str]:
        return Counter(char for sample in self._train.samples for char in sample.text)

    def _network(self, base: Any, kind: str) -> Any:
        torch.manual_seed(self.options.seed)
        alphabet = sorted(self._alphabet())
        if base is None:
            net = _new_network(alphabet)
        else:
            net = base
            _fit_codec(net, alphabet, self.options.resize)
        net.seg_type = kind
        net.use_legacy_polygons = False
        if net.input[1] == 1:
            net.one_channel_mode = "L"
        return net

    def _stack(
        self, store: LineStore, batch: Sequence[Sample]
    ) -> tuple[torch.Tensor, torch.Tensor]:
        tensors = [store.tensor(sample) for sample in batch]
        widths = torch.tensor([tensor.shape[2] for tensor in tensors])
        width = int(widths.max())
        images = torch.stack([F.pad(t, (0, width - t.shape[2])) for t in tensors])
        return images.contiguous(memory_format=torch.channels_last), widths

    def _read(self, batch: Sequence[Sample]) -> list[str]:
        images, widths = self._stack(self._validation, batch)
        outputs, lengths = self.net.nn(images.to(self.options.device), widths)
        decoded = greedy_decoder(outputs.squeeze(2).float().softmax(1).cpu(), lengths)
        return ["".join(part[0] for part in self.net.codec.decode(line)) for line in decoded]


def _clean(text: str, *, normalization: str | None, direction: TextDirection) -> str:
    """The text as the network emits it: normalised, and in the order of the eye."""
    if normalization:
        text = text_normalize(text, normalization)
    base = "R" if direction == "horizontal-rl" else None
    return str(text_reorder(text_whitespace_normalize(text), base_dir=base))


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


def _load(path: Path) -> Any:
    """A network of its own: training must not change the one that reads pages."""
    for net in loader.read_nets(path):
        if "recognition" in net.model_type:
            return net
    raise EngineError(f"{path.name} is no recognition model. Choose one, or train a new one.")


def _habit(alphabet: Collection[str]) -> str | None:
    """How a model writes accents: as characters of their own, or within the letters."""
    apart = any(unicodedata.combining(char[-1]) for char in alphabet)
    within = any(unicodedata.normalize("NFD", char) != char for char in alphabet)
    if apart == within:
        return None
    return "NFD" if apart else "NFC"


def _input_of(spec: str) -> tuple[int, int, int, int]:
    batch, height, width, channels = (int(part) for part in spec[1:].split(" ")[0].split(","))
    return (batch, channels, height, width)


def _new_network(alphabet: Sequence[str]) -> Any:
    codec = PytorchCodec(list(alphabet))
    spec = f"{NEW_NETWORK[:-1]} O1c{codec.max_label + 1}]"
    net = create_model("TorchVGSLModel", model_type=["recognition"], vgsl=spec)
    net.add_codec(codec)
    return net


def _fit_codec(net: Any, alphabet: Sequence[str], resize: str) -> None:
    """Give the base model the characters that it lacks; ``new`` drops those it does not need."""
    if resize == "new":
        codec, dropped = net.codec.merge(PytorchCodec(list(alphabet)))
        net.add_codec(codec)
        net.resize_output(codec.max_label + 1, dropped)
        return
    missing = sorted(set(alphabet) - set(net.codec.c2l))
    if missing:
        codec = net.codec.add_labels(missing)
        net.add_codec(codec)
        net.resize_output(codec.max_label + 1)
