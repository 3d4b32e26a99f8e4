"""Fills the database of ``DATA_DIR`` with pages of 500 lines, and prints the address of the first.

Every line has a baseline of 12 points, a mask of 60 and a text in 3 layers: one typed, two read
by a model, with an outline and a confidence for every character.
"""

import os
import sys
from io import BytesIO
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "escriptorium.settings")

import django

django.setup()

from django.core.files.base import ContentFile
from django.db import transaction
from PIL import Image, ImageDraw

from apps.documents.models import (
    Document,
    LayerProgress,
    Line,
    LineTranscription,
    Part,
    Region,
    TranscriptionLayer,
)
from apps.documents.models.transcription import TextSource
from apps.images import derivatives
from apps.users.models import User
from tests import factories

WIDTH, HEIGHT = 3000, 4200
COLUMNS, ROWS = 5, 100
BASELINE_POINTS, MASK_POINTS = 12, 60
PAGES = 3
WORDS = "Arma virumque cano, Troiae qui primus ab oris Italiam"
COLUMN_WIDTH, ROW_HEIGHT = 560, 40


def main() -> None:
    owner = User.objects.get(username="alice")
    project = factories.ProjectFactory(owner=owner, name="Bench", slug="bench")
    document = factories.DocumentFactory(project=project, name="Large pages")
    layers = [
        factories.TranscriptionLayerFactory(document=document, name=name)
        for name in ("manual", "model one", "model two")
    ]
    parts = [_part(document, number) for number in range(PAGES)]
    for part in parts:
        _fill(part, layers)
    print(f"/document/{document.pk}/part/{parts[0].pk}/edit/?layer={layers[-1].pk}")


def _part(document: Document, number: int) -> Part:
    """A page of its own image, prepared at once."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), (248, 244, 232))
    draw = ImageDraw.Draw(picture)
    for column, row in _places():
        x, y = _corner(column, row)
        draw.text((x, y - 22), f"{number} {WORDS}", fill=(40, 30, 20), font_size=20)
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=85)
    file = ContentFile(buffer.getvalue(), name=f"page-{number}.jpg")
    (part,) = factories.PartFactory.create_batch(1, document=document, order=number)
    image = part.image
    image.file.save(f"images/bench-{number}.jpg", file, save=False)
    image.format, image.size = "JPEG", len(buffer.getvalue())
    image.width, image.height = WIDTH, HEIGHT
    image.original_name = f"page-{number}.jpg"
    image.sha256 = f"{number:064x}"
    image.save()
    derivatives.build(image)
    return part


def _places() -> list[tuple[int, int]]:
    return [(column, row) for column in range(COLUMNS) for row in range(ROWS)]


def _corner(column: int, row: int) -> tuple[int, int]:
    return 60 + column * (COLUMN_WIDTH + 20), 80 + row * ROW_HEIGHT


@transaction.atomic
def _fill(part: Part, layers: list[TranscriptionLayer]) -> None:
    regions = Region.objects.bulk_create(_region(part, column) for column in range(COLUMNS))
    lines = Line.objects.bulk_create(
        _line(part, regions[column], column, row) for column, row in _places()
    )
    for layer in layers:
        LineTranscription.objects.bulk_create(_text(line, layer) for line in lines)
        LayerProgress.objects.create(part=part, layer=layer, line_count=len(lines), confidence=0.93)
    part.line_count, part.region_count = len(lines), len(regions)
    part.save()


def _region(part: Part, column: int) -> Region:
    left, _top = _corner(column, 0)
    box = [[left - 10, 40], [left + COLUMN_WIDTH, 40], [left + COLUMN_WIDTH, HEIGHT - 40]]
    return Region(part=part, order=column, polygon=[*box, [left - 10, HEIGHT - 40]])


def _line(part: Part, region: Region, column: int, row: int) -> Line:
    left, y = _corner(column, row)
    length = COLUMN_WIDTH - 20
    steps = MASK_POINTS // 2
    across = [left + round(length * step / (steps - 1)) for step in range(steps)]
    top = [[x, y - 24 + index % 3] for index, x in enumerate(across)]
    bottom = [[x, y + 8 - index % 3] for index, x in enumerate(across)]
    baseline = [
        [left + round(length * step / (BASELINE_POINTS - 1)), y + step % 2]
        for step in range(BASELINE_POINTS)
    ]
    return Line(
        part=part,
        region=region,
        order=column * ROWS + row,
        baseline=baseline,
        mask=[*top, *reversed(bottom)],
    )


def _text(line: Line, layer: TranscriptionLayer) -> LineTranscription:
    if layer.name == "manual":
        return LineTranscription(line=line, layer=layer, text=WORDS)
    (left, y), *_ = line.baseline or [[0, 0]]
    glyphs = [
        [char, _box(left + 10 * index, y), round(0.5 + (index * 37 % 50) / 100, 3)]
        for index, char in enumerate(WORDS)
    ]
    return LineTranscription(
        line=line,
        layer=layer,
        text=WORDS,
        confidence=0.93,
        glyphs=glyphs,
        source=TextSource.MODEL,
        source_name=layer.name,
    )


def _box(x: int, y: int) -> list[list[int]]:
    return [[x, y - 20], [x + 9, y - 20], [x + 9, y + 4], [x, y + 4]]


if __name__ == "__main__":
    main()
