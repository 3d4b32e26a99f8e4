"""Filters that put times into words."""

from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince

register = template.Library()

RECENT = timedelta(days=7)


@register.filter
def ago(moment: datetime) -> SafeString:
    """When it was: "just now", "3 hours ago", or the date; the exact time as a tooltip."""
    age = timezone.now() - moment
    local = timezone.localtime(moment)
    if age < timedelta(minutes=1):
        words = "just now"
    elif age < RECENT:
        words = f"{timesince(moment, depth=1)} ago"
    else:
        words = date_format(local, "j M Y")
    exact = date_format(local, "j F Y, H:i")
    return format_html('<time datetime="{}" title="{}">{}</time>', moment.isoformat(), exact, words)
