"""One file into one page: layout and text, in one transaction."""

from collections.abc import Mapping
from dataclasses import replace as changed

from django.db import transaction

from apps.documents.models import Part, TranscriptionLayer
from apps.documents.models.transcription import TextSource
from apps.documents.page_layout import to_layout
from apps.documents.services.layout import replace_layout
from apps.documents.services.transcriptions import write_texts
from apps.imports.report import PageReport
from apps.layout.matching import match_lines
from apps.layout.transform import scale
from apps.layout.types import LineLayout, PageLayout, RegionLayout
from apps.users.models import User

SAME_SHAPE = 0.02  # relative difference of the two scales up to which it is the same image


@transaction.atomic
def import_page(
    *,
    part: Part,
    layout: PageLayout,
    layer: TranscriptionLayer,
    user: User,
    filename: str,
    replace: bool,
) -> PageReport:
    """Write ``layout`` to the page: instead of what is there (``replace``), or added to it."""
    scaled, note = _fitted(layout, part)
    existing = to_layout(part)
    matched = {} if replace else _matched(existing, scaled)
    placed = replace_layout(
        part=part,
        layout=scaled if replace else _merged(existing, scaled, matched),
        user=user,
        reason=f"Before the import of {filename}",
    )
    read = [(line.uid, line.text) for line in scaled.lines if line.text is not None]
    report = write_texts(
        part=part,
        layer=layer,
        texts={placed.uids[matched.get(uid, uid)]: text for uid, text in read},
        user=user,
        source=TextSource.IMPORT,
        source_name=filename,
        keep_manual=False,
    )
    return PageReport(
        regions=len(scaled.regions),
        lines=len(scaled.lines),
        texts=report.written,
        message=note,
    )


def _fitted(layout: PageLayout, part: Part) -> tuple[PageLayout, str]:
    """What can be placed on our image, in its pixels, and what there is to say about it."""
    width, height = part.image.width, part.image.height
    notes = []
    placed = tuple(line for line in layout.lines if line.baseline or line.mask)
    if len(placed) < len(layout.lines):
        notes.append(
            f"{len(layout.lines) - len(placed)} lines have no place on the page in the file"
            " and were left out."
        )
    layout = changed(layout, lines=placed)
    if not layout.width or not layout.height or (layout.width, layout.height) == (width, height):
        return layout, " ".join(notes)
    x, y = width / layout.width, height / layout.height
    if abs(x - y) > SAME_SHAPE * max(x, y):
        notes.append(
            f"The file was made on an image of {layout.width} × {layout.height} pixels, the page"
            f" has {width} × {height} of another shape: check where the lines lie."
        )
        return layout, " ".join(notes)
    notes.append(f"Coordinates were scaled from {layout.width} × {layout.height} pixels.")
    return scale(layout, width, height), " ".join(notes)


def _matched(existing: PageLayout, incoming: PageLayout) -> dict[str, str]:
    """uid in the file -> uid on the page: same id in the file they came from, else by place."""
    by_id = {line.external_id: line.uid for line in existing.lines if line.external_id}
    found = {
        line.uid: by_id[line.external_id]
        for line in incoming.lines
        if line.external_id and line.external_id in by_id
    }
    taken = set(found.values())
    rest_old = [line for line in existing.lines if line.uid not in taken]
    rest_new = [line for line in incoming.lines if line.uid not in found]
    return found | match_lines(rest_old, rest_new)


def _merged(existing: PageLayout, incoming: PageLayout, matched: Mapping[str, str]) -> PageLayout:
    """The page as it is, and of the file only the lines and regions that it does not have."""
    known_regions = {region.external_id: region.uid for region in existing.regions}
    regions: list[RegionLayout] = list(existing.regions)
    region_uids: dict[str, str] = {}
    new_lines: list[LineLayout] = [line for line in incoming.lines if line.uid not in matched]
    needed = {line.region_uid for line in new_lines} if existing.lines else None
    for region in incoming.regions:
        if region.external_id and region.external_id in known_regions:
            region_uids[region.uid] = known_regions[region.external_id]
        elif needed is None or region.uid in needed:
            regions.append(region)
    added = tuple(
        changed(line, region_uid=region_uids.get(line.region_uid or "", line.region_uid), text=None)
        for line in new_lines
    )
    return changed(existing, regions=tuple(regions), lines=existing.lines + added)
