"""What a model's page says of the record that the model was installed from."""

from typing import Any

from apps.hub.models import HubEntry
from apps.hub.offers import updates
from apps.models.models import OcrModel
from apps.models.sections import register_section
from apps.users.models import User


def origin(model: OcrModel, user: User) -> dict[str, Any] | None:
    """Record, licence and citation, and the newer version if there is one."""
    hub = model.hub
    if not hub:
        return None
    newer = updates(user, [model])
    known = HubEntry.objects.filter(doi=str(hub.get("id"))).values_list("pk", flat=True)
    return {
        "hub": hub,
        "update": newer[0].entry if newer else None,
        "has_card": known.first(),
    }


def register() -> None:
    register_section("Where it comes from", "hub/_origin.html", origin, order=20)
