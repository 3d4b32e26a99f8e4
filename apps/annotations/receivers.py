"""What annotations do when their page changes."""

from typing import Any

from django.dispatch import receiver

from apps.annotations.models import Annotation
from apps.documents.models import Part
from apps.documents.services.turning import Turn, part_turned


@receiver(part_turned)
def turn_with_page(part: Part, turn: Turn, **kwargs: Any) -> None:
    rows = list(Annotation.objects.filter(part=part, coordinates__isnull=False))
    for row in rows:
        row.coordinates = turn(row.coordinates)
    Annotation.objects.bulk_update(rows, ["coordinates"])
