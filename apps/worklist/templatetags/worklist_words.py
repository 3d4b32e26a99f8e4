"""Work lists in words and addresses."""

from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse

from apps.worklist.learning import learning_of_set

register = template.Library()


register.simple_tag(learning_of_set)


@register.simple_tag
def line_address(document_id: int, row: Any, layer_id: int) -> str:
    """The editor at a line of the list, with the list beside it."""
    query = urlencode({"layer": layer_id, "at": row.line.uid, "sheet": "worklist"})
    return f"{reverse('editor:edit', args=[document_id, row.line.part_id])}?{query}"


@register.simple_tag
def page_error(row: Any) -> str:
    """The share of a page's characters that are likely to be wrong now."""
    return f"{100 * (row.open_errors or 0.0) / max(row.characters, 1):.1f} %"
