"""A few real steps that tell how fast the machine learns."""

from pathlib import Path

import pytest

from apps.engine.errors import EngineError, TrainingCancelled
from apps.engine.options import Command, TrainingOptions, TrainingTask
from tests.engine.conftest import TEXTS, TINY, PageMaker, data_of
from tests.engine.test_training import TINY_SEGMENTER

pytestmark = pytest.mark.kraken


@pytest.mark.parametrize("task", ["recognition", "segmentation"])
def test_a_few_steps_are_timed_and_no_model_is_written(
    tmp_path: Path, make_page: PageMaker, task: TrainingTask
) -> None:
    from apps.engine.training_pace import measure_training

    page = make_page("page", (*TEXTS[:2], "", ""))
    pages = data_of([page], [page]).train
    before = set(tmp_path.rglob("*"))
    cache = tmp_path / "lines"
    spec = TINY_SEGMENTER if task == "segmentation" else TINY
    options = TrainingOptions(task=task, spec=spec, workers=1)
    pace = measure_training(
        options, pages, None, lambda progress: Command.CONTINUE, line_cache=cache
    )
    assert pace.learning > 0
    assert pace.checking > 0
    assert pace.measured > 0
    assert (pace.device, pace.threads) == ("cpu", 1)
    made = {path for path in tmp_path.rglob("*") if path.is_file()} - before
    assert {path.suffix for path in made} <= {".lines"}
    assert bool(made) == (task == "recognition"), "the lines stay for the training"


def test_a_measure_obeys_and_refuses_nothing_to_learn(make_page: PageMaker) -> None:
    from apps.engine.training_pace import measure_training

    page = make_page("page")
    options = TrainingOptions(spec=TINY, workers=1)
    with pytest.raises(TrainingCancelled):
        measure_training(
            options, data_of([page], [page]).train, None, lambda progress: Command.CANCEL
        )
    with pytest.raises(EngineError, match="no page"):
        measure_training(options, (), None, lambda progress: Command.CONTINUE)
