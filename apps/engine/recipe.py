"""Chooses what a training was not told, from its task and the amount of its data.

Each choice is a measurement (``docs/training.md``, part "The recipe"); a value that somebody set
is never overruled.
"""

import os
from dataclasses import dataclass, replace

from apps.engine.options import Optimizer, Schedule, TrainingOptions

FEW_LINES = 1000
_MOST_WORKERS = 4


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that decides how a network learns.

    ``strength`` is how far lines are changed where ``augment`` says so; ``dropout`` is what is
    added to the network's own.
    """

    network: str
    learning_rate: float
    batch_size: int
    optimizer: Optimizer = "AdamW"
    weight_decay: float = 0.01
    gradient_clip: float = 1.0
    schedule: Schedule = "plateau"
    warmup: int = 50
    averaging: bool = True
    augment: bool = True
    strength: float = 1.0
    dropout: float = 0.0


# Height 32 and one recurrent layer after a quarter of the width: begins to read after 30 seconds
# of one core where two layers at height 48 took three times as long for half as much.
SMALL_NETWORK = (
    "[1,32,0,1 Cr3,3,24,2,2 Gn8 Cr3,3,48 Gn16 Mp2,2 Cr3,3,64 Gn16 Mp2,1 S1(1x0)1,3 Lbx128 Do0.3,1]"
)
# Wider for more text, still one recurrent layer: a second one begins to read many times later.
LARGE_NETWORK = (
    "[1,40,0,1 Cr3,3,32,2,2 Gn8 Cr3,3,64 Gn16 Mp2,2 Cr3,3,96 Gn16 Mp2,1 S1(1x0)1,3 Lbx200 Do0.3,1]"
)

_NEW = Recipe(network=SMALL_NETWORK, learning_rate=3e-3, batch_size=4)
_NEW_FROM_MANY = Recipe(network=LARGE_NETWORK, learning_rate=2e-3, batch_size=8)
# What a model knows already is lost by strong changes and high rates: 2.6 % of characters wrong on
# the print set with these, 3.1 % with those of a new network.
_TUNED = Recipe(network="", learning_rate=6e-4, batch_size=4, warmup=20, strength=0.6, dropout=0.1)
_PPOCR = Recipe(
    network="", learning_rate=5e-4, batch_size=8, optimizer="AdamW+Muon", weight_decay=0.01
)
_SEGMENTATION = Recipe(
    network="", learning_rate=1e-3, batch_size=1, warmup=0, augment=False, averaging=False
)
_TUNED_SEGMENTATION_RATE = 2e-4


def recognition(options: TrainingOptions, lines: int, *, is_tuning: bool) -> Recipe:
    """How to learn to read ``lines`` lines."""
    if is_tuning:
        chosen = _TUNED
    elif options.family == "ppocrv6":
        chosen = _PPOCR
    else:
        chosen = _NEW if lines < FEW_LINES else _NEW_FROM_MANY
    if not options.device.startswith("cpu"):
        # A card is idle with small batches; the steps are cheap, so that fewer of them do.
        chosen = replace(chosen, batch_size=chosen.batch_size * 4)
    return _told(chosen, options)


def segmentation(options: TrainingOptions, *, is_tuning: bool) -> Recipe:
    """How to learn to find lines and regions, one page at a time."""
    rate = _TUNED_SEGMENTATION_RATE if is_tuning else _SEGMENTATION.learning_rate
    return _told(replace(_SEGMENTATION, learning_rate=rate), options)


def workers(options: TrainingOptions) -> int:
    """How many processes cut and threads learn: those asked for, else the processors there are."""
    if options.workers:
        return options.workers
    return min(len(os.sched_getaffinity(0)), _MOST_WORKERS)


def _told(recipe: Recipe, options: TrainingOptions) -> Recipe:
    """The recipe with everything that somebody set."""
    names = (
        "learning_rate",
        "batch_size",
        "optimizer",
        "weight_decay",
        "gradient_clip",
        "schedule",
        "warmup",
        "averaging",
        "augment",
    )
    told = {name: getattr(options, name) for name in names if getattr(options, name) is not None}
    return replace(recipe, **told, network=options.spec or recipe.network)
