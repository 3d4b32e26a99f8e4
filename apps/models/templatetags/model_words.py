"""What templates say of models beyond their fields."""

from django import template

from apps.models.models import OcrModel
from apps.models.sections import ActionLink, actions_for
from apps.users.models import User

register = template.Library()


@register.filter
def actions(model: OcrModel, user: User) -> list[ActionLink]:
    """What ``user`` can do with the model beyond what this app offers."""
    return actions_for(model, user)
