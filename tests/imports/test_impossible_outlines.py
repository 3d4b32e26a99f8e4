"""The report of an import names the regions whose coordinates in the file cannot be."""

import pytest

from apps.documents.models import Part, TranscriptionLayer
from apps.formats.registry import read_pages
from apps.imports.pages import import_page
from apps.users.models import User

pytestmark = pytest.mark.django_db
_FILE = """<PcGts><Page imageFilename="a.png" imageWidth="{width}" imageHeight="{height}">
<TextRegion id="good"><Coords points="0,0 9,0 9,9"/></TextRegion>
<TextRegion id="bad"><Coords points="7,7 7,7"/>
<TextLine id="l"><Baseline points="1,9 9,9"/>
<TextEquiv><Unicode>said</Unicode></TextEquiv></TextLine>
</TextRegion></Page></PcGts>"""


def test_the_region_is_named_and_keeps_its_lines(
    part: Part, layer: TranscriptionLayer, alice: User
) -> None:
    data = _FILE.format(width=part.image.width, height=part.image.height).encode()
    [layout] = read_pages(data, "a.xml")
    report = import_page(
        part=part, layout=layout, layer=layer, user=alice, filename="a.xml", replace=True
    )
    assert report.message == (
        "Regions without an outline, because their coordinates cannot be: bad."
    )
    outlines = dict(part.regions.values_list("external_id", "polygon"))
    assert outlines == {"good": [[0, 0], [9, 0], [9, 9]], "bad": None}
    assert part.lines.get().region.external_id == "bad"
