"""What is learned from: every line of a page, those in the cells of its tables too."""

from pathlib import Path

from apps.documents.models import Line, Part, Region, TranscriptionLayer
from apps.formats.registry import codec
from apps.jobs.progress import Progress
from apps.training.ground_truth import write_ground_truth
from apps.users.models import User
from tests import factories


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
    job = factories.JobFactory(user=alice, state="running")
    written = write_ground_truth(
        folder=tmp_path, part_ids=[p.pk for p in pages], layer=truth, seed=1, progress=Progress(job)
    )
    for name in (*written.train_files, *written.validation_files):
        layout = codec("page").read((tmp_path / name).read_bytes())
        assert layout.lines
        assert not any("parent" in region.attributes for region in layout.regions)
