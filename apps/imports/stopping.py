"""What ends an import before its end: what waits then can be gone on with later."""

from apps.common.errors import ApplicationError
from apps.documents.models import Document, TranscriptionLayer
from apps.imports.models import Import
from apps.users.models import User


class Stopped(ApplicationError):
    """Nothing more of this import may be written, whichever item was in hand."""


class Access:
    """The right of a person to change the document, asked anew before each item."""

    def __init__(self, run: Import, user: User) -> None:
        self._rows = Document.objects.all().editable_by(user).filter(pk=run.document_id)

    def check(self) -> None:
        """Whoever lost the right meanwhile changes nothing more."""
        if not self._rows.exists():
            raise Stopped(
                "no_access",
                "The document is gone, or you may not change it any more: nothing more was"
                " imported. Ask its owner for the right to edit, then resume.",
            )


def check_layer(layer: TranscriptionLayer) -> None:
    """A layer that was archived meanwhile takes nothing more."""
    if not TranscriptionLayer.objects.active().filter(pk=layer.pk).exists():
        raise Stopped(
            "layer_archived",
            f"The layer “{layer.name}” was archived meanwhile: nothing more was imported."
            " Restore the layer, then resume; without it, the rest goes into a new layer.",
        )
