"""Error against time: the program's training beside ``ketos train`` with its defaults.

Three sets, same pages to learn from and to check with, same seconds of wall time, one side after
the other, each alone on the machine (``--abreast``: both at once, each on one core, which takes
half the time and gives each side half of the machine); then the weights that each side held best
at each mark read pages that neither has seen. ``python bench/learn.py --set a --minutes 40``;
without ``--set`` all three. What a side has done is kept in ``--folder``: a bench that was
interrupted goes on with the sides that are missing. ``--pictures`` writes the curves to
docs/images. It ends with 1 when a set misses its goal: at most 0.8 of the error of ketos at 10
minutes, at most half at 20 and 40.
"""

import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data"
MARKS = (10, 20, 40)
GOALS = {10: 0.8, 20: 0.5, 40: 0.5}
TEST_PAGES = 3
VALIDATION_SHARE = 5
SIDES = ("program", "ketos")
_OURS = [sys.executable, "-m", "bench.learn_side"]
_KETOS = "import apps.engine.runtime; from kraken.ketos import cli; cli()"


@dataclass(frozen=True, slots=True)
class LearnSet:
    """Pages, and the model to start from."""

    title: str
    folder: str
    base: str | None = None


SETS = {
    "a": LearnSet("medieval manuscript, from scratch", "hand_fro_medieval"),
    "b": LearnSet("19th-century hand, from scratch", "hand_fr_19c"),
    "c": LearnSet(
        "17th-century print, fine-tuned",
        "print_fr_17c",
        "catmus-print-fondue-tiny-2024-01-31.mlmodel",
    ),
}


@dataclass(frozen=True, slots=True)
class Split:
    """Files of pages, which never overlap."""

    train: list[str]
    validation: list[str]
    test: list[str]


