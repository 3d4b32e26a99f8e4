"""What is learned from: every line of a page, those in the cells of its tables too."""

from pathlib import Path

from apps.documents.models import Line, Part, Region, TranscriptionLayer
from apps.users.models import User
from tests import factories
from tests.training.frozen_pages import all_pages, frozen_pages


def test_cells_of_tables_stand_on_the_page_itself(
    pages: list[Part], truth: TranscriptionLayer, alice: User, tmp_path: Path
) -> None:
    """Else the trainer, which looks at no region in a region, would learn nothing of them."""
    part = pages[0]
    factories.RegionFactory(part=part, external_id="table", attributes={"element": "TableRegion"})
    cell: Region = factories.RegionFactory(
        part=part, external_id="cell", attributes={"parent": "table", "row": "0", "col": "0"}
    )
    Line.objects.filter(part=part).update(region=cell)
    found = all_pages(frozen_pages(alice, truth, tmp_path))
    assert sum(len(page.layout.lines) for page in found) == 4
    assert not any(
        "parent" in region.attributes for page in found for region in page.layout.regions
    )
