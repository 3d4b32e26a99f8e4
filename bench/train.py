"""Time per epoch of the program's training against ``ketos train`` on the same pages.

Both fine-tune the same model on the same lines with the same batch size, one thread and no
extra loader processes, one after the other. The time of an epoch is the difference between a run
of many epochs and a run of one, so that starting up and reading pages count for neither; the
program's lines are in its cache, as they are from its second training on. The program also judges
the mean of its weights after each epoch, which counts. ``--bare`` leaves its averaging and
augmentation out. ``python bench/train.py PAGES_FOLDER MODEL``; it ends with 1 when the program
takes more than 0.8 of the time.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data"
MODEL = "catmus-print-fondue-tiny-2024-01-31.mlmodel"
Facts = tuple[str, Path, list[str], list[str]]
Command = Callable[..., list[str]]
ALLOWED = 0.8
EPOCHS = 5
BATCH = 4
BARE = "1" if "--bare" in sys.argv else "0"

_OURS = """
import sys
from collections.abc import Callable
from pathlib import Path
from apps.engine.options import Command, TrainingData, TrainingOptions
from apps.engine.training import train
from apps.engine.training_data import read_page
epochs, batch, bare, cache, model, output, count, *files = sys.argv[1:]
pages = tuple(read_page(Path(file)) for file in files)
data = TrainingData(pages[int(count):], pages[:int(count)])
options = TrainingOptions(
    epochs=int(epochs), min_epochs=int(epochs), patience=99, batch_size=int(batch), workers=1,
    averaging=bare == "0", augment=bare == "0",
)
train(options, data, Path(model), Path(output),
      lambda progress: Command.CONTINUE, line_cache=Path(cache))
"""
_KETOS = "import apps.engine.runtime; from kraken.ketos import cli; cli()"


def main() -> int:
    options = _options()
    files = sorted(str(file) for file in options.pages.rglob("*.xml"))
    checking, learning = files[::4], [file for file in files if file not in files[::4]]
    print(f"{len(learning)} pages to learn from, {len(checking)} to check with")
    with tempfile.TemporaryDirectory() as folder:
        ours = _per_epoch("program", _our_command, (folder, options.model, checking, learning))
        ketos = _per_epoch("ketos", _ketos_command, (folder, options.model, checking, learning))
    ratio = ours / ketos
    print(f"The program takes {ratio:.2f} times as long as ketos; allowed: {ALLOWED}.")
    return 0 if ratio <= ALLOWED else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", type=Path, nargs="?", default=DATA / "print_fr_17c")
    parser.add_argument("model", type=Path, nargs="?", default=DATA / "models" / MODEL)
    parser.add_argument("--bare", action="store_true")
    return parser.parse_args()


def _per_epoch(name: str, command: Command, facts: Facts) -> float:
    one, many = (_seconds(command(epochs, *facts)) for epochs in (1, EPOCHS))
    seconds, processor = ((many[kind] - one[kind]) / (EPOCHS - 1) for kind in (0, 1))
    print(
        f"{name:>10}: {seconds:6.2f} s an epoch, {processor:.2f} s of one processor "
        f"({one[0]:.1f} s for a run of one)",
        flush=True,
    )
    return seconds


def _our_command(
    epochs: int, folder: str, model: Path, checking: list[str], learning: list[str]
) -> list[str]:
    output = f"{folder}/ours-{epochs}.safetensors"
    arguments = [str(epochs), str(BATCH), BARE, f"{folder}/cache"]
    arguments += [str(model), output, str(len(checking))]
    return [sys.executable, "-c", _OURS, *arguments, *checking, *learning]


def _ketos_command(
    epochs: int, folder: str, model: Path, checking: list[str], learning: list[str]
) -> list[str]:
    manifest = Path(folder) / "checking.txt"
    manifest.write_text("\n".join(checking))
    command = [sys.executable, "-c", _KETOS, "-d", "cpu", "--workers", "0", "--threads", "1"]
    command += ["train", "-f", "xml", "-i", str(model), "--resize", "union", "-B", str(BATCH)]
    command += ["-u", "NFD", "-q", "fixed", "-N", str(epochs), "--min-epochs", str(epochs)]
    return [*command, "-o", f"{folder}/ketos-{epochs}", "-e", str(manifest), *learning]


def _seconds(command: list[str]) -> tuple[float, float]:
    """Seconds on the clock, and of processors."""
    before = _processor_seconds()
    started = time.monotonic()
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{command[:3]} failed:\n{done.stderr[-3000:]}")
    return time.monotonic() - started, _processor_seconds() - before


def _processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    sys.exit(main())
