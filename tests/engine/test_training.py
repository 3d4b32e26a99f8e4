"""Training from a handful of lines: it learns, obeys, goes on and fails in words."""

import contextlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from apps.engine.errors import EngineError, TrainingCancelled, TrainingPaused
from apps.engine.options import (
    Command,
    EpochPoint,
    OnProgress,
    RecognitionOptions,
    SegmentationOptions,
    TrainingOptions,
    TrainingProgress,
    TrainingResult,
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


@pytest.mark.parametrize("workers", [1, 2])
def test_a_pause_in_the_middle_of_an_epoch_changes_nothing(
    tmp_path: Path, make_page: PageMaker, reader: Path, workers: int
) -> None:
    from apps.engine.training import train

    page = make_page("page")
    never_right = make_page("other", ("una roba", "cosa ferma", *TEXTS[2:]))
    data = data_of([page], [never_right])
    options = _options(
        learning_rate=0.001, epochs=6, augment=True, batch_size=2, workers=workers, keep_epochs=2
    )

    def run(name: str, listen: OnProgress) -> TrainingResult:
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        model = folder / "model.safetensors"
        cache = tmp_path / "cache"
        return train(options, data, reader, model, listen, checkpoint_dir=folder, line_cache=cache)

    def pause(progress: TrainingProgress) -> Command:
        return Command.PAUSE if progress.epoch == 4 else Command.CONTINUE

    whole = run("whole", _listen([]))
    with pytest.raises(TrainingPaused):
        run("paused", pause)
    seen: list[TrainingProgress] = []
    parted = run("paused", _listen(seen))
    assert parted.curve == whole.curve
    assert any(progress.message == "Going on after epoch 3 and 1 steps." for progress in seen)
    assert [kept.epoch for kept in parted.epochs] == [kept.epoch for kept in whole.epochs]


def test_epochs_are_kept_as_models_and_lines_are_read_again(
    tmp_path: Path, make_page: PageMaker, reader: Path
) -> None:
    from apps.engine.metadata import read_model
    from apps.engine.training import train

    page = make_page("page")
    folder = tmp_path / "work"
    folder.mkdir()
    seen: list[TrainingProgress] = []
    options = _options(epochs=4, keep_epochs=2, learning_rate=1e-4, spec=None, max_seconds=600.0)
    model = tmp_path / "tuned.safetensors"
    data = data_of([page], [page])
    result = train(options, data, reader, model, _listen(seen), checkpoint_dir=folder)
    assert len(result.epochs) == min(2, len(result.curve))
    assert len(list(folder.glob("epoch-*.safetensors"))) == len(result.epochs)
    best = result.epochs[0]
    assert (best.epoch, best.accuracy) == (result.best_epoch, result.accuracy)
    assert read_model(best.path).accuracy == pytest.approx(best.accuracy)
    watched = seen[-1].watched
    assert [line.truth for line in watched] == list(TEXTS)
    assert sum(line.read == line.truth for line in watched) >= 3
    assert seen[-1].lines_per_second
    assert {line.line_uid for line in watched} <= {x.uid for x in data.validation[0].layout.lines}


def test_a_training_ends_when_its_time_is_over(tmp_path: Path, make_page: PageMaker) -> None:
    from apps.engine.training import train

    page = make_page("page")
    options = _options(epochs=10_000, max_seconds=0.01, spec=TINY)
    seen: list[TrainingProgress] = []
    with contextlib.suppress(EngineError):  # so little time seldom leads to anything
        train(options, data_of([page], [page]), None, tmp_path / "x.safetensors", _listen(seen))
    assert len(seen[-1].curve) == 1


@pytest.mark.parametrize("optimizer", ["SGD", "Adam", "RMSprop", "AdamW+Muon"])
def test_every_optimizer_learns(tmp_path: Path, make_page: PageMaker, optimizer: str) -> None:
    from apps.engine.training import train

    page = make_page("page")
    options = _options(
        epochs=2, optimizer=optimizer, accumulate=2, schedule="1cycle", learning_rate=1e-4
    )
    curve: tuple[EpochPoint, ...] = ()

    def listen(progress: TrainingProgress) -> Command:
        nonlocal curve
        curve = progress.curve
        return Command.CONTINUE

    with contextlib.suppress(EngineError):  # two epochs may come to nothing
        train(options, data_of([page], [page]), None, tmp_path / "x.safetensors", listen)
    assert curve[1].loss < curve[0].loss


def test_texts_are_prepared_as_asked(tmp_path: Path, make_page: PageMaker) -> None:
    from apps.engine.training_recognition import RecognitionTask

    page = make_page("page", ("a\u0301 \u00a0 b", "cſ", "אב", "x"))
    data = data_of([page], [page])

    def texts(**values: object) -> set[str]:
        task = RecognitionTask(_options(**values), data, None, lambda message: None)
        return {line.truth for line in task.watch()}

    mapped = texts(character_map={"ſ": "s"}, normalization="NFC", reorder=False)
    assert mapped == {"á   b", "cs", "אב", "x"}
    assert "בא" in texts()


def test_a_network_of_the_other_family_learns_and_is_read_by_kraken(
    tmp_path: Path, make_page: PageMaker, page_image: Image.Image, page_layout: PageLayout
) -> None:
    from apps.engine.metadata import read_model
    from apps.engine.recognition import recognise
    from apps.engine.training import train

    page = make_page("page")
    folder = tmp_path / "work"
    folder.mkdir()
    options = _options(
        family="ppocrv6", variant="tiny", height=32, epochs=2, learning_rate=1e-3, spec=None
    )
    with contextlib.suppress(EngineError):  # two epochs may come to nothing
        train(
            options, data_of([page], [page]), None, tmp_path / "x.safetensors", _listen([]),
            checkpoint_dir=folder,
        )  # fmt: skip
    kept = folder / "epoch-1.safetensors"
    assert set(read_model(kept).alphabet) == set("".join(TEXTS))
    assert len(dict(recognise(page_image, page_layout, kept, RecognitionOptions()))) == 4


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
