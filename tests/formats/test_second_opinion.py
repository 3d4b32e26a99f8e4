"""kraken reads what we write, and finds the same lines, texts and baselines."""

from dataclasses import replace
from pathlib import Path

import pytest

from apps.formats.registry import codec, detect
from apps.layout.types import PageLayout
from tests.formats.support import alto_errors, page_errors, sample


@pytest.mark.kraken
@pytest.mark.parametrize("name", ["alto", "alto-4.4", "page"])
@pytest.mark.parametrize("source", ["alto-4-tags.xml", "page-2013-transkribus.xml"])
def test_kraken_finds_the_same(tmp_path: Path, name: str, source: str) -> None:
    xml_page = pytest.importorskip("kraken.lib.xml").XMLPage
    layout = one_reading(detect(sample(source)).read(sample(source)))
    path = tmp_path / "page.xml"
    written = codec(name).write(layout)
    assert (page_errors if name == "page" else alto_errors)(written) == ""
    path.write_bytes(written)
    found = xml_page(path).to_container().lines
    with_baseline = [line for line in layout.lines if line.baseline]
    ours = {(line.baseline, line.text.text if line.text else "") for line in with_baseline}
    theirs = {
        (tuple(map(tuple, line.baseline)), (line.text or "").strip())
        for line in found
        if line.baseline
    }
    assert theirs == ours


def one_reading(layout: PageLayout) -> PageLayout:
    """The page with one reading of each line: of several, kraken takes the last."""
    lines = tuple(
        replace(line, text=line.text and replace(line.text, attributes={})) for line in layout.lines
    )
    return replace(layout, lines=lines)
