"""What a file would do to a page: what it adds there, what it replaces, what there is to say."""

from collections.abc import Iterable, Iterator
from typing import Any

from apps.documents.models import Part, TranscriptionLayer
from apps.documents.page_layout import to_layout
from apps.imports.merging import matched_lines, same_regions
from apps.imports.options import ImportOptions
from apps.imports.pages import fitted
from apps.imports.plain import counts_differ, is_plain
from apps.layout.types import LineText, PageLayout

Facts = dict[str, Any]


def facts_of_file(layout: PageLayout) -> Facts:
    """What the file holds, wherever it goes."""
    return {
        "regions": len(layout.regions),
        "lines": len(layout.lines),
        "texts": sum(line.text is not None for line in layout.lines),
    }


def effect_on_new(layout: PageLayout) -> Facts:
    """What a file brings to a page that is made with it: all that it holds."""
    facts = facts_of_file(layout)
    return {f"new_{name}": number for name, number in facts.items()}


def effect_on(
    part: Part, layout: PageLayout, layer: TranscriptionLayer | None, options: ImportOptions
) -> tuple[Facts, str]:
    """Regions, lines and texts that would be new, changed or replaced on a page."""
    existing = to_layout(part, layer)
    if is_plain(layout) and existing.lines:
        said = zip(_said(existing), _said(layout), strict=False)
        return {"new_regions": 0, "new_lines": 0, **_texts(said)}, counts_differ(part, layout)
    scaled, note = fitted(layout, part)
    matched = matched_lines(existing, scaled)
    old = {line.uid: line.text for line in existing.lines}
    before = (old.get(matched.get(line.uid, "")) for line in scaled.lines)
    texts = _texts(zip(before, _said(scaled), strict=True))
    if options.replace:
        counts = {
            "new_regions": len(scaled.regions),
            "new_lines": len(scaled.lines),
            "replaced_regions": len(existing.regions),
            "replaced_lines": len(existing.lines),
        }
    else:
        same = same_regions(existing.regions, scaled.regions)
        counts = {
            "new_regions": len(scaled.regions) - len(same),
            "new_lines": len(scaled.lines) - len(matched),
        }
    return counts | texts, note


def _said(layout: PageLayout) -> Iterator[LineText | None]:
    return (line.text for line in layout.lines)


def _texts(pairs: Iterable[tuple[LineText | None, LineText | None]]) -> Facts:
    """How many texts come to lines without one, and how many change one; given as old and new."""
    given = [(old.text if old else "", new.text) for old, new in pairs if new]
    return {
        "new_texts": sum(bool(new) and not old for old, new in given),
        "changed_texts": sum(bool(old) and old != new for old, new in given),
    }
