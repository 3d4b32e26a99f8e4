"""kraken finds in our PAGE, of both versions, the lines of every file of other programs."""

from pathlib import Path

import pytest

from apps.formats.registry import codec, detect
from apps.layout.types import PageLayout
from tests.formats.support import REAL
from tests.formats.test_real_files import name_of, pages

pytestmark = [
    pytest.mark.kraken,
    pytest.mark.skipif(not REAL.is_dir(), reason="the shared data is not here"),
]


@pytest.mark.parametrize("path", pages() if REAL.is_dir() else [], ids=name_of)
def test_kraken_finds_the_same_lines(tmp_path: Path, path: Path) -> None:
    xml_page = pytest.importorskip("kraken.lib.xml").XMLPage
    data = path.read_bytes()
    layout = detect(data, path.name).read(data, filename=path.name)
    if not layout.width or not layout.height:
        pytest.skip("kraken reads no page without a size")
    for name in ("page", "page-2013"):
        file = tmp_path / f"{name}.xml"
        file.write_bytes(codec(name).write(layout))
        found = xml_page(file).to_container().lines
        theirs = {(tuple(map(tuple, line.baseline)), line.text or "") for line in found}
        assert theirs >= seen_by_kraken(layout)


def seen_by_kraken(layout: PageLayout) -> set[object]:
    """Baselines with their texts; kraken does not look into tables."""
    cells = {region.uid for region in layout.regions if "row" in region.attributes}
    return {
        (line.baseline, line.text.text if line.text else "")
        for line in layout.lines
        if line.baseline and line.region_uid not in cells
    }
