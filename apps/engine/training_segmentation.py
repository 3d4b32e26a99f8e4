"""Teaches a network to find lines and regions."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F

from apps.engine import loader, recipe, runtime
from apps.engine.errors import EngineError
from apps.engine.kraken7 import (
    BaselineLine,
    BaselineSet,
    ImageInputTransforms,
    Region,
    Segmentation,
    create_model,
)
from apps.engine.options import TrainingData, TrainingOptions, TrainingPage, WatchedLine
from apps.engine.training_task import fingerprint
from apps.engine.type_mapping import mapped

# Half the width of kraken's default network and a quarter of its work: it learns a layout from
# a dozen pages on a processor. Fine-tuning kraken's own network is the better choice.
NEW_NETWORK = (
    "[1,1200,0,3 Cr7,7,32,2,2 Gn16 Cr3,3,64,2,2 Gn16 Cr3,3,64 Gn16 Cr3,3,128 Gn16 "
    "Lbx32 Lby32 Cr1,1,32 Gn16 Lby32 Lbx32]"
)
_DICE_WEIGHT = 0.5
_ROLES = ("baselines", "regions")
# What models call lines and regions of no particular type.
_GENERIC = {"baselines": "default", "regions": "text"}
# How kraken's models say where on a line its baseline lies.
_TOPLINE = {"baseline": False, "topline": True, "centerline": None}
_SEPARATORS = {"_start_separator": 0, "_end_separator": 1}


class SegmentationTask:
    """Pages, network and measure of a segmentation training."""

    def __init__(
        self,
        options: TrainingOptions,
        data: TrainingData,
        base_model: Path | None,
        say: Callable[[str], None],
    ) -> None:
        self.options = options
        self.recipe = recipe.segmentation(options, is_tuning=base_model is not None)
        self.batch_size = 1
        self.threads = torch.get_num_threads()
        self.has_begun = True
        data = mapped(data, options)
        pages = (data.train, data.validation)
        self._pages = data.train
        self._check(data.train)
        torch.manual_seed(options.seed)
        found = _types(pages[0])
        self.net = (
            _fitted(base_model, found, options.resize)
            if base_model
            else _new(found, options.spec or NEW_NETWORK)
        )
        if not base_model or options.line_position:
            position = options.line_position or "baseline"
            self.net.user_metadata["topline"] = _TOPLINE[position]
        self.net = self.net.to(options.device)
        self._classes = self.net.user_metadata["class_mapping"]
        self._train, self._validation = (self._set(part) for part in pages)
        names = ", ".join(name for role in _ROLES for name in self._classes[role])
        say(f"{len(pages[0])} pages to learn from, {len(pages[1])} to check with: {names}.")

    def steps(self) -> int:
        """One page after the other."""
        return len(self._train)

    def batches(self, epoch: int) -> Iterator[Any]:
        """The pages in an order that depends on the seed and the epoch alone."""
        random = np.random.default_rng((self.options.seed, epoch))
        for index in random.permutation(len(self._train)).tolist():
            yield self._train[index]

    def size(self, batch: Any) -> int:
        """A batch is one page."""
        return 1

    def learn(self, batch: Any, seed: int, scale: float) -> float:
        """Add the gradients of a page, times ``scale``; return its loss."""
        torch.manual_seed(seed)
        with runtime.mixed_precision(self.options.device, self.options.precision):
            loss = self.loss(batch)
        (loss * scale).backward()
        return float(loss.detach())

    def train_mode(self, is_training: bool) -> None:
        """Let the network learn, or look."""
        self.net.train(is_training)

    def watch(self) -> tuple[WatchedLine, ...]:
        """A segmentation has no lines that could be read."""
        return ()

    def backbone(self) -> list[torch.nn.Parameter]:
        """All weights but those of the last layer."""
        return list(self.net.nn[:-1].parameters())

    def loss(self, batch: Any) -> torch.Tensor:
        """Wrong pixels, and wrong areas, which count thin lines as much as wide regions."""
        target = batch["target"].unsqueeze(0).to(self.options.device)
        output = F.interpolate(self._output(batch), size=target.shape[2:])
        loss = F.binary_cross_entropy_with_logits(output, target)
        found = torch.sigmoid(output)
        shared = (found * target).flatten(2).sum(2)
        both = (found + target).flatten(2).sum(2)
        dice = (1 - (2 * shared + 1) / (both + 1)).mean()
        total: torch.Tensor = loss + _DICE_WEIGHT * dice
        return total

    def validate(self, tick: Callable[[], None]) -> float:
        """The mean overlap (intersection over union) of what is found with what is there."""
        shared = torch.zeros(len(self._used()))
        either = torch.zeros(len(self._used()))
        expected = torch.zeros(len(self._used()))
        for index in range(len(self._validation)):
            page = self._validation[index]
            with torch.inference_mode():
                output = torch.sigmoid(self._output(page))[0].cpu() > 0.5
            target = F.interpolate(page["target"].unsqueeze(0), size=output.shape[1:])[0] > 0.5
            output, target = output[self._used()], target[self._used()]
            shared += (output & target).flatten(1).sum(1)
            either += (output | target).flatten(1).sum(1)
            expected += target.flatten(1).sum(1)
            tick()
        present = expected > 0
        return float((shared[present] / either[present]).mean()) if present.any() else 0.0

    def fingerprint(self) -> str:
        """Options, classes and pages: a checkpoint of another training never fits."""
        return fingerprint(
            self.options,
            classes=self._classes,
            network=self.net.user_metadata.get("vgsl"),
            pages=[page.image_digest for page in self._pages],
        )

    def finish(self, accuracy: float, epoch: int) -> None:
        """Write into the network's own record how good it has become."""
        metadata = self.net.user_metadata
        metadata["accuracy"] = []
        metadata["metrics"] = [[epoch, {"val_accuracy": accuracy, "val_metric": accuracy}]]
        metadata["hyper_params"] = {
            "line_width": self.options.line_width,
            "lrate": self.recipe.learning_rate,
        }

    def _output(self, page: Any) -> torch.Tensor:
        output: torch.Tensor = self.net.nn(page["image"].unsqueeze(0).to(self.options.device))[0]
        return output[:, : max(self._used()) + 1].float()

    def _used(self) -> list[int]:
        return sorted({index for part in self._classes.values() for index in part.values()})

    def _check(self, pages: Sequence[TrainingPage]) -> None:
        if not any(page.layout.lines or page.layout.regions for page in pages):
            raise EngineError(
                "There is no layout to learn from: the training pages have no lines and no "
                "regions. Choose pages that are segmented."
            )

    def _set(self, pages: Sequence[TrainingPage]) -> Any:
        batch, channels, height, width = self.net.input
        transforms = ImageInputTransforms(batch, height, width, channels, 0, valid_norm=False)
        pages_set = BaselineSet(
            class_mapping=self._classes,
            line_width=self.options.line_width,
            im_transforms=transforms,
        )
        for page in pages:
            pages_set.add(_as_kraken(page))
        return pages_set


