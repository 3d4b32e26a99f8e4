"""Models of documents; submodules depend on each other in one direction only.

document <- ontology <- part <- layout <- transcription <- history.
"""

from apps.documents.models.document import (
    Document,
    DocumentMembership,
    DocumentMetadata,
    DocumentTag,
)
from apps.documents.models.history import AppliedChange, DeletedElement, Snapshot
from apps.documents.models.layout import Line, Region
from apps.documents.models.ontology import LineType, PartType, RegionType
from apps.documents.models.part import Part, PartMetadata
from apps.documents.models.transcription import (
    LayerProgress,
    LineTranscription,
    TranscriptionLayer,
    TranscriptionRevision,
)

__all__ = [
    "AppliedChange",
    "DeletedElement",
    "Document",
    "DocumentMembership",
    "DocumentMetadata",
    "DocumentTag",
    "LayerProgress",
    "Line",
    "LineTranscription",
    "LineType",
    "Part",
    "PartMetadata",
    "PartType",
    "Region",
    "RegionType",
    "Snapshot",
    "TranscriptionLayer",
    "TranscriptionRevision",
]
