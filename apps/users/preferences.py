"""How a person likes the program: small values by name, the same on every device."""

import json
import re
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from apps.common.errors import ApplicationError
from apps.users.models import User

NAME = re.compile(r"[a-z][a-z0-9_.]{0,63}")
MAX_BYTES = 65_536


@transaction.atomic
def update_preferences(*, user: User, values: Mapping[str, Any]) -> dict[str, Any]:
    """Set the named values, forget those that are ``null``, leave the others; returns all."""
    row = User.objects.select_for_update().get(pk=user.pk)
    wrong = [name for name in values if not NAME.fullmatch(name)]
    if wrong:
        raise ApplicationError("invalid", f"“{wrong[0]}” cannot be the name of a preference.")
    merged = {**row.preferences, **values}
    kept = {name: value for name, value in merged.items() if value is not None}
    if len(json.dumps(kept)) > MAX_BYTES:
        raise ApplicationError("invalid", "Preferences take at most 64 KB together.")
    row.preferences = kept
    row.save(update_fields=["preferences"])
    return kept
