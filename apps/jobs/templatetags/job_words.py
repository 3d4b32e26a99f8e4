"""Times, shares and scripts in words, as pages about jobs and models show them."""

from django import template

from apps.common import scripts

register = template.Library()

MINUTE, HOUR = 60, 3600


@register.filter
def duration(seconds: float | None) -> str:
    """``40 s``, ``3 min``, ``2 h 10 min``; empty when it is not known."""
    if seconds is None:
        return ""
    whole = round(seconds)
    if whole < 2 * MINUTE:
        return f"{whole} s"
    if whole < 2 * HOUR:
        return f"{round(whole / MINUTE)} min"
    hours, minutes = whole // HOUR, whole % HOUR // MINUTE
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


def seconds_range(least: float, most: float) -> str:
    """Two times as a range: ``2 min to 1 h 10 min``."""
    words = duration(least), duration(most)
    return words[0] if words[0] == words[1] else " to ".join(words)


@register.filter
def percent(share: float | None, digits: int = 1) -> str:
    """A share 0-1 as ``93.1 %``; a dash when it is not known."""
    return "–" if share is None else f"{100 * share:.{digits}f} %"


@register.filter
def script_name(code: str) -> str:
    """The name of a script; its code when it is not in the table."""
    script = scripts.by_code().get(code)
    return script.name if script else code
