"""The figures of ``ketos test`` on a real model and a real page, and ours of the same lines."""

from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from apps.engine.evaluation import evaluate
from apps.engine.options import RecognitionOptions
from apps.formats.registry import codec

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
MODEL = DATA / "models" / "catmus-print-fondue-tiny-2024-01-31.mlmodel"
PAGE = DATA / "print_fr_17c" / "btv1b8610802d" / "f15.xml"

pytestmark = [
    pytest.mark.kraken,
    pytest.mark.slow,
    pytest.mark.skipif(not PAGE.exists(), reason="the test data are not here"),
]


@pytest.fixture(scope="module")
def ketos() -> tuple[list[tuple[str, str]], Any]:
    """Pairs of right text and prediction that ``ketos test`` counted, and what it reports."""
    from apps.engine.torchvision_ops import ensure_schemas

    ensure_schemas()
    from kraken.configs import VGSLRecognitionTrainingConfig, VGSLRecognitionTrainingDataConfig
    from kraken.train import KrakenTrainer, VGSLRecognitionDataModule, VGSLRecognitionModel

    settings = {"test_data": [str(PAGE)], "format_type": "alto", "num_workers": 0}
    trainer = KrakenTrainer(
        accelerator="cpu",
        devices=1,
        enable_progress_bar=False,
        enable_model_summary=False,
        num_sanity_val_steps=0,
        logger=False,
    )
    model = VGSLRecognitionModel.load_from_weights(str(MODEL), VGSLRecognitionTrainingConfig())
    config = VGSLRecognitionTrainingDataConfig(**settings)
    config.linetype = "baselines"
    config.legacy_polygons = bool(getattr(model.net, "use_legacy_polygons", False))
    pairs: list[tuple[str, str]] = []
    counted = model.on_test_epoch_start

    def watched() -> None:
        counted()
        update = model.test_cer.update

        def note(read: str, right: str) -> None:
            pairs.append((right, read))
            update(read, right)

        model.test_cer.update = note

    model.on_test_epoch_start = watched
    return pairs, trainer.test(model, VGSLRecognitionDataModule(config))


def test_the_same_lines_give_the_same_rates(ketos: tuple[list[tuple[str, str]], Any]) -> None:
    pairs, report = ketos
    assert len(pairs) > 10
    ours = evaluate(pairs)
    assert 1 - ours.cer == pytest.approx(report.cer, abs=1e-6)
    assert 1 - ours.wer == pytest.approx(report.wer, abs=1e-6)
    assert ours.character_errors == report.num_errors


def test_the_same_page_read_by_us_gives_the_same_rate(
    ketos: tuple[list[tuple[str, str]], Any],
) -> None:
    from apps.engine.recognition import recognise

    _, report = ketos
    layout = codec("alto").read(PAGE.read_bytes(), filename=PAGE.name)
    image = Image.open(PAGE.with_name(layout.image_name))
    read = dict(recognise(image, layout, MODEL, RecognitionOptions(batch_size=1)))
    right = [line for line in layout.lines if line.text and line.text.text.strip()]
    pairs = [(line.text.text, read[line.uid].text) for line in right if line.text]
    assert 1 - evaluate(pairs).cer == pytest.approx(report.cer, abs=1e-6)
