"""How long an import takes, how many queries it makes and how much memory it holds.

``python bench/formats.py [--pages 100] [--lines 40] [--tries 3]`` makes an empty document with its
pages in a folder of its own, imports a zip of ALTO files into it as a job, and prints the figures.
Several numbers of pages (``--pages 100 1000 5000``) show what grows with them. It ends with 1 when
100 pages of 40 lines take longer than 2.2 seconds. ``--profile`` says where the time goes.
"""

import argparse
import cProfile
import io
import os
import pstats
import resource
import sys
import tempfile
import time
import zipfile
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

WANTED = 2.2
"""Seconds; a running eScriptorium took 22.0 on a machine of two cores."""
WIDTH, HEIGHT = 2000, 3000
TEXT = "Et ecce quidam surgens de medio eorum dixit ad me: vade, scribe ea quae vidisti"


def main() -> int:
    options = arguments()
    slowest = 0.0
    with tempfile.TemporaryDirectory() as folder:
        start(folder)
        for pages in options.pages:
            best = min(measure(pages, options) for _ in range(options.tries))
            if (pages, options.lines) == (100, 40):
                slowest = best
    print(f"The best of {options.tries}: {slowest:.2f} s; wanted: {WANTED}.")
    return 0 if slowest <= WANTED else 1


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, nargs="+", default=[100])
    parser.add_argument("--lines", type=int, default=40)
    parser.add_argument("--tries", type=int, default=3)
    parser.add_argument("--profile", action="store_true")
    return parser.parse_args()


def start(folder: str) -> None:
    """Django with an empty database on disk, as the program keeps it; nothing goes to a broker."""
    os.environ["DATA_DIR"] = folder
    os.environ["DJANGO_SETTINGS_MODULE"] = "escriptorium.settings"
    import django

    django.setup()
    from celery.app.task import Task
    from django.core.management import call_command

    from escriptorium.celery import collect_rarely

    collect_rarely()
    Task.apply_async = lambda *_, **__: None  # type: ignore[assignment, method-assign]
    call_command("migrate", verbosity=0)


def measure(pages: int, options: argparse.Namespace) -> float:
    """Import into a new document; returns the seconds of the job."""
    from django.core.files.base import ContentFile

    from apps.imports.services import request_import
    from apps.jobs.runner import run

    document, user = make_document(pages)
    upload = ContentFile(make_zip(pages, options.lines), name="pages.zip")
    found = request_import(user=user, document=document, kind="files", upload=upload)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with counted() as queries, profiled() if options.profile else nullcontext():
        began, worked = time.perf_counter(), time.process_time()
        run(found.job_id or 0)
        seconds, worked = time.perf_counter() - began, time.process_time() - worked
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    found.refresh_from_db()
    print(
        f"{pages:>6} pages of {options.lines} lines: {seconds:6.2f} s ({worked:.2f} of them at"
        f" work),"
        f" {queries[0] / pages:5.1f} queries a page, {grown:4.0f} MB more | {found.summary}"
    )
    return seconds


def make_document(pages: int) -> tuple[Any, Any]:
    """A document whose pages are known by name and size; their images are not looked at."""
    from apps.documents.models import Part
    from apps.documents.services.documents import create_document
    from apps.images.models import PageImage
    from apps.projects.services import create_project
    from apps.users.models import User

    user, _ = User.objects.get_or_create(username="bench", defaults={"email": "b@example.org"})
    project = create_project(user=user, name="Bench")
    document = create_document(user=user, project=project, name="Book")
    images = PageImage.objects.bulk_create(
        PageImage(
            file="x", original_name=f"{n:05}.jpg", sha256="0", size=1, width=WIDTH, height=HEIGHT
        )
        for n in range(pages)
    )
    Part.objects.bulk_create(
        Part(document=document, image=image, order=n) for n, image in enumerate(images)
    )
    return document, user


def make_zip(pages: int, lines: int) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(pages):
            archive.writestr(f"alto/{number:05}.xml", make_alto(number, lines))
    return buffer.getvalue()


def make_alto(number: int, lines: int) -> bytes:
    """A page of two regions with baselines and masks, as segmentation leaves them."""
    from apps.formats.registry import codec
    from apps.layout.types import LineLayout, LineText, PageLayout, RegionLayout

    regions = [
        RegionLayout(((100, y), (1900, y), (1900, y + 1400), (100, y + 1400)), type="MainZone")
        for y in (50, 1500)
    ]
    step = 2700 // lines
    found = []
    for place in range(lines):
        y = 100 + step * place
        base = tuple((x, y + x % 7) for x in range(120, 1881, 160))
        mask = (
            *((x, y - step // 2) for x, _ in base),
            *((x, y + step // 4) for x, _ in base[::-1]),
        )
        found.append(
            LineLayout(
                base,
                mask,
                region_uid=regions[place * 2 // lines].uid,
                type="DefaultLine",
                external_id=f"line_{place}",
                text=LineText(f"{TEXT} {number} {place}", 0.97),
            )
        )
    layout = PageLayout(WIDTH, HEIGHT, f"{number:05}.jpg", tuple(regions), tuple(found))
    return codec("alto").write(layout)


@contextmanager
def counted() -> Any:
    """The number of queries, kept outside Django's log of them, which would grow."""
    from django.db import connection

    count = [0]

    def note(execute: Any, *rest: Any) -> Any:
        count[0] += 1
        return execute(*rest)

    with connection.execute_wrapper(note):
        yield count


@contextmanager
def profiled() -> Any:
    profile = cProfile.Profile()
    profile.enable()
    yield
    profile.disable()
    pstats.Stats(profile).sort_stats("cumulative").print_stats(60)


if __name__ == "__main__":
    sys.exit(main())
