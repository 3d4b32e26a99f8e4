"""The stand-in behaves like an engine, the same each time."""

from pathlib import Path

import pytest
from PIL import Image

from apps.engine import fake, select
from apps.engine.errors import EngineError, TrainingCancelled
from apps.engine.options import (
    Command,
    RecognitionOptions,
    SegmentationOptions,
    TrainingData,
    TrainingOptions,
    TrainingPage,
    TrainingProgress,
)
from apps.layout.types import PageLayout

PAGE = Image.new("L", (400, 600), 255)


def test_segmentation_finds_lines_and_leaves_one_without_mask() -> None:
    layout = select("fake").segment(PAGE, None, SegmentationOptions())
    assert len(layout.lines) == fake.LINES
    assert [line.mask is None for line in layout.lines] == [False] * 4 + [True]
    assert {line.region_uid for line in layout.lines} == {layout.regions[0].uid}


def test_steps_are_obeyed() -> None:
    assert fake.segment(PAGE, None, SegmentationOptions(steps="lines")).regions == ()
    assert fake.segment(PAGE, None, SegmentationOptions(steps="regions")).lines == ()


def test_masks_can_be_computed_afterwards() -> None:
    layout = fake.segment(PAGE, None, SegmentationOptions())
    last = layout.lines[-1].uid
    assert list(fake.compute_masks(PAGE, layout, {last})) == [last]


def test_recognition_reads_every_line(tmp_path: Path) -> None:
    model = fake.write_model(tmp_path / "reader.mlmodel")
    layout = fake.segment(PAGE, None, SegmentationOptions())
    texts = [t.text for _, t in fake.recognise(PAGE, layout, model, RecognitionOptions())]
    assert texts == ["line 1", "line 2", "line 3", "line 4", "line 5"]


def test_a_model_for_something_else_is_refused(tmp_path: Path) -> None:
    model = fake.write_model(tmp_path / "finder.mlmodel", role="segmentation")
    layout = fake.segment(PAGE, model, SegmentationOptions())
    with pytest.raises(EngineError, match="is no recognition model"):
        list(fake.recognise(PAGE, layout, model, RecognitionOptions()))


def test_a_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.mlmodel").write_text("hello")
    with pytest.raises(EngineError, match=r"notes\.mlmodel"):
        fake.read_model(tmp_path / "notes.mlmodel")


def _train(tmp_path: Path, command: Command, at: int) -> list[TrainingProgress]:
    seen: list[TrainingProgress] = []

    def listen(progress: TrainingProgress) -> Command:
        seen.append(progress)
        return command if len(seen) == at else Command.CONTINUE

    page = TrainingPage("a", tmp_path / "a.png", "", PageLayout(width=1, height=1))
    data = TrainingData((page,), (page,))
    fake.train(TrainingOptions(epochs=4), data, None, tmp_path / "out.mlmodel", listen)
    return seen


def test_training_reports_falling_losses_and_writes_a_model(tmp_path: Path) -> None:
    seen = _train(tmp_path, Command.CONTINUE, 0)
    losses = [progress.loss or 0 for progress in seen]
    assert losses == sorted(losses, reverse=True)
    assert fake.read_model(tmp_path / "out.mlmodel").accuracy == pytest.approx(0.875)


def test_training_stops_with_the_best_so_far(tmp_path: Path) -> None:
    assert len(_train(tmp_path, Command.STOP_KEEP_BEST, 6)) == 8
    assert (tmp_path / "out.mlmodel").exists()


def test_a_cancelled_training_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(TrainingCancelled):
        _train(tmp_path, Command.CANCEL, 3)
    assert not (tmp_path / "out.mlmodel").exists()
