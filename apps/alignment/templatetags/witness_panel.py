"""The texts that people brought, on the page of a document's layers."""

from typing import Any

from django import template

from apps.alignment.selectors import witnesses_for
from apps.common.http import page_of

register = template.Library()


@register.inclusion_tag("alignment/_witnesses.html", takes_context=True)
def witness_panel(context: Any) -> dict[str, Any]:
    """Texts to lay onto the lines of the document of the page."""
    request, document = context["request"], context["document"]
    rows = witnesses_for(request.user, document)
    return {"request": request, "document": document, "page": page_of(request, rows)}
