"""A transcribed page to export; every ALTO file that is written on the way is checked."""

from collections.abc import Iterator

import pytest

from apps.documents.models import Line, LineTranscription, Part, RegionType, TranscriptionLayer
from apps.formats.alto import AltoCodec
from apps.layout.types import PageLayout
from tests.formats.support import alto_errors


@pytest.fixture(autouse=True)
def _alto_is_valid(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    found: list[str] = []
    write = AltoCodec.write

    def checked(codec: AltoCodec, layout: PageLayout) -> bytes:
        data = write(codec, layout)
        found.append(alto_errors(data))
        return data

    monkeypatch.setattr(AltoCodec, "write", checked)
    yield
    assert not any(found), found


@pytest.fixture
def transcribed(part: Part, layer: TranscriptionLayer) -> Part:
    """Two lines in a typed region, one in an untyped region, one without a region."""
    zone = RegionType.objects.create(document=part.document, name="Chorus")
    square = [[0, 0], [90, 0], [90, 90], [0, 90]]
    typed = part.regions.create(polygon=square, type=zone)
    untyped = part.regions.create(polygon=square, order=1)
    for number, region in enumerate((typed, typed, untyped, None)):
        line = Line.objects.create(
            part=part,
            region=region,
            baseline=[[5, 10 + 20 * number], [80, 10 + 20 * number]],
            order=number,
        )
        LineTranscription.objects.create(line=line, layer=layer, text=f"line {number} <&> ſ")
    return part
