"""Files of many other programs, where they lie beside the project: nothing of them is lost."""

import re
from collections import Counter
from pathlib import Path

import pytest

from apps.formats.base import FormatError
from apps.formats.registry import codec, detect, read_pages
from apps.layout.types import PageLayout
from tests.formats.support import REAL, alto_errors, comparable, page_errors, real_files

pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="the shared data is not here")

_ROW = re.compile(r"^\| `([^`]+)` .*?\| \d+/\d+ \| (\d+)/(\d+)/(\d+) \|", re.MULTILINE)
# Two pages in one file, and files that are no page at all.
_REFUSED = ("mocks_test_multi.alto", "mocks_test_invalid_alto.xml")
_NO_PAGES = re.compile(r"mets|metadata|tei_xml|ndl_original|(?:^|/)METS", re.IGNORECASE)


def pages() -> list[Path]:
    return [
        path
        for path in real_files()
        if path.name not in _REFUSED and not _NO_PAGES.search(path.relative_to(REAL).as_posix())
    ]


def read(path: Path) -> PageLayout:
    data = path.read_bytes()
    return detect(data, path.name).read(data, filename=path.name)


def name_of(path: Path) -> str:
    return path.relative_to(REAL).as_posix()


def test_as_many_lines_texts_and_baselines_as_the_readme_counts() -> None:
    table = (REAL / "README.md").read_text()
    stated = {row[1]: tuple(map(int, row.groups()[1:])) for row in _ROW.finditer(table)}
    lines, texts, baselines = Counter[str](), Counter[str](), Counter[str]()
    for path in pages():
        layout = read(path)
        name = next(name for name in stated if name_of(path).startswith(f"{name}/"))
        lines[name] += len(layout.lines)
        texts[name] += sum(line.text is not None for line in layout.lines)
        baselines[name] += sum(line.baseline is not None for line in layout.lines)
    # The file with two pages, which is refused, has three lines.
    name = "format_samples/escriptorium_importer_exporter_tests"
    lines[name] += 3
    texts[name] += 3
    found = {name: (lines[name], texts[name], baselines[name]) for name in stated}
    assert found == stated


@pytest.mark.parametrize("name", _REFUSED)
def test_files_that_are_no_page_are_refused_with_their_name(name: str) -> None:
    path = next(path for path in real_files() if path.name == name)
    with pytest.raises(FormatError, match=name):
        read(path)


@pytest.mark.parametrize("name", ["alto", "page"])
@pytest.mark.parametrize("path", pages(), ids=name_of)
def test_written_files_are_valid_and_read_the_same(path: Path, name: str) -> None:
    writer = codec(name)
    first = writer.write(read(path))
    assert (page_errors if name == "page" else alto_errors)(first) == ""
    once = writer.read(first)
    again = writer.read(writer.write(once))
    assert comparable(again) == comparable(once)


@pytest.mark.parametrize("path", pages(), ids=name_of)
def test_the_newest_alto_is_valid(path: Path) -> None:
    assert alto_errors(codec("alto-4.4").write(read(path))) == ""


@pytest.mark.parametrize("path", pages(), ids=name_of)
def test_their_own_format_keeps_everything(path: Path) -> None:
    data = path.read_bytes()
    own = detect(data, path.name)
    once = own.read(data)
    again = own.read(own.write(once))
    assert by_name(again) == by_name(once)


def by_name(layout: PageLayout) -> dict[str, object]:
    """Everything but the order of lines that alternate between regions, which no format has."""
    same = comparable(layout)
    return {
        "page": (same.width, same.height, same.image_name, same.type, same.metadata),
        "regions": same.regions,
        "lines": Counter(repr((*fields(line),)) for line in same.lines),
    }


def fields(line: object) -> list[object]:
    slots = [name for name in type(line).__slots__ if name not in ("uid", "text")]
    text = getattr(line, "text", None)
    return [getattr(line, name) for name in slots] + [text and (text.text, text.confidence)]


def test_each_page_of_a_file_with_two_is_read() -> None:
    path = next(path for path in real_files() if path.name == "mocks_test_multi.alto")
    first, second = read_pages(path.read_bytes(), path.name)
    assert [line.text.text for line in first.lines if line.text] == ["Test page 1 block 1 line 1"]
    assert len(second.lines) == 2
