"""Server time and number of queries of the main pages, for a document of 2,000 pages.

Each page has 40 lines in 2 layers: 80,000 lines and 160,000 texts. Run it with
``python bench/web.py [--parts 2000]``; it works in a folder of its own, on SQLite unless
``DATABASE_URL`` names another database, and ends with 1 when a page is over its bounds.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from apps.documents.models import (
    Document,
    LayerProgress,
    Line,
    LineTranscription,
    LineType,
    Part,
    Region,
    RegionType,
    TranscriptionLayer,
)
from apps.images.models import ImageState, PageImage
from tests import factories

LINES, LAYERS, RUNS = 40, 2, 9
MAX_MILLISECONDS, MAX_QUERIES = 100, 20
BATCH = 100


def fill(number_of_parts: int) -> Document:
    """A document of so many pages, written in bulk."""
    user = factories.UserFactory(username="bench")
    project = factories.ProjectFactory(owner=user)
    document = factories.DocumentFactory(project=project, name="A long document")
    factories.DocumentFactory.create_batch(60, project=project)
    layers = [
        factories.TranscriptionLayerFactory(document=document, name=name)
        for name in ("manual", "model")
    ]
    factories.RegionTypeFactory(document=document, name="MainZone")
    factories.LineTypeFactory(document=document, name="DefaultLine")
    for first in range(0, number_of_parts, BATCH):
        orders = range(first, min(first + BATCH, number_of_parts))
        images = PageImage.objects.bulk_create([_image(order) for order in orders])
        parts = Part.objects.bulk_create(
            Part(document=document, image=image, order=order, line_count=LINES, region_count=1)
            for order, image in zip(orders, images, strict=True)
        )
        _fill_parts(parts, layers)
    return document


def _fill_parts(parts: list[Part], layers: list[TranscriptionLayer]) -> None:
    region_type = RegionType.objects.get(name="MainZone")
    line_type = LineType.objects.get(name="DefaultLine")
    regions = Region.objects.bulk_create(
        Region(part=part, type=region_type, polygon=_box(100, 100, 1600, 2400)) for part in parts
    )
    lines = Line.objects.bulk_create(
        _line(part, region, line_type, order)
        for part, region in zip(parts, regions, strict=True)
        for order in range(LINES)
    )
    LineTranscription.objects.bulk_create(_text(line, layer) for line in lines for layer in layers)
    LayerProgress.objects.bulk_create(
        LayerProgress(part=part, layer=layer, line_count=LINES, confidence=0.97)
        for part in parts
        for layer in layers
    )


def _image(order: int) -> PageImage:
    return PageImage(
        file=f"images/{order}.jpg",
        original_name=f"page-{order:04}.jpg",
        sha256=f"{order:064x}",
        size=1_000_000,
        format="JPEG",
        width=1749,
        height=2500,
        view=f"images/{order}-view.jpg",
        thumbnail=f"images/{order}-thumbnail.jpg",
        state=ImageState.READY,
    )


def _box(left: int, top: int, right: int, bottom: int) -> list[list[int]]:
    return [[left, top], [right, top], [right, bottom], [left, bottom]]


def _line(part: Part, region: Region, line_type: Any, order: int) -> Line:
    y = 150 + 55 * order
    steps = range(120, 1600, 60)
    mask = [[x, y - 40] for x in steps] + [[x, y + 12] for x in reversed(steps)]
    baseline = [[x, y] for x in range(120, 1600, 180)]
    return Line(part=part, region=region, type=line_type, order=order, baseline=baseline, mask=mask)


def _text(line: Line, layer: Any) -> LineTranscription:
    text = "Arma virumque cano, Troiae qui primus ab oris Italiam"
    glyphs = [[char, None, 0.98] for char in text]
    return LineTranscription(line=line, layer=layer, text=text, confidence=0.97, glyphs=glyphs)


@dataclass(frozen=True, slots=True)
class Figures:
    """Medians over the runs: on a busy machine the processor's time says more than the wall's."""

    wall: float
    processor: float
    queries: int
    size: int

    @property
    def is_over(self) -> bool:
        return self.wall > MAX_MILLISECONDS or self.queries > MAX_QUERIES


def measure(get: Callable[[], Any]) -> Figures:
    """Milliseconds, queries and kilobytes of an answer."""
    walls, processors, queries, size = [], [], 0, 0
    for _ in range(RUNS):
        counted: list[str] = []

        def count(execute: Any, sql: str, *rest: Any, seen: list[str] = counted) -> Any:
            seen.append(sql)
            return execute(sql, *rest)

        wall, processor = time.perf_counter(), time.process_time()
        with connection.execute_wrapper(count):
            response = get()
        walls.append((time.perf_counter() - wall) * 1000)
        processors.append((time.process_time() - processor) * 1000)
        if response.status_code != 200:
            raise SystemExit(f"{response.request['PATH_INFO']} answers {response.status_code}.")
        queries, size = len(counted), len(response.content) // 1024
    return Figures(statistics.median(walls), statistics.median(processors), queries, size)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parts", type=int, default=2000)
    number_of_parts = parser.parse_args().parts
    call_command("migrate", verbosity=0)
    document = fill(number_of_parts)
    connection.cursor().execute("ANALYZE")
    middle = document.parts.get(order=number_of_parts // 2)
    client = Client(headers={"host": "localhost"})
    client.force_login(document.owner)
    addresses = {
        "dashboard": "/",
        "documents list": reverse("documents:project", args=[document.project.slug]),
        "images page": reverse("documents:images", args=[document.pk]),
        "editor page": f"/document/{document.pk}/part/{middle.pk}/edit/",
        "editor data": f"/api/documents/{document.pk}/parts/{middle.pk}/editor/",
        "documents (API)": "/api/documents/",
        "pages (API)": f"/api/documents/{document.pk}/parts/?paginate_by=50",
    }
    print(f"{number_of_parts} pages, {LINES} lines a page, {LAYERS} layers, {connection.vendor}")
    print(f"{'':16}{'ms':>8}{'cpu ms':>8}{'queries':>9}{'KiB':>7}")
    over = 0
    for name, address in addresses.items():
        found = measure(lambda address=address: client.get(address))
        over += found.is_over
        numbers = f"{found.wall:8.1f}{found.processor:8.1f}{found.queries:9}{found.size:7}"
        print(f"{name:16}{numbers}{'   OVER' if found.is_over else ''}")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