def _as_kraken(page: TrainingPage) -> Segmentation:
    """The page in the form from which kraken draws what the network should find."""
    lines = [
        BaselineLine(
            id=line.uid,
            baseline=list(line.baseline),
            boundary=list(line.mask or line.baseline),
            tags={"type": [{"type": line.type or "default"}]},
        )
        for line in page.layout.lines
        if line.baseline
    ]
    regions: dict[str, list[Region]] = {}
    for region in page.layout.regions:
        if region.polygon:
            name = region.type or "text"
            shape = Region(id=region.uid, boundary=list(region.polygon), imagename=str(page.image))
            regions.setdefault(name, []).append(shape)
    return Segmentation(
        type="baselines",
        imagename=str(page.image),
        text_direction="horizontal-lr",
        script_detection=False,
        lines=lines,
        regions=regions,
    )


def _types(pages: Sequence[TrainingPage]) -> dict[str, list[str]]:
    """The names of line and region types on the pages, as kraken reads them."""
    lines = {line.type or "default" for page in pages for line in page.layout.lines}
    regions = {region.type or "text" for page in pages for region in page.layout.regions}
    return {"baselines": sorted(lines), "regions": sorted(regions)}


def _new(types: dict[str, list[str]], spec: str) -> Any:
    names = iter(range(len(_SEPARATORS), 1000))
    mapping = {role: {name: next(names) for name in types[role]} for role in _ROLES}
    channels = len(_SEPARATORS) + sum(len(part) for part in mapping.values())
    return create_model(
        "TorchVGSLModel",
        model_type=["segmentation"],
        vgsl=f"{spec[:-1]} O2l{channels}]",
        topline=False,
        class_mapping={"aux": dict(_SEPARATORS), **mapping},
    )


def _fitted(path: Path, types: dict[str, list[str]], resize: str) -> Any:
    """The base model with an output for each type of the pages."""
    nets = [net for net in loader.read_nets(path) if "segmentation" in net.model_type]
    if not nets:
        raise EngineError(f"{path.name} is no segmentation model. Choose one, or train a new one.")
    net = nets[0]
    mapping = net.user_metadata["class_mapping"]
    missing = [(role, n) for role in _ROLES for n in types[role] if n not in mapping[role]]
    if missing:
        first = max(index for part in mapping.values() for index in part.values()) + 1
        net.resize_output(first + len(missing))
        for offset, (role, name) in enumerate(missing):
            mapping[role][name] = first + offset
            _copy_output(net, mapping[role].get(_GENERIC[role]), first + offset)
    # An output that is dropped stays in the network, but no page will ever show it. The generic
    # type goes when the pages name their types: else each line would be found twice.
    for role in _ROLES:
        dropped = set(mapping[role]) if resize == "new" else {_GENERIC[role]}
        if types[role]:
            dropped -= set(types[role])
            mapping[role] = {n: i for n, i in mapping[role].items() if n not in dropped}
    net.user_metadata.pop("_full_class_mapping", None)
    return net


def _copy_output(net: Any, known: int | None, new: int) -> None:
    """Let a new type begin as what the network knows of lines or regions in general."""
    if known is None:
        return
    layer = net.nn[-1].co
    with torch.no_grad():
        layer.weight[new] = layer.weight[known]
        layer.bias[new] = layer.bias[known]
