"""How long an export takes, how many queries it makes and how much memory it holds.

``python bench/formats_export.py [--pages 100] [--lines 40] [--format alto] [--glyphs]`` makes a
document in the scratch folder of the tests, exports it as a job, and prints the figures. Several
numbers of pages (``--pages 100 1000 5000``) show what grows with them.
"""

import argparse
import json
import os
import resource
import sys
import time
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

TEXT = "Et ecce quidam surgens de medio eorum dixit ad me: vade, scribe ea quae vidisti"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, nargs="+", default=[100])
    parser.add_argument("--lines", type=int, default=40)
    parser.add_argument("--format", default="alto")
    parser.add_argument("--glyphs", action="store_true", help="lines with character boxes")
    parser.add_argument("--tries", type=int, default=3)
    return parser.parse_args()


def start() -> None:
    """Django with an empty database in the scratch folder, nothing sent to a broker."""
    import django

    django.setup()
    from celery.app.task import Task
    from django.core.management import call_command

    from escriptorium.celery import collect_rarely

    collect_rarely()
    Task.apply_async = lambda *_, **__: None  # type: ignore[assignment, method-assign]
    call_command("migrate", verbosity=0)


def glyphs(top: int) -> list[list[Any]]:
    return [
        [char, [[60 + 15 * i, top], [74 + 15 * i, top], [74 + 15 * i, top + 30], [60, top]], 0.97]
        for i, char in enumerate(TEXT)
    ]


def add_pages(document: Any, layer: Any, count: int, options: argparse.Namespace) -> None:
    """Pages of one region, their lines with baseline, mask and text, straight into the tables."""
    from apps.documents.models import Line, LineTranscription, Part, Region
    from apps.images.models import PageImage

    first = document.parts.count()
    for number in range(first, first + count):
        image = PageImage.objects.create(
            file="originals/none.jpg",
            original_name=f"page_{number:05}.jpg",
            sha256=f"{number:064x}",
            size=1,
            format="JPEG",
            width=1400,
            height=2000,
            state="ready",
        )
        part = Part.objects.create(
            document=document, image=image, order=number, line_count=options.lines
        )
        region = Region.objects.create(
            part=part, polygon=[[40, 40], [1360, 40], [1360, 1960], [40, 1960]]
        )
        lines = [_line(part, region, order) for order in range(options.lines)]
        Line.objects.bulk_create(lines)
        LineTranscription.objects.bulk_create(
            LineTranscription(
                line=line,
                layer=layer,
                text=f"{line.order} {TEXT}",
                confidence=0.95,
                glyphs=glyphs(50 + 45 * line.order) if options.glyphs else None,
            )
            for line in lines
        )


def _line(part: Any, region: Any, order: int) -> Any:
    from apps.documents.models import Line

    top = 50 + 45 * order
    upper = [[60 + 130 * step, top + step % 3] for step in range(10)]
    lower = [[60 + 130 * step, top + 40 - step % 3] for step in reversed(range(10))]
    baseline = [[60 + 130 * step, top + 32] for step in range(10)]
    return Line(part=part, region=region, order=order, baseline=baseline, mask=upper + lower)


def measure(document: Any, layer: Any, user: Any, format_name: str) -> dict[str, Any]:
    """One export as a job, from its claim to its end."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from apps.exports.models import Export
    from apps.exports.params import ExportParams
    from apps.exports.services import request_export
    from apps.jobs.runner import run

    pages = list(document.parts.values_list("pk", flat=True))
    params = ExportParams(format=format_name, layers=[layer.pk], part_ids=pages)
    job = request_export(user=user, document=document, params=params)
    before = psutil.Process().memory_info().rss // 1024**2
    started = time.perf_counter()
    run(job.pk)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    job.refresh_from_db()
    assert job.state == "done", job.error
    again = request_export(user=user, document=document, params=params)
    with CaptureQueriesContext(connection) as captured:
        run(again.pk)
    return {
        "pages": len(pages),
        "seconds": round(seconds, 3),
        "queries": len(captured),
        "bytes": Export.objects.get(job=job).size,
        "peak_mb": peak,
        "grown_mb": max(peak - before, 0),
    }


def main() -> None:
    options = arguments()
    start()
    from apps.documents.models import Document, TranscriptionLayer
    from tests.factories import DocumentFactory, ProjectFactory, UserFactory

    user = UserFactory()
    document = DocumentFactory(project=ProjectFactory(owner=user), owner=user)
    assert isinstance(document, Document)
    layer = TranscriptionLayer.objects.create(document=document, name="bench")
    for wanted in options.pages:
        add_pages(document, layer, wanted - document.parts.count(), options)
        rows = [measure(document, layer, user, options.format) for _ in range(options.tries)]
        print(json.dumps(min(rows, key=lambda row: row["seconds"])))


if __name__ == "__main__":
    main()
