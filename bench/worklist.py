"""How much more the lines teach that are ranked first: errors found per line and per minute.

    python bench/worklist.py [FOLDER [MODEL]] [--out FILE]

Reads pages of known text with a model, ranks the lines by what the model said of itself alone,
and compares the first of them with lines drawn at random and with the least confident ones.
"""

import argparse
import json
import os
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import numpy as np
from PIL import Image

import apps.engine
from apps.engine.evaluation import line_errors
from apps.engine.options import RecognitionOptions
from apps.formats.registry import detect
from apps.worklist.calibration import Calibration, Evidence, calibrate
from apps.worklist.hand import Picture, bands, measure_shape
from apps.worklist.ranking import Candidate, Ranked, grams, rank

DATA = ROOT.parent / "shared" / "data"
MODEL = DATA / "models" / "catmus-print-fondue-tiny-2024-01-31.mlmodel"
SHARES = (0.1, 0.2, 0.4)
DRAWS = 500


@dataclass(frozen=True, slots=True)
class Read:
    """A line of a page: what stands there and what the model made of it."""

    page: int
    truth: str
    text: str
    doubt: float
    look: dict[str, float]


def read_lines(folder: Path, model: Path) -> Iterator[Read]:
    engine = apps.engine.select("kraken")
    for number, xml in enumerate(sorted(folder.rglob("*.xml"))):
        image = next((p for p in sorted(xml.parent.glob(f"{xml.stem}.*")) if p != xml), None)
        if image is None:
            continue
        layout = detect(xml.read_bytes(), xml.name).read(xml.read_bytes(), filename=xml.name)
        lines = {line.uid: line for line in layout.lines if line.text and line.text.text.strip()}
        with Image.open(image) as opened:
            page = opened.convert("RGB")
        picture = Picture.of(page.copy(), page.width)
        for uid, text in engine.recognise(page, layout, model, RecognitionOptions()):
            line = lines.get(uid)
            if line is None or line.text is None:
                continue
            look = measure_shape(line.baseline, line.mask, len(text.text))
            look |= picture.measure(line.mask) if line.mask else {}
            sure = text.confidence if text.confidence is not None else 0.9
            yield Read(number, line.text.text, text.text, 1 - sure, look)


def ranked(lines: list[Read], known: list[Read], rates: Calibration) -> list[Ranked]:
    hands = bands([line.look for line in (*lines, *known)])
    candidates = [
        Candidate(
            number, line.page, line.text, rates.rate(line.doubt) * max(len(line.text), 1), hand
        )
        for number, (line, hand) in enumerate(zip(lines, hands, strict=False))
    ]
    shown: dict[object, float] = {}
    for line in known:
        for gram in grams(line.truth):
            shown[gram] = shown.get(gram, 0) + 1
        shown["page", line.page] = shown.get(("page", line.page), 0) + 1
    return rank(candidates, shown)


def edits(line: Read) -> int:
    return line_errors(line.truth, line.text).character_errors


def compare(lines: list[Read], order: list[Ranked]) -> list[dict[str, float]]:
    """The first shares of the list beside random lines and beside the least confident ones."""
    errors = np.array([edits(line) for line in lines], dtype=float)
    seconds = np.zeros(len(lines))
    for row in order:
        seconds[row.candidate.line_id] = row.candidate.seconds
    places = np.array([row.candidate.line_id for row in order])
    least = np.array(sorted(range(len(lines)), key=lambda n: -lines[n].doubt))
    generator = np.random.default_rng(1)
    found = []
    for share in SHARES:
        count = max(1, round(share * len(lines)))
        draws = [generator.permutation(len(lines))[:count] for _ in range(DRAWS)]
        first, unsure = places[:count], least[:count]
        random_errors = float(np.mean([errors[draw].sum() for draw in draws]))
        random_rate = float(np.mean([errors[draw].sum() / seconds[draw].sum() for draw in draws]))
        found.append(
            {
                "share": share,
                "lines": count,
                "errors": float(errors[first].sum()),
                "lift": float(errors[first].sum() / random_errors),
                "lift_per_minute": float(errors[first].sum() / seconds[first].sum() / random_rate),
                "least_confident_lift": float(errors[unsure].sum() / random_errors),
                "least_confident_per_minute": float(
                    errors[unsure].sum() / seconds[unsure].sum() / random_rate
                ),
                "grams": _new(lines, first),
                "grams_random": float(np.mean([_new(lines, draw) for draw in draws[:50]])),
                "grams_least_confident": _new(lines, unsure),
                "characters": float(sum(len(lines[n].truth) for n in first)),
                "characters_random": float(
                    np.mean([sum(len(lines[n].truth) for n in draw) for draw in draws[:50]])
                ),
            }
        )
    return found


def _new(lines: list[Read], chosen: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> float:
    """Different runs of three characters in the right texts of these lines, per character."""
    texts = [lines[n].truth for n in chosen]
    runs = {gram for text in texts for gram in grams(text) if len(gram) == 3}
    return len(runs) / max(sum(map(len, texts)), 1)


def estimates(lines: list[Read]) -> dict[str, float]:
    """The error rate told from confidences: as they are, and calibrated on half of the pages."""
    pages = sorted({line.page for line in lines})
    random.Random(1).shuffle(pages)  # noqa: S311 - a seeded split
    learnt = set(pages[: len(pages) // 2])
    known = [line for line in lines if line.page in learnt]
    unseen = [line for line in lines if line.page not in learnt]
    rates = calibrate([Evidence(line.doubt, edits(line), len(line.truth)) for line in known])
    doubts = np.array([line.doubt for line in unseen])
    lengths = np.array([len(line.text) for line in unseen], dtype=float)
    total = lengths.sum()
    low, high = rates.interval(doubts, lengths) or (0.0, 0.0)
    return {
        "true": sum(map(edits, unseen)) / sum(len(line.truth) for line in unseen),
        "as_told": Calibration().errors(doubts, lengths) / total,
        "calibrated": rates.errors(doubts, lengths) / total,
        "low": low / total,
        "high": high / total,
        "calibrated_on": rates.lines,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=DATA / "print_fr_17c")
    parser.add_argument("model", type=Path, nargs="?", default=MODEL)
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    lines = list(read_lines(args.folder, args.model))
    begun = time.perf_counter()
    order = ranked(lines, [], Calibration())
    result = {
        "lines": len(lines),
        "errors": sum(map(edits, lines)),
        "seconds_to_rank": time.perf_counter() - begun,
        "first": compare(lines, order),
        "estimate": estimates(lines),
    }
    text = json.dumps(result, indent=2)
    print(text)
    if args.out:
        args.out.write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
