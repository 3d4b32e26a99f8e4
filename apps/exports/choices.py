"""What may be chosen for an export: formats and their own options, layers, and what was last."""

from typing import Any

from django import forms
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from apps.common.errors import ApplicationError
from apps.documents.models import Document
from apps.documents.models.part import PartQuerySet
from apps.documents.models.transcription import LayerQuerySet
from apps.exports.writers.base import Format, Option, formats
from apps.jobs.models import Job
from apps.users.models import User

_KEPT = ("format", "images", "include_glyphs", "notify")


def grouped() -> list[tuple[str, list[tuple[str, str]]]]:
    """All formats as choices, under the headings of their groups."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for found in formats().values():
        groups.setdefault(found.group, []).append((found.name, found.label))
    return list(groups.items())


def field_name(found: Format, option: Option) -> str:
    """The name of an option's field in a form that has those of every format."""
    return f"{found.name}-{option.name}"


def option_field(option: Option) -> forms.Field:
    common: dict[str, Any] = {
        "label": option.label,
        "initial": option.default,
        "help_text": option.help,
        "required": False,
    }
    if option.choices:
        return forms.ChoiceField(choices=option.choices, **common)
    if isinstance(option.default, bool):
        return forms.BooleanField(**common)
    if isinstance(option.default, int):
        common |= {"min_value": option.minimum, "max_value": option.maximum}
        return forms.IntegerField(**common)
    return forms.CharField(**common)


def with_default(option: Option, value: Any) -> Any:
    """What was chosen; an option that was left empty has its default."""
    return option.default if value in (None, "") else value


def checked_options(found: Format, given: dict[str, Any]) -> dict[str, Any]:
    """Options that a program gave by name; ``ApplicationError`` for what the format has not."""
    known = {option.name: option for option in found.options}
    if unknown := sorted(set(given) - set(known)):
        raise ApplicationError(
            "unknown_option",
            f"{found.label} has no option {unknown[0]}. It has: {', '.join(known) or 'none'}.",
        )
    chosen = {}
    for name, value in given.items():
        try:
            cleaned = option_field(known[name]).clean(value)
        except forms.ValidationError as error:
            raise ApplicationError("invalid_option", f"{name}: {error.messages[0]}") from error
        chosen[name] = with_default(known[name], cleaned)
    return chosen


def layers_with_texts(document: Document, parts: PartQuerySet) -> LayerQuerySet:
    """The layers with ``texts``: how many lines of the pages have text; the fullest first."""
    count = Sum("progress__line_count", filter=Q(progress__part__in=parts))
    layers = document.layers.active().annotate(texts=Coalesce(count, 0))
    return layers.order_by(F("texts").desc(), "-created_at")


def last_choices(user: User, document: Document) -> dict[str, Any]:
    """How the person exported the last time; layers only of the same document."""
    job = Job.objects.filter(user=user, kind="export").order_by("-pk").first()
    if job is None or job.params.get("format") not in formats():
        return {}
    params = job.params
    kept = {name: params.get(name) for name in _KEPT}
    if job.document_id == document.pk:
        kept["layers"] = params.get("layers")
    found = formats()[params["format"]]
    for option in found.options:
        kept[field_name(found, option)] = params.get("options", {}).get(option.name)
    return {name: value for name, value in kept.items() if value not in (None, [])}
