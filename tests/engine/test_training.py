"""Training from a handful of lines: it learns, obeys, goes on and fails in words."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from apps.engine.errors import EngineError, TrainingCancelled
from apps.engine.options import (
    Command,
    OnProgress,
    RecognitionOptions,
    SegmentationOptions,
    TrainingOptions,
    TrainingProgress,
)
from apps.layout.types import PageLayout
from tests.engine.conftest import TEXTS, TINY, PageMaker, data_of, layout_of, write_page

pytestmark = pytest.mark.kraken

TINY_SEGMENTER = "[1,160,0,3 Cr5,5,8,2,2 Gn4 Cr3,3,8,2,2 Gn4 Lbx4]"


def _listen(seen: list[TrainingProgress]) -> OnProgress:
    def listen(progress: TrainingProgress) -> Command:
        seen.append(progress)
        return Command.CONTINUE

    return listen


def _options(**values: object) -> TrainingOptions:
    return TrainingOptions(
        **{  # type: ignore[arg-type]
            "epochs": 110,
            "patience": 110,
            "learning_rate": 0.005,
            "batch_size": 1,
            "augment": False,
            "workers": 1,
            "spec": TINY_SEGMENTER if values.get("task") == "segmentation" else TINY,
            **values,
        }
    )


def test_a_network_learns_to_read_and_its_file_reads_at_once(
    tmp_path: Path, make_page: PageMaker, page_image: Image.Image, page_layout: PageLayout
) -> None:
    from apps.engine.metadata import read_model
    from apps.engine.recognition import recognise
    from apps.engine.training import train

    page = make_page("page")
    model = tmp_path / "new.safetensors"
    seen: list[TrainingProgress] = []
    result = train(_options(), data_of([page], [page]), None, model, _listen(seen))
    assert result.accuracy > 0.9
    assert result.curve[0].loss > result.curve[-1].loss
    assert seen[-1].best_accuracy == result.accuracy
    assert seen[-1].curve == result.curve
    texts = dict(recognise(page_image, page_layout, model, RecognitionOptions(batch_size=3)))
    read = [texts[line.uid] for line in page_layout.lines]
    assert sum(text.text == truth for text, truth in zip(read, TEXTS, strict=True)) >= 3
    assert [len(text.glyphs) for text in read] == [len(text.text) for text in read]
    info = read_model(model)
    assert (info.role, info.model_type) == ("recognition", "baselines")
    assert info.accuracy == pytest.approx(result.accuracy, abs=0.001)


def test_the_same_seed_gives_the_same_training(tmp_path: Path, make_page: PageMaker) -> None:
    from apps.engine.training import train

    page = make_page("page")
    curves = [
        train(
            _options(epochs=40), data_of([page], [page]), None, tmp_path / name, _listen([])
        ).curve
        for name in ("a.safetensors", "b.safetensors")
    ]
    assert curves[0] == curves[1]


def test_fine_tuning_adds_characters_and_leaves_the_original_alone(
    tmp_path: Path, make_page: PageMaker, reader: Path
) -> None:
    from apps.engine.metadata import read_model
    from apps.engine.training import train

    before = reader.read_bytes()
    more = make_page("more", ("una ñandu", *TEXTS[1:]))
    tuned = tmp_path / "tuned.safetensors"
    options = _options(epochs=3, learning_rate=0.001, freeze_backbone=2)
    result = train(options, data_of([more], [more]), reader, tuned, _listen([]))
    assert result.accuracy > 0.8
    assert reader.read_bytes() == before
    known = set("".join(TEXTS))
    assert set(read_model(tuned).alphabet) == known | {"ñ", "d"}
    fitted = tmp_path / "fitted.safetensors"
    options = _options(epochs=2, resize="new", learning_rate=0.001)
    page = make_page("page")
    train(options, data_of([page], [page]), tuned, fitted, _listen([]))
    assert set(read_model(fitted).alphabet) == known


def test_a_killed_training_goes_on_where_it_was(tmp_path: Path, make_page: PageMaker) -> None:
    from apps.engine.training import train

    page = make_page("page")
    checkpoints = tmp_path / "checkpoints"
    checkpoints.mkdir()
    model = tmp_path / "new.safetensors"

    class Killed(Exception):
        pass

    def kill(progress: TrainingProgress) -> Command:
        if progress.epoch == 31:
            raise Killed
        return Command.CONTINUE

    with pytest.raises(Killed):
        train(_options(), data_of([page], [page]), None, model, kill, checkpoint_dir=checkpoints)
    assert not model.exists()
    seen: list[TrainingProgress] = []
    result = train(
        _options(), data_of([page], [page]), None, model, _listen(seen), checkpoint_dir=checkpoints
    )
    assert min(progress.epoch for progress in seen if progress.step) >= 30
    assert [point.epoch for point in result.curve] == list(range(1, len(result.curve) + 1))
    assert result.accuracy > 0.9


def test_stop_keeps_the_best_and_cancel_keeps_nothing(tmp_path: Path, make_page: PageMaker) -> None:
    from apps.engine.training import train

    page = make_page("page")
    model = tmp_path / "new.safetensors"

    def stop(progress: TrainingProgress) -> Command:
        return Command.STOP_KEEP_BEST if progress.epoch == 50 else Command.CONTINUE

    def cancel(progress: TrainingProgress) -> Command:
        return Command.CANCEL if progress.epoch == 2 else Command.CONTINUE

    with pytest.raises(TrainingCancelled):
        train(_options(), data_of([page], [page]), None, model, cancel)
    assert list(tmp_path.glob("*.safetensors")) == []
    result = train(_options(), data_of([page], [page]), None, model, stop)
    assert model.exists()
    assert 49 <= len(result.curve) <= 50


def test_no_text_no_common_character_and_no_success_are_told_in_words(
    tmp_path: Path, make_page: PageMaker
) -> None:
    from apps.engine.training import train

    page = make_page("page")
    empty = make_page("empty", ("", " ", "", ""))
    other = make_page("other", ("дом", "мир", "год", "лес"))
    model = tmp_path / "new.safetensors"

    def told(*pages: Path, **values: object) -> str:
        with pytest.raises(EngineError) as error:
            train(_options(**values), data_of([pages[0]], [pages[1]]), None, model, _listen([]))
        return str(error.value)

    assert "no text to learn from" in told(empty, page)
    assert "no text to check with" in told(page, empty)
    assert "no character in common" in told(page, other)
    assert "came to nothing" in told(page, page, epochs=1, learning_rate=1e-7)
    with pytest.raises(EngineError, match="needs pages"):
        train(_options(), data_of([page], []), None, model, _listen([]))
    assert not model.exists()


def test_an_error_without_bounds_is_told_in_words(
    tmp_path: Path, make_page: PageMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    from apps.engine import training_loop
    from apps.engine.training import train
    from apps.engine.training_recognition import RecognitionTask

    monkeypatch.setattr(training_loop, "_BAD_STEPS", 0)
    monkeypatch.setattr(RecognitionTask, "learn", lambda *_: float("nan"))
    page = make_page("page")
    with pytest.raises(EngineError, match="lower learning rate"):
        train(_options(), data_of([page], [page]), None, tmp_path / "x.safetensors", _listen([]))


def test_when_memory_runs_out_the_batch_is_halved(
    tmp_path: Path, make_page: PageMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    from apps.engine.training import train
    from apps.engine.training_recognition import RecognitionTask

    whole = RecognitionTask.learn

    def small_only(task: RecognitionTask, batch: Any, seed: int, scale: float) -> float:
        if len(batch) > 1:
            raise MemoryError
        return whole(task, batch, seed, scale)

    monkeypatch.setattr(RecognitionTask, "learn", small_only)
    page = make_page("page")
    seen: list[TrainingProgress] = []
    options = _options(epochs=40, batch_size=4)
    train(options, data_of([page], [page]), None, tmp_path / "x.safetensors", _listen(seen))
    said = [progress.message for progress in seen if "Memory" in progress.message]
    assert said == [
        "Memory ran out: going on with batches of 2.",
        "Memory ran out: going on with batches of 1.",
    ]


def test_a_network_learns_where_lines_and_regions_are(
    tmp_path: Path, make_page: PageMaker, page_image: Image.Image
) -> None:
    from apps.engine.metadata import read_model
    from apps.engine.segmentation import segment
    from apps.engine.training import train

    page = make_page("page")
    model = tmp_path / "finder.safetensors"
    seen: list[TrainingProgress] = []
    options = _options(task="segmentation", epochs=25, learning_rate=0.02)
    result = train(options, data_of([page], [page]), None, model, _listen(seen))
    assert result.curve[-1].loss < result.curve[0].loss
    info = read_model(model)
    assert (info.role, info.model_type) == ("segmentation", None)
    assert info.classes["regions"] == ("Main",)
    again = tmp_path / "again.safetensors"
    options = _options(task="segmentation", epochs=2, learning_rate=0.001, resize="new")
    plain = write_page(tmp_path / "plain.xml", page_image, replace(layout_of(TEXTS), regions=()))
    train(options, data_of([plain], [plain]), model, again, _listen([]))
    assert read_model(again).classes["lines"] == ("default",)
    layout = segment(page_image, model, SegmentationOptions(steps="regions"))
    assert {region.type for region in layout.regions} <= {"Main"}
