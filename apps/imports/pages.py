"""One file into one page: layout and text, in one transaction."""

from dataclasses import replace as changed
from typing import Any

from django.db import transaction

from apps.documents.models import Part, PartType, TranscriptionLayer
from apps.documents.models.transcription import TextSource
from apps.documents.page_layout import text_direction, to_layout
from apps.documents.services.filling import fill_page
from apps.documents.services.layout import replace_layout, types_named
from apps.documents.services.transcriptions import write_texts
from apps.imports.merging import matched_lines, merged
from apps.imports.report import PageReport
from apps.layout.places import place_lines
from apps.layout.transform import scale
from apps.layout.types import PageLayout
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
    scaled, note = fitted(layout, part)
    filled = _filled(part, scaled, layer, user, filename)
    if filled is not None:
        return PageReport(len(scaled.regions), len(scaled.lines), filled, note)
    existing = to_layout(part)
    matched = {} if replace else matched_lines(existing, scaled)
    is_new = replace or not (existing.lines or existing.regions)
    _keep_facts(part, scaled, is_new=is_new)
    placed = replace_layout(
        part=part,
        layout=scaled if is_new else merged(existing, scaled, matched),
        user=user,
        reason=f"Before the import of {filename}",
        steps="exactly" if is_new else "both",
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
    return PageReport(len(scaled.regions), len(scaled.lines), report.written, note)


def _filled(
    part: Part, layout: PageLayout, layer: TranscriptionLayer, user: User, filename: str
) -> int | None:
    """The number of texts put on a page that was empty; ``None`` where it is not."""
    if part.line_count or part.region_count:
        return None
    _keep_facts(part, layout, is_new=True)
    return fill_page(part=part, layout=layout, layer=layer, user=user, source_name=filename)


def _keep_facts(part: Part, layout: PageLayout, *, is_new: bool) -> None:
    """What the file says of the page itself; what is known already stays unless all is new."""
    given: dict[str, Any] = dict(layout.metadata)
    if layout.external_id:
        given["id"] = layout.external_id
    if layout.direction and layout.direction != text_direction(part.document):
        given["direction"] = layout.direction
    attributes = given if is_new else {**given, **part.attributes}
    type_ = part.type
    if layout.type and (is_new or not type_):
        type_ = types_named(PartType, part.document, [layout.type])[layout.type]
    if attributes != part.attributes or type_ != part.type:
        Part.objects.filter(pk=part.pk).update(attributes=attributes, type=type_)


def fitted(layout: PageLayout, part: Part) -> tuple[PageLayout, str]:
    """What can be placed on our image, in its pixels, and what there is to say about it."""
    width, height = part.image.width, part.image.height
    notes = list(layout.notes)
    bare = sum(not line.baseline and not line.mask for line in layout.lines)
    if bare:
        notes.append(
            f"{bare} lines have no place on the page in the file: they lie in strips of their"
            " region, or of the page. Draw them where they belong."
        )
    if not layout.width or not layout.height:
        layout = changed(layout, width=width, height=height)
    layout = place_lines(layout)
    if (layout.width, layout.height) == (width, height):
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
