"""The e-mail that says that an export is ready, where the server can send any."""

import logging

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse

from apps.exports.models import Export
from apps.users.models import User

logger = logging.getLogger(__name__)

_NOWHERE = (
    "django.core.mail.backends.console.EmailBackend",
    "django.core.mail.backends.dummy.EmailBackend",
)


def can_mail(user: User) -> bool:
    """Whether the server sends e-mail at all, and the person has an address."""
    return bool(user.email) and settings.EMAIL_BACKEND not in _NOWHERE


def send_ready(*, export: Export, origin: str) -> str:
    """Send the link; returns why it was not sent, empty when it was."""
    if not can_mail(export.user):
        return "No e-mail was sent: the server sends none, or your profile has no address."
    link = f"{origin}{reverse('exports:download', args=[export.uid])}"
    body = render_to_string("exports/ready_mail.txt", {"export": export, "link": link})
    try:
        send_mail(f"Your export is ready: {export.name}", body, None, [export.user.email])
    except OSError:
        logger.exception("The e-mail about export %s was not sent.", export.pk)
        return "The e-mail could not be sent. The file is in your profile, under Files."
    return ""
