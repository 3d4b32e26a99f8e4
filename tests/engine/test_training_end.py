"""When a training ends: not before the network reads, soon after it gets no better."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from apps.engine.errors import TrainingPaused
from apps.engine.options import Command, TrainingOptions, TrainingProgress, WatchedLine
from apps.engine.recipe import Recipe

pytestmark = pytest.mark.kraken


class Scripted:
    """A task whose accuracies are known beforehand."""

    batch_size = 1
    has_begun = False
    recipe = Recipe(network="", learning_rate=0.1, batch_size=1, averaging=False)

    def __init__(self, accuracies: list[float]) -> None:
        import torch

        self.net: Any = torch.nn.Linear(1, 1)
        self._accuracies = iter(accuracies)

    def steps(self) -> int:
        return 1

    def batches(self, epoch: int) -> Iterator[Any]:
        import torch

        yield torch.ones(1, 1)

    def size(self, batch: Any) -> int:
        return 1

    def learn(self, batch: Any, seed: int, scale: float) -> float:
        loss = self.net(batch).square().mean() * scale
        loss.backward()
        return float(loss.detach())

    def train_mode(self, is_training: bool) -> None:
        self.net.train(is_training)

    def validate(self, tick: Callable[[], None]) -> float:
        return next(self._accuracies, 0.9)

    def watch(self) -> tuple[WatchedLine, ...]:
        return ()

    def backbone(self) -> list[Any]:
        return []

    def fingerprint(self) -> str:
        return "scripted"

    def finish(self, accuracy: float, epoch: int) -> None:
        pass


def epochs_of(accuracies: list[float]) -> int:
    from apps.engine.training_loop import Loop

    options = TrainingOptions(epochs=40, min_epochs=2, patience=3)
    loop = Loop(Scripted(accuracies), options, lambda progress: Command.CONTINUE, None)
    return loop.run().epoch


def test_a_lucky_start_is_no_reason_to_give_up_on_a_new_network() -> None:
    assert epochs_of([0.06, *[0.0] * 20, 0.3, 0.8, 0.9]) == 27


def test_a_network_that_reads_and_gets_no_better_is_done() -> None:
    assert epochs_of([0.5, 0.6, 0.6, 0.6, 0.6]) == 5


def test_a_training_that_was_done_goes_on_when_more_epochs_are_asked_for(tmp_path: Path) -> None:
    from apps.engine.training_loop import Loop

    def run(accuracies: list[float], **values: int) -> int:
        usual = {"epochs": 40, "min_epochs": 2, "patience": 3, "keep_epochs": 0}
        options = TrainingOptions(**usual | values)  # type: ignore[arg-type]
        loop = Loop(Scripted(accuracies), options, lambda progress: Command.CONTINUE, tmp_path)
        return loop.run().epoch

    assert run([0.5, 0.6, 0.6, 0.6, 0.6]) == 5
    assert run([0.6, 0.6, 0.6], epochs=8, min_epochs=8) == 8


def test_small_gains_that_add_up_are_progress() -> None:
    from apps.engine.training_loop import Loop

    options = TrainingOptions(epochs=40, min_epochs=2, patience=3, min_delta=0.01)
    slow_and_steady = [0.5 + 0.005 * epoch for epoch in range(20)]
    loop = Loop(Scripted([*slow_and_steady, *[0.595] * 9]), options, _go_on, None)
    assert loop.run().epoch > 20
    crawling = [0.5 + 0.001 * epoch for epoch in range(20)]
    assert Loop(Scripted(crawling), options, _go_on, None).run().epoch == 4


def test_half_an_epoch_is_not_taken_for_a_quick_one(tmp_path: Path) -> None:
    from apps.engine.training_loop import Loop

    options = TrainingOptions(epochs=3, min_epochs=3, keep_epochs=0)
    seen: list[TrainingProgress] = []

    def pause(progress: TrainingProgress) -> Command:
        return Command.PAUSE

    def listen(progress: TrainingProgress) -> Command:
        seen.append(progress)
        return Command.CONTINUE

    with pytest.raises(TrainingPaused):
        Loop(Scripted([0.5]), options, pause, tmp_path).run()
    Loop(Scripted([0.5, 0.6, 0.7]), options, listen, tmp_path).run()
    known = [progress.seconds_per_epoch for progress in seen if progress.curve]
    assert known[0] is None, "the first epoch was begun before the pause"
    assert known[-1]


def _go_on(progress: TrainingProgress) -> Command:
    return Command.CONTINUE
