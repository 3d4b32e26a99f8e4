"""Makes the network that learns to read: a new one, or a known one with more characters."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

from apps.engine import loader
from apps.engine.errors import EngineError
from apps.engine.kraken7 import PytorchCodec, create_model
from apps.engine.options import TrainingOptions

_PPOCR_HEIGHT = 96


def load(path: Path) -> Any:
    """A network of its own: training must not change the one that reads pages."""
    for net in loader.read_nets(path):
        if "recognition" in net.model_type:
            return net
    raise EngineError(f"{path.name} is no recognition model. Choose one, or train a new one.")


def is_ppocr(net: Any) -> bool:
    """Whether a network is of the PP-OCRv6 family, whatever family a new one would be of."""
    return hasattr(net.nn, "head")


def last_layer(net: Any) -> Any:
    """The layer that names the characters."""
    return net.nn.head if is_ppocr(net) else net.nn[-1]


def input_of(options: TrainingOptions, spec: str) -> tuple[int, int, int, int]:
    """Batch, channels, height and width of what a new network takes."""
    if options.family == "ppocrv6":
        return (1, 3, options.height or _PPOCR_HEIGHT, 0)
    batch, height, width, channels = (int(part) for part in spec[1:].split(" ")[0].split(","))
    return (batch, channels, options.height or height, width)


def network_for(
    options: TrainingOptions, spec: str, base: Any, kind: str, alphabet: Sequence[str]
) -> Any:
    """The network that learns: ``base`` with the characters it lacks, or a new one."""
    torch.manual_seed(options.seed)
    if base is None:
        net = _new_network(options, spec, alphabet)
    else:
        net = base
        _fit_codec(net, alphabet, options.resize)
    net.seg_type = kind
    net.use_legacy_polygons = False
    if net.input[1] == 1:
        net.one_channel_mode = "L"
    return net


def _new_network(options: TrainingOptions, spec: str, alphabet: Sequence[str]) -> Any:
    """A network that knows nothing yet, with an output for each character."""
    codec = PytorchCodec(list(alphabet))
    if options.family == "ppocrv6":
        return create_model(
            "PPOCRv6Model",
            variant=options.variant,
            num_classes=codec.max_label + 1,
            height=options.height or _PPOCR_HEIGHT,
            codec=codec.c2l,
        )
    batch, channels, height, width = input_of(options, spec)
    layers = spec[1:-1].partition(" ")[2]
    try:
        net = create_model(
            "TorchVGSLModel",
            model_type=["recognition"],
            vgsl=f"[{batch},{height},{width},{channels} {layers} O1c{codec.max_label + 1}]",
        )
    except (ValueError, RuntimeError, IndexError, KeyError) as error:
        raise EngineError(f"The network {spec} cannot be made: {error}") from error
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
