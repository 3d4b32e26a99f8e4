"""What the editor and the API read of annotations, in a number of queries that never grows."""

from typing import Any

from apps.annotations.anchors import Span
from apps.annotations.models import Annotation

Json = dict[str, Any]


def with_details(rows: Any) -> Any:
    """The annotations with all that a representation of them reads."""
    return rows.select_related("taxonomy", "author").prefetch_related("values__component")


def taxonomies_with_details(rows: Any) -> Any:
    return rows.select_related("type").prefetch_related("components")


def text_target(span: Span) -> Json:
    """The W3C selector of marked text: positions in the whole text of the page in its layer."""
    return {
        "type": "TextPositionSelector",
        "start": span.before + span.start_offset,
        "end": span.before + span.between + span.end_offset,
    }


def as_w3c(row: Annotation, span: Span | None) -> Json:
    """The annotation in the W3C model."""
    comments = [
        {"type": "TextualBody", "value": comment, "purpose": "commenting"}
        for comment in row.comments or ()
    ]
    values = [
        {
            "type": "TextualBody",
            "value": value.value,
            "purpose": f"attribute-{value.component.name}",
        }
        for value in row.values.all()
    ]
    return {
        "id": row.pk,
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "type": "Annotation",
        "body": comments + values,
        "target": {"selector": _selector(row, span)},
    }


def _selector(row: Annotation, span: Span | None) -> Json:
    if row.coordinates:
        points = " ".join(f"{x},{y}" for x, y in row.coordinates)
        return {"type": "SvgSelector", "value": f'<svg><polygon points="{points}"></polygon></svg>'}
    return text_target(span) if span else {"type": "TextQuoteSelector", "exact": row.quote}
