"""What a training learns from: PAGE files beside their images, split once and for good."""

import json
import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from apps.common.errors import ApplicationError
from apps.documents.models import Part, TranscriptionLayer
from apps.documents.page_layout import to_layouts
from apps.formats.registry import codec
from apps.images.services import open_upright
from apps.jobs.progress import Progress
from apps.layout.learnable import learnable
from apps.layout.types import PageLayout
from apps.processing.params import parse

VALIDATION_SHARE = 0.1
MANIFEST = "split.json"


@dataclass(frozen=True, slots=True)
class GroundTruth:
    """File names in the folder, and what the split was: pages, lines and characters."""

    train_files: tuple[str, ...]
    validation_files: tuple[str, ...]
    train_parts: tuple[int, ...]
    validation_parts: tuple[int, ...]
    split: str
    lines: int
    characters: int


def split_ids(ids: Sequence[int], *, seed: int) -> tuple[list[int], list[int]]:
    """Ids to learn from and ids to validate on: a tenth, at least one; the same every time."""
    shuffled = sorted(ids)
    random.Random(seed).shuffle(shuffled)  # noqa: S311 - a repeatable draw, no secret
    number = max(1, round(len(shuffled) * VALIDATION_SHARE))
    return sorted(shuffled[number:]), sorted(shuffled[:number])


def write_ground_truth(
    *,
    folder: Path,
    part_ids: Sequence[int],
    layer: TranscriptionLayer | None,
    seed: int,
    progress: Progress,
) -> GroundTruth:
    """Write the pages to ``folder``; of recognition (with a layer) only lines that have text.

    A folder that is complete already, from before the worker was lost, is taken as it is.
    """
    manifest = folder / MANIFEST
    if manifest.exists():
        return _from_manifest(manifest)
    pages = _write_pages(folder, part_ids, layer, progress)
    truth = _split(folder, pages, seed)
    manifest.write_text(json.dumps(asdict(truth)), "utf-8")
    return truth


def _from_manifest(manifest: Path) -> GroundTruth:
    return parse(GroundTruth, json.loads(manifest.read_text("utf-8")))


def _write_pages(
    folder: Path, part_ids: Sequence[int], layer: TranscriptionLayer | None, progress: Progress
) -> dict[int, PageLayout]:
    parts = Part.objects.filter(pk__in=part_ids)
    pages: dict[int, PageLayout] = {}
    for part, layout in to_layouts(parts, layer):
        progress.update(len(pages), len(part_ids), f"Preparing {part.title}")
        useful = _useful(layout, with_text=layer is not None)
        if useful is None:
            continue
        name = f"{part.pk}.png"
        open_upright(part.image).save(folder / name, compress_level=1)
        pages[part.pk] = replace(useful, image_name=name)
    if not pages:
        raise ApplicationError("no_text", "None of the pages has anything to learn from any more.")
    return pages


def _useful(layout: PageLayout, *, with_text: bool) -> PageLayout | None:
    """The page with the lines that teach something; ``None`` when there are none."""
    if not with_text:
        return layout if layout.lines or layout.regions else None
    return learnable(layout)


def _split(folder: Path, pages: dict[int, PageLayout], seed: int) -> GroundTruth:
    lines = [line for page in pages.values() for line in page.lines]
    if len(pages) > 1:
        train, validation = split_ids(list(pages), seed=seed)
        files = {part_id: _write(folder, str(part_id), page) for part_id, page in pages.items()}
        train_files = [files[part_id] for part_id in train]
        validation_files = [files[part_id] for part_id in validation]
    else:
        ((part_id, page),) = pages.items()
        if len(page.lines) < 2:
            raise ApplicationError("no_text", "One line is too little to learn from.")
        learned, kept = split_ids(range(len(page.lines)), seed=seed)
        train, validation = [part_id], [part_id]
        train_files = [_write(folder, "train", _only(page, learned))]
        validation_files = [_write(folder, "validation", _only(page, kept))]
    return GroundTruth(
        train_files=tuple(train_files),
        validation_files=tuple(validation_files),
        train_parts=tuple(train),
        validation_parts=tuple(validation),
        split="pages" if len(pages) > 1 else "lines",
        lines=len(lines),
        characters=sum(len(line.text.text) for line in lines if line.text),
    )


def _only(page: PageLayout, indices: Sequence[int]) -> PageLayout:
    return replace(page, lines=tuple(page.lines[index] for index in indices))


def _write(folder: Path, stem: str, layout: PageLayout) -> str:
    name = f"{stem}.xml"
    (folder / name).write_bytes(codec("page").write(_flat(layout)))
    return name


def _flat(layout: PageLayout) -> PageLayout:
    """The page without regions in regions: lines in the cells of a table would not be seen."""
    regions = (
        replace(region, attributes={k: v for k, v in region.attributes.items() if k != "parent"})
        for region in layout.regions
    )
    return replace(layout, regions=tuple(regions))