def split(folder: Path) -> Split:
    """Every so manieth page for the test, two of the others to check with."""
    files = [str(file) for file in sorted(folder.rglob("*.xml")) if "mets" not in file.name.lower()]
    test = files[1 :: len(files) // TEST_PAGES][:TEST_PAGES]
    rest = [file for file in files if file not in test]
    validation = rest[::VALIDATION_SHARE][:2]
    return Split([file for file in rest if file not in validation], validation, test)


def main() -> int:
    options = _options()
    good = True
    for name in options.set or list(SETS):
        with ThreadPoolExecutor(len(SIDES) if options.abreast else 1) as sides:
            curves = list(sides.map(lambda side: _side(name, side, options), SIDES))  # noqa: B023
        good = _compare(name, dict(zip(SIDES, curves, strict=True)), options.minutes) and good
    if options.pictures:
        subprocess.run(
            [sys.executable, str(ROOT / "bench" / "learn_pictures.py"), str(options.folder)],
            check=True,
        )
    return 0 if good else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", choices=list(SETS), action="append", help="may be given again")
    parser.add_argument("--minutes", type=float, default=max(MARKS))
    parser.add_argument("--threads", type=int, default=2, help="threads of the program")
    parser.add_argument("--abreast", action="store_true", help="both sides at once, a core each")
    parser.add_argument("--folder", type=Path, default=ROOT / ".make" / "bench-learn")
    parser.add_argument("--again", action="store_true", help="forget what was done before")
    parser.add_argument("--pictures", action="store_true")
    options = parser.parse_args()
    if options.abreast:
        options.threads = 1
    return options


def _side(name: str, side: str, options: argparse.Namespace) -> list[list[float]]:
    """Seconds and test error of each better model, measured once and then remembered."""
    folder = options.folder / f"{name}-{options.minutes:g}-{side}"
    done = folder / "curve.json"
    if options.again or not done.exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        print(f"{name} {side}: training for {options.minutes:g} minutes", flush=True)
        pages = split(DATA / SETS[name].folder)
        found = (
            _train_ours(name, folder, pages, options)
            if side == "program"
            else _train_ketos(name, folder, pages, options)
        )
        errors = _test_errors([str(model) for _, model in found], pages.test)
        curve = [[seconds, error] for (seconds, _), error in zip(found, errors, strict=True)]
        done.write_text(json.dumps(curve), "utf-8")
    curve = json.loads(done.read_text("utf-8"))
    for seconds, error in curve[:: max(1, len(curve) // 12)]:
        print(f"    {seconds / 60:5.1f} min  {error:7.2%}")
    return list(curve)


def _train_ours(
    name: str, folder: Path, pages: Split, options: argparse.Namespace
) -> list[tuple[float, Path]]:
    """Each epoch that was the best so far, with the second in which it was ready."""
    request = {
        "train": pages.train,
        "validation": pages.validation,
        "base": _base(name),
        "seconds": options.minutes * 60,
        "threads": options.threads,
        "folder": str(folder),
    }
    began = time.monotonic()
    command = [*_OURS, "train", json.dumps(request)]
    process = _start(command, folder / "log.txt", 0 if options.abreast else None)
    _wait(process, options.minutes * 60 + 60, name)
    rows = json.loads((folder / "better.json").read_text("utf-8"))
    print(f"    ended after {time.monotonic() - began:.0f} s", flush=True)
    return [(seconds, Path(path)) for seconds, path in rows]


def _train_ketos(
    name: str, folder: Path, pages: Split, options: argparse.Namespace
) -> list[tuple[float, Path]]:
    """Each checkpoint that was the best so far by ketos' own measure."""
    manifest = folder / "validation.txt"
    manifest.write_text("\n".join(pages.validation), "utf-8")
    base = _base(name)
    start = ["-i", base, "--resize", "union"] if base else []
    command = [sys.executable, "-c", _KETOS, "-d", "cpu", "train", "-f", "xml", *start]
    command += ["-o", str(folder / "out"), "-e", str(manifest), *pages.train]
    began = time.monotonic()
    process = _start(command, folder / "log.txt", 1 if options.abreast else None)
    better: list[tuple[float, Path]] = []
    best = -1.0
    seen: set[str] = set()
    while time.monotonic() - began < options.minutes * 60:
        is_over = process.poll() is not None
        time.sleep(1)  # ketos tells of its epochs by files only
        for path in sorted((folder / "out").glob("*.ckpt"), key=lambda path: path.stat().st_mtime):
            accuracy = re.search(r"-(\d\.\d+)\.ckpt$", path.name)
            if path.name in seen or accuracy is None:
                continue
            seen.add(path.name)
            if float(accuracy[1]) > best:
                best = float(accuracy[1])
                kept = folder / f"best-{len(better)}.ckpt"
                shutil.copy(path, kept)
                better.append((time.monotonic() - began, kept))
                print(f"    {time.monotonic() - began:5.0f} s: {1 - best:.2%} to check", flush=True)
        if is_over:
            print(f"    ketos ended by itself after {time.monotonic() - began:.0f} s", flush=True)
            break
    _end(process)
    return better


def _start(command: list[str], log: Path, core: int | None) -> subprocess.Popen[bytes]:
    if core is not None:
        command = ["taskset", "--cpu-list", str(core), *command]
    with log.open("wb") as file:
        return subprocess.Popen(
            command,
            cwd=ROOT,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _wait(process: subprocess.Popen[bytes], seconds: float, name: str) -> None:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        _end(process)
    if process.returncode not in (0, -signal.SIGTERM):
        raise SystemExit(f"the training of {name} failed; see log.txt in --folder")


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _test_errors(models: list[str], pages: list[str]) -> list[float]:
    """The character errors of weights files or checkpoints on pages, in a process of its own."""
    request = json.dumps({"models": models, "pages": pages})
    done = subprocess.run(
        [*_OURS, "measure", request], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"The models cannot be measured:\n{done.stderr[-2000:]}")
    found: list[float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _base(name: str) -> str | None:
    base = SETS[name].base
    return str(DATA / "models" / base) if base else None


def at_mark(curve: list[list[float]], minutes: float) -> float:
    """The error of what was best at that minute; everything wrong before the first epoch."""
    known = [error for seconds, error in curve if seconds <= minutes * 60]
    return known[-1] if known else 1.0


def _compare(name: str, errors: dict[str, list[list[float]]], minutes: float) -> bool:
    good = True
    print(f"{name}: {SETS[name].title}")
    for mark in MARKS if minutes >= MARKS[0] else (minutes,):
        if mark > minutes:
            continue
        ours, ketos = (at_mark(errors[side], mark) for side in ("program", "ketos"))
        ratio = ours / ketos if ketos else 1.0
        goal = GOALS.get(int(mark), 1.0)
        good = good and ratio <= goal
        print(
            f"  {mark:g} min: program {ours:.2%}, ketos {ketos:.2%}, ratio {ratio:.2f}"
            f" (goal {goal}) {'good' if ratio <= goal else 'MISSED'}",
            flush=True,
        )
    return good


if __name__ == "__main__":
    sys.exit(main())
