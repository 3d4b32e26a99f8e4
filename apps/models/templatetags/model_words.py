"""What templates say of models beyond their fields."""

from django import template

from apps.models import card
from apps.models import measured as measuring
from apps.models.models import OcrModel
from apps.models.sections import ActionLink, actions_for
from apps.models.vocabulary import languages, licences
from apps.users.models import User

register = template.Library()


@register.filter
def actions(model: OcrModel, user: User) -> list[ActionLink]:
    """What ``user`` can do with the model beyond what this app offers."""
    return actions_for(model, user)


@register.filter
def measured(model: OcrModel) -> measuring.Measured | None:
    """The most honest figure that is known of the model."""
    return measuring.measured(model)


@register.filter
def licence_title(code: str) -> str:
    found = licences().get(code)
    return f"{found.title} ({code})" if found else code


@register.filter
def language_names(codes: list[str]) -> str:
    return ", ".join(languages().get(code, code) for code in codes)


@register.filter
def script_names(codes: list[str]) -> str:
    return card.script_names(codes)
