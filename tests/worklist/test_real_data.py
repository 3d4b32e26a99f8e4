"""Real pages read by a real model: the first lines hold more errors, and estimates are honest."""

import sys
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings

from apps.worklist.calibration import Calibration, Evidence, calibrate

ROOT = Path(settings.BASE_DIR)
DATA = ROOT.parent / "shared" / "data"
PAGES = DATA / "print_fr_17c"
MODEL = DATA / "models" / "catmus-print-fondue-tiny-2024-01-31.mlmodel"

pytestmark = [
    pytest.mark.kraken,
    pytest.mark.slow,
    pytest.mark.skipif(not MODEL.exists(), reason="needs the shared data"),
]


def test_the_first_lines_hold_more_errors_and_the_estimate_is_near() -> None:
    sys.path.insert(0, str(ROOT))
    from bench.worklist import compare, edits, ranked, read_lines

    folders = sorted(path for path in PAGES.iterdir() if path.is_dir())[:3]
    lines = [line for folder in folders for line in read_lines(folder, MODEL)]
    assert len(lines) > 50
    first = compare(lines, ranked(lines, [], Calibration()))
    assert all(row["lift"] > 1.1 for row in first)
    assert all(row["lift_per_minute"] > 1 for row in first)

    known, unseen = lines[::2], lines[1::2]
    rates = calibrate([Evidence(line.doubt, edits(line), len(line.truth)) for line in known])
    doubts = np.array([line.doubt for line in unseen])
    lengths = np.array([float(len(line.text)) for line in unseen])
    wrong = sum(map(edits, unseen))
    told = Calibration().errors(doubts, lengths)
    assert abs(rates.errors(doubts, lengths) - wrong) < abs(told - wrong)
    assert abs(rates.errors(doubts, lengths) - wrong) < 0.4 * wrong
