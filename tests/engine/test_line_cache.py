"""Lines are cut out once: found again without their page, anew only where they changed."""

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from apps.engine.options import TrainingPage
from tests.engine.conftest import PageMaker, data_of

pytestmark = pytest.mark.kraken


def _cut(folder: Path, pages: list[TrainingPage], workers: int = 1, **form: object) -> list[dict]:  # type: ignore[type-arg]
    from apps.engine.line_cache import LineCache, LineForm

    values = {"channels": 1, "height": 24, "width": 0, "padding": 16, "kind": "baselines"}
    shape = LineForm(**{**values, "direction": "horizontal-lr", **form})  # type: ignore[arg-type]
    cache = LineCache(folder, shape, workers)
    return [images for _, images in cache.pages(pages, lambda message: None)]


@pytest.fixture
def page(make_page: PageMaker) -> TrainingPage:
    file = make_page("page")
    return data_of([file], [file]).train[0]


def test_kept_lines_are_the_same_and_need_no_page(tmp_path: Path, page: TrainingPage) -> None:
    (first,) = _cut(tmp_path / "cache", [page])
    (alone,) = _cut(tmp_path / "other", [page])
    page.image.unlink()
    (again,) = _cut(tmp_path / "cache", [page])
    assert len(first) == len(page.layout.lines)
    for uid, pixels in first.items():
        assert np.array_equal(pixels, again[uid])
        assert np.array_equal(pixels, alone[uid])


def test_a_changed_mask_cuts_that_line_and_no_other(
    tmp_path: Path, page: TrainingPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    from apps.engine import line_cache

    (before,) = _cut(tmp_path, [page])
    line, *others = page.layout.lines
    assert line.mask
    lower = tuple((x, y + 6) if y > 190 else (x, y) for x, y in line.mask)
    changed = replace(page.layout, lines=(replace(line, mask=lower), *others))
    asked: list[int] = []
    whole = line_cache.cut_page

    def counted(job: tuple[TrainingPage, line_cache.LineForm]) -> dict[str, line_cache.Pixels]:
        asked.append(len(job[0].layout.lines))
        return whole(job)

    monkeypatch.setattr(line_cache, "cut_page", counted)
    (after,) = _cut(tmp_path, [replace(page, layout=changed)])
    assert asked == [1]
    assert not np.array_equal(before[line.uid], after[line.uid])
    assert all(np.array_equal(before[other.uid], after[other.uid]) for other in others)


def test_another_form_of_lines_is_another_entry(tmp_path: Path, page: TrainingPage) -> None:
    (low,) = _cut(tmp_path, [page])
    (high,) = _cut(tmp_path, [page], height=48)
    (wide,) = _cut(tmp_path, [page], padding=0)
    uid = page.layout.lines[0].uid
    assert {found[uid].shape[1] for found in (low, wide)} == {24}
    assert high[uid].shape[1] == 48
    assert wide[uid].shape[2] == low[uid].shape[2] - 32


def test_several_processes_cut_the_same(tmp_path: Path, page: TrainingPage) -> None:
    pages = [page, replace(page, image_digest="another")]
    apart = _cut(tmp_path / "two", pages, workers=2)
    alone = _cut(tmp_path / "one", pages)
    for ours, theirs in zip(apart, alone, strict=True):
        assert all(np.array_equal(ours[uid], theirs[uid]) for uid in theirs)


def test_a_damaged_file_is_as_good_as_none(tmp_path: Path, page: TrainingPage) -> None:
    (before,) = _cut(tmp_path, [page])
    (file,) = tmp_path.rglob("*.lines")
    file.write_bytes(file.read_bytes()[:100])
    (after,) = _cut(tmp_path, [page])
    assert before.keys() == after.keys()


def test_what_was_used_least_lately_goes_first(tmp_path: Path, page: TrainingPage) -> None:
    import os

    from apps.engine.line_cache import prune

    for number in range(3):
        _cut(tmp_path, [replace(page, image_digest=str(number))])
    files = sorted(tmp_path.rglob("*.lines"))
    for age, file in enumerate(files):
        os.utime(file, (1000 + age, 1000 + age))
    prune(tmp_path, files[0].stat().st_size * 2)
    assert sorted(tmp_path.rglob("*.lines")) == files[1:]


def test_without_room_lines_are_cut_each_time_and_nothing_is_lost(
    tmp_path: Path, page: TrainingPage
) -> None:
    (whole,) = _cut(tmp_path / "cache", [page])
    (tmp_path / "none").write_text("a file where the folder should be")
    (again,) = _cut(tmp_path / "none", [page])
    assert whole.keys() == again.keys()


def test_halves_of_files_are_pruned_too(tmp_path: Path) -> None:
    from apps.engine.line_cache import prune

    (tmp_path / "ab").mkdir()
    half, kept = tmp_path / "ab" / ".1.part", tmp_path / "ab" / "2.lines"
    for number, path in enumerate((half, kept)):
        path.write_bytes(bytes(100))
        os.utime(path, (number, number))
    prune(tmp_path, 150)
    assert (half.exists(), kept.exists()) == (False, True)


def test_one_page_of_lines_is_in_memory_at_a_time(
    tmp_path: Path, page: TrainingPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    from apps.engine import line_cache

    pages = [replace(page, image_digest=str(number)) for number in range(3)]
    _cut(tmp_path, pages)
    read: list[str] = []
    whole = line_cache.load

    def counted(data: bytes) -> object:
        read.append("a page")
        return whole(data)

    monkeypatch.setattr(line_cache, "load", counted)
    form = line_cache.LineForm(1, 24, 0, 16, "baselines", "horizontal-lr")
    found = line_cache.LineCache(tmp_path, form).pages(pages, lambda message: None)
    for number, _ in enumerate(found, 1):
        assert len(read) == number


def test_lines_that_go_meanwhile_are_cut_anew(tmp_path: Path, page: TrainingPage) -> None:
    from apps.engine import line_cache

    pages = [replace(page, image_digest=str(number)) for number in range(2)]
    _cut(tmp_path, pages)
    form = line_cache.LineForm(1, 24, 0, 16, "baselines", "horizontal-lr")
    found = line_cache.LineCache(tmp_path, form).pages(pages, lambda message: None)
    _, first = next(found)
    for file in tmp_path.rglob("*.lines"):  # another training needs the room
        file.unlink()
    _, second = next(found)
    assert first.keys() == second.keys()
