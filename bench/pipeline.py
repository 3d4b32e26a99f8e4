"""Pages per minute of the program's own jobs against the ``kraken`` command line.

Both segment and transcribe the same pages with the same models in the same run, one after the
other: the program through ``manage.py up`` and its job queue in a folder of its own, kraken in one
batch call. ``python bench/pipeline.py PAGES_FOLDER MODEL [--only app|kraken]``; it ends with 1
when the program is not at least 3 times as fast.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data"
PORT = int(os.environ.get("PORT", "8160"))
WANTED = 3.0
KRAKEN = (
    "from apps.engine import torchvision_ops; torchvision_ops.ensure_schemas();"
    " from kraken.kraken import cli; cli()"
)
"""The command line as it is; beside a CPU-only torch, torchvision needs our schemas to load."""

MODEL = "catmus-print-fondue-tiny-2024-01-31.mlmodel"


def main() -> int:
    options = _options()
    pages = sorted(options.pages.rglob("*.jpg"))
    print(f"{len(pages)} pages of {options.pages.name}, {os.cpu_count()} cores")
    seconds: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        if options.only != "kraken":
            seconds |= _measure_app(Path(folder) / "data", pages, options.model)
        if options.only != "app":
            seconds["kraken"] = _measure_kraken(Path(folder) / "kraken", pages, options.model)
    for name, value in seconds.items():
        print(f"{name:>10}: {value:6.1f} s, {60 * len(pages) / value:6.2f} pages a minute")
    if "app" not in seconds or "kraken" not in seconds:
        return 0
    ratio = seconds["kraken"] / seconds["app"]
    print(f"The program is {ratio:.2f} times as fast as the command line; wanted: {WANTED}.")
    return 0 if ratio >= WANTED else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", type=Path, nargs="?", default=DATA / "print_fr_17c")
    parser.add_argument("model", type=Path, nargs="?", default=DATA / "models" / MODEL)
    parser.add_argument("--only", choices=["app", "kraken"], default="")
    return parser.parse_args()


def _measure_kraken(folder: Path, pages: list[Path], model: Path) -> float:
    """One batch call of the command line, with what it does by default."""
    folder.mkdir()
    files: list[str] = []
    for number, page in enumerate(pages):
        copy = folder / f"{number:03}.jpg"
        shutil.copy(page, copy)
        files += ["-i", str(copy), str(copy.with_suffix(".xml"))]
    steps = ["-a", "segment", "-bl", "ocr", "-m", str(model)]
    began = time.monotonic()
    command = [sys.executable, "-c", KRAKEN, *files, *steps]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    taken = time.monotonic() - began
    assert len(list(folder.glob("*.xml"))) == len(pages), "kraken left pages out"
    return taken


def _measure_app(data: Path, pages: list[Path], model: Path) -> dict[str, float]:
    """The program's jobs, from the request to the end of the last page."""
    data.mkdir()
    os.environ |= {
        "DATA_DIR": str(data),
        "PORT": str(PORT),
        "ENGINE": "kraken",
        "DJANGO_SETTINGS_MODULE": "escriptorium.settings",
    }
    sys.path.insert(0, str(ROOT))
    with _running_program():
        import django

        django.setup()
        work = _Work(pages, model)
        segment = work.run("segment")
        transcribe = work.run("transcribe")
        work.check()
    return {"segment": segment, "transcribe": transcribe, "app": segment + transcribe}


@contextmanager
def _running_program() -> Iterator[None]:
    program = subprocess.Popen(
        [sys.executable, "manage.py", "up"], cwd=ROOT, stdout=subprocess.DEVNULL
    )
    try:
        _wait_until_ready(program)
        yield
    finally:
        program.send_signal(signal.SIGTERM)
        program.wait(timeout=30)


def _wait_until_ready(program: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end:
        assert program.poll() is None, "The program ended."
        try:
            with urlopen(f"http://127.0.0.1:{PORT}/healthz") as answer:
                if answer.status == 200:
                    return
        except (URLError, ConnectionError):
            pass
        time.sleep(0.5)
    raise SystemExit("The program did not become ready within two minutes.")


class _Work:
    """A document with the pages, and the jobs on it."""

    def __init__(self, pages: list[Path], model: Path) -> None:
        from django.core.files.base import File

        from apps.documents.services.documents import create_document
        from apps.documents.services.parts import add_part
        from apps.models.services import upload_model
        from apps.projects.services import create_project
        from apps.users.models import User

        self.user = User.objects.create_user("bench")
        project = create_project(user=self.user, name="Bench")
        self.document = create_document(user=self.user, project=project, name="Pages")
        for number, page in enumerate(pages):
            with page.open("rb") as file:
                add_part(
                    document=self.document,
                    user=self.user,
                    upload=File(file, name=f"{number:03}.jpg"),
                )
        with model.open("rb") as file:
            self.model = upload_model(user=self.user, upload=File(file, name=model.name))
        self._wait_for_images()

    def _wait_for_images(self) -> None:
        from apps.images.models import ImageState, PageImage

        while PageImage.objects.filter(state=ImageState.PENDING).exists():
            time.sleep(0.5)

    def run(self, kind: str) -> float:
        """Seconds that one job on all pages takes."""
        from apps.jobs.models import Job, JobState

        began = time.monotonic()
        job = self._request(kind)
        while job.is_active:
            time.sleep(0.2)
            job.refresh_from_db()
        taken = time.monotonic() - began
        assert job.state == JobState.DONE, job.error
        children = Job.objects.filter(parent=job).order_by("pk")
        for child in children:
            assert child.started_at
            assert child.finished_at
            spent = (child.finished_at - child.started_at).total_seconds()
            print(f"    {child.title}: {spent:5.1f} s, {child.message}")
        return taken

    def _request(self, kind: str) -> Any:
        from apps.documents.services.transcriptions import layer_named
        from apps.processing import services
        from apps.processing.params import SegmentParams, TranscribeParams

        common: dict[str, Any] = {
            "user": self.user,
            "document": self.document,
            "parts": self.document.parts.all(),
        }
        if kind == "segment":
            return services.request_segmentation(params=SegmentParams(), **common)
        layer = layer_named(document=self.document, user=self.user, name=self.model.name)
        params = TranscribeParams(model=self.model.pk, layer=layer.pk)
        return services.request_transcription(params=params, **common)

    def check(self) -> None:
        from apps.documents.models import LineTranscription

        texts = LineTranscription.objects.filter(layer__document=self.document)
        print(f"    {texts.count()} lines read, {texts.exclude(text='').count()} with text")


if __name__ == "__main__":
    sys.exit(main())
