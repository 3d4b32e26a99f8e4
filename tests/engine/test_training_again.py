"""Trainings that go on elsewhere, begin from another family, or run out of memory late."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from apps.engine.errors import EngineError, TrainingPaused
from apps.engine.options import Command, TrainingData, TrainingOptions, TrainingProgress
from tests.engine.conftest import TINY, PageMaker, data_of

pytestmark = pytest.mark.kraken

TINY_SEGMENTER = "[1,160,0,3 Cr5,5,8,2,2 Gn4 Cr3,3,8,2,2 Gn4 Lbx4]"


def _go_on(progress: TrainingProgress) -> Command:
    return Command.CONTINUE


def _heard(seen: list[str]) -> Callable[[TrainingProgress], Command]:
    def listen(progress: TrainingProgress) -> Command:
        seen.append(progress.message)
        return Command.CONTINUE

    return listen


def _elsewhere(data: TrainingData, folder: Path) -> TrainingData:
    """The same pages, their images in another folder."""
    folder.mkdir()

    def moved(page: Any) -> Any:
        return replace(page, image=Path(shutil.copy(page.image, folder)))

    return TrainingData(tuple(map(moved, data.train)), tuple(map(moved, data.validation)))


def test_a_segmentation_goes_on_though_its_images_lie_elsewhere(
    tmp_path: Path, make_page: PageMaker
) -> None:
    from apps.engine.training import train

    page = make_page("page")
    data = data_of([page], [page])
    options = TrainingOptions(
        task="segmentation", epochs=4, learning_rate=0.02, spec=TINY_SEGMENTER, workers=1
    )

    def pause(progress: TrainingProgress) -> Command:
        return Command.PAUSE if progress.epoch == 3 else Command.CONTINUE

    model = tmp_path / "finder.safetensors"
    with pytest.raises(TrainingPaused):
        train(options, data, None, model, pause, checkpoint_dir=tmp_path)
    seen: list[str] = []
    moved = _elsewhere(data, tmp_path / "elsewhere")
    train(options, moved, None, model, _heard(seen), checkpoint_dir=tmp_path)
    assert any(message.startswith("Going on after epoch 2") for message in seen)


def test_a_checkpoint_that_does_not_fit_is_said(tmp_path: Path, make_page: PageMaker) -> None:
    from apps.engine.training import train

    page = make_page("page")
    data = data_of([page], [page])
    options = TrainingOptions(epochs=1, spec=TINY, workers=1, learning_rate=0.005)
    seen: list[str] = []
    for seed in (1, 2):
        try:
            train(
                replace(options, seed=seed), data, None, tmp_path / "x.safetensors", _heard(seen),
                checkpoint_dir=tmp_path,
            )  # fmt: skip
        except EngineError as error:  # one epoch comes to nothing
            assert "came to nothing" in str(error)
    assert sum("begins anew" in message for message in seen) == 1


def test_a_base_of_the_other_family_is_tuned_as_what_it_is(
    tmp_path: Path, make_page: PageMaker
) -> None:
    from apps.engine.recognition_network import load
    from apps.engine.training_recognition import RecognitionTask
    from apps.engine.training_store import write_model

    page = make_page("page")
    data = data_of([page], [page])
    wide = TrainingOptions(family="ppocrv6", variant="tiny", height=32, workers=2)
    made = RecognitionTask(wide, data, None, lambda message: None)
    made.finish(0.5, 1)
    base = tmp_path / "base.safetensors"
    write_model(made.net, base)
    # Whoever tunes a model leaves the family as it is: it says what a new network would be.
    task = RecognitionTask(TrainingOptions(workers=2), data, base, lambda message: None)
    assert task.threads == 1
    head = {id(weights) for weights in task.net.nn.head.parameters()}
    assert not head & {id(weights) for weights in task.backbone()}
    assert len(list(load(base).parameters())) == len(task.backbone()) + len(head)


def test_a_base_of_kraken_is_tuned_as_what_it_is(make_page: PageMaker, reader: Path) -> None:
    from apps.engine.training_recognition import RecognitionTask

    page = make_page("page")
    options = TrainingOptions(family="ppocrv6", workers=2, batch_size=4)
    task = RecognitionTask(options, data_of([page], [page]), reader, lambda message: None)
    assert task.threads == 2
    assert task.backbone()


def test_when_memory_runs_out_while_checking_fewer_lines_are_read_at_once(
    tmp_path: Path, make_page: PageMaker, reader: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from apps.engine.line_reading import LineReader
    from apps.engine.training import train

    whole = LineReader._read

    def small_only(reader: LineReader, network: Any, batch: Any) -> list[str]:
        if len(batch) > 2:
            raise MemoryError
        return whole(reader, network, batch)

    monkeypatch.setattr(LineReader, "_read", small_only)
    page = make_page("page")
    options = TrainingOptions(epochs=1, learning_rate=1e-5, workers=1, batch_size=1)
    model = tmp_path / "x.safetensors"
    result = train(options, data_of([page], [page]), reader, model, _go_on)
    assert result.accuracy > 0.9


def test_half_precision_learns_on_a_processor_too(
    tmp_path: Path, make_page: PageMaker, reader: Path
) -> None:
    from apps.engine.training import train

    page = make_page("page")
    options = TrainingOptions(epochs=2, learning_rate=1e-5, workers=1, precision="bf16")
    model = tmp_path / "x.safetensors"
    assert train(options, data_of([page], [page]), reader, model, _go_on).accuracy > 0.8


def test_a_character_map_may_exchange_characters(make_page: PageMaker) -> None:
    from apps.engine.training_lines import as_emitted

    options = TrainingOptions(character_map={"a": "b", "b": "a", "ae": "æ"})
    assert as_emitted("abba ae", normalization=None, options=options) == "baab æ"


def test_where_the_line_runs_is_the_habit_of_the_base_unless_somebody_says_so(
    tmp_path: Path, make_page: PageMaker
) -> None:
    from apps.engine.training_segmentation import SegmentationTask
    from apps.engine.training_store import write_model

    page = make_page("page")
    data = data_of([page], [page])

    def position(base: Path | None, **values: Any) -> bool | None:
        options = TrainingOptions(task="segmentation", spec=TINY_SEGMENTER, **values)
        task = SegmentationTask(options, data, base, lambda message: None)
        task.finish(0.5, 1)
        write_model(task.net, tmp_path / "base.safetensors")
        found: bool | None = task.net.user_metadata["topline"]
        return found

    base = tmp_path / "base.safetensors"
    assert position(None) is False
    assert position(None, line_position="topline") is True
    assert position(base) is True
    assert position(base, line_position="baseline") is False
