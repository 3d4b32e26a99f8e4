"""What an archive keeps of each model, and what it leaves out and why.

A test walks every model that a document leads to, and fails for a field that stands in neither.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from apps.annotations.models import (
    Annotation,
    AnnotationComponent,
    AnnotationTaxonomy,
    AnnotationType,
    ComponentValue,
)
from apps.comments.models import Comment
from apps.documents.models import (
    DeletedElement,
    Document,
    DocumentMetadata,
    DocumentTag,
    Line,
    LineTranscription,
    LineType,
    Part,
    PartMetadata,
    PartType,
    Region,
    RegionType,
    Snapshot,
    TranscriptionLayer,
    TranscriptionRevision,
)
from apps.images.models import PageImage
from apps.models.models import OcrModel
from apps.processing.models import DocumentDefaults
from apps.projects.models import Project

PLACE = "The row lies under the one it belongs to."
COUNTED = "Counted anew from what is restored."
DERIVED = "Made anew from the image file."
CHOSEN = "Chosen by the person who restores."


@dataclass(frozen=True, slots=True)
class Table:
    """One kind of record. ``values`` are written as they are; ``uids`` too, but may be exchanged
    when it is restored; ``contents`` hold records inside records.

    ``references`` name the table of the record whose id is written; ``many`` likewise, for lists
    of ids; ``people`` are written as names of accounts; ``later`` are values that older archives
    do not have. ``left_out`` says why, by field.
    """

    name: str
    model: type[Model]
    values: tuple[str, ...]
    uids: tuple[str, ...] = ()
    contents: tuple[str, ...] = ()
    references: Mapping[str, str] = field(default_factory=dict)
    many: Mapping[str, str] = field(default_factory=dict)
    people: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    left_out: Mapping[str, str] = field(default_factory=dict)

    @property
    def written(self) -> frozenset[str]:
        """The names of all fields that stand in a record."""
        return frozenset(
            (*self.values, *self.uids, *self.contents, *self.references, *self.many, *self.people)
        )

    def field(self, name: str) -> Any:
        return self.model._meta.get_field(name)


_TEXT = ("text", "confidence", "glyphs", "attributes", "source", "source_name", "version")
_IN_DOCUMENT = {"document": PLACE}
_IN_PART = {"part": PLACE}

PROJECT = Table(
    "project",
    Project,
    values=("name", "guidelines", "created_at", "updated_at"),
    left_out={
        "slug": "Made from the name, once in an installation.",
        "owner": CHOSEN,
        "is_sample": "The sample is made by the installation; what came of it is a project.",
        "archived_at": "Who restores a project wants to see it.",
        "tags": "A person's own labels, of an account of one installation.",
    },
)

DOCUMENT_TABLES = (
    Table(
        "document",
        Document,
        values=(
            "name",
            "main_script",
            "read_direction",
            "line_offset",
            "show_confidence",
            "archived_at",
            "created_at",
            "updated_at",
        ),
        many={"tags": "tag"},
        left_out={"project": CHOSEN, "owner": CHOSEN},
    ),
    Table(
        "metadata",
        DocumentMetadata,
        values=("key", "cidoc_id", "value"),
        left_out=_IN_DOCUMENT,
    ),
    Table("tag", DocumentTag, values=("name", "color"), left_out={"project": CHOSEN}),
    *(
        Table(name, model, values=("name", "color", "order"), left_out=_IN_DOCUMENT)
        for name, model in (
            ("region_type", RegionType),
            ("line_type", LineType),
            ("part_type", PartType),
        )
    ),
    Table(
        "layer",
        TranscriptionLayer,
        values=(
            "name",
            "is_ground_truth",
            "is_protected",
            "model_name",
            "comments",
            "archived_at",
            "created_at",
            "updated_at",
        ),
        left_out=_IN_DOCUMENT,
    ),
    Table(
        "defaults",
        DocumentDefaults,
        values=("is_kraken_segmenting", "direction", "updated_at"),
        references={
            "segmentation_model": "model",
            "recognition_model": "model",
            "layer": "layer",
        },
        people=("chosen_by",),
        left_out=_IN_DOCUMENT,
    ),
    Table("annotation_type", AnnotationType, values=("name",), left_out=_IN_DOCUMENT),
    Table(
        "component",
        AnnotationComponent,
        values=("name", "allowed_values"),
        left_out=_IN_DOCUMENT,
    ),
    Table(
        "taxonomy",
        AnnotationTaxonomy,
        values=("name", "abbreviation", "marker", "color", "has_comments", "order"),
        references={"type": "annotation_type"},
        many={"components": "component"},
        left_out=_IN_DOCUMENT,
    ),
)

PAGE_TABLES = (
    Table(
        "part",
        Part,
        values=(
            "name",
            "source",
            "comments",
            "status",
            "revision",
            "has_manual_order",
            "attributes",
            "created_at",
            "updated_at",
        ),
        references={"type": "part_type"},
        people=("assignee",),
        left_out={
            "document": PLACE,
            "image": "Its record stands in the same file.",
            "order": "Pages stand in their order.",
            "line_count": COUNTED,
            "unmasked_line_count": COUNTED,
            "region_count": COUNTED,
        },
    ),
    Table(
        "image",
        PageImage,
        values=(
            "frame",
            "original_name",
            "sha256",
            "size",
            "format",
            "width",
            "height",
            "orientation",
            "turns",
            "batch",
            "created_at",
        ),
        left_out={
            "file": "The record has its path in the archive instead.",
            "view": DERIVED,
            "thumbnail": DERIVED,
            "state": DERIVED,
            "error": DERIVED,
        },
    ),
    Table("part_metadata", PartMetadata, values=("key", "cidoc_id", "value"), left_out=_IN_PART),
    Table(
        "region",
        Region,
        values=("external_id", "polygon", "order", "is_locked", "attributes"),
        uids=("uid",),
        references={"type": "region_type"},
        left_out=_IN_PART,
    ),
    Table(
        "line",
        Line,
        values=("external_id", "baseline", "mask", "is_mask_manual", "order", "attributes"),
        uids=("uid",),
        references={"region": "region", "type": "line_type"},
        left_out=_IN_PART,
    ),
    Table(
        "text",
        LineTranscription,
        values=(*_TEXT, "created_at", "updated_at"),
        references={"line": "line", "layer": "layer"},
        people=("author",),
    ),
    Table(
        "revision",
        TranscriptionRevision,
        values=(*_TEXT, "written_at"),
        references={"transcription": "text"},
        people=("author",),
    ),
    Table(
        "annotation",
        Annotation,
        values=(
            "comments",
            "coordinates",
            "start_offset",
            "start_version",
            "end_offset",
            "end_version",
            "quote",
            "created_at",
            "updated_at",
        ),
        uids=("start_line", "end_line"),
        references={"taxonomy": "taxonomy", "layer": "layer"},
        people=("author",),
        left_out=_IN_PART,
    ),
    Table(
        "annotation_value",
        ComponentValue,
        values=("value",),
        references={"annotation": "annotation", "component": "component"},
    ),
    Table(
        "comment",
        Comment,
        values=("quote", "text", "created_at", "edited_at", "deleted_at", "resolved_at"),
        uids=("line_uid", "region_uid"),
        references={"parent": "comment"},
        people=("author", "resolved_by"),
        left_out=_IN_PART,
    ),
    Table(
        "snapshot",
        Snapshot,
        values=(
            "reason",
            "revision",
            "line_count",
            "region_count",
            "text_count",
            "created_at",
        ),
        contents=("content",),
        people=("user",),
        left_out=_IN_PART,
    ),
    Table(
        "deleted",
        DeletedElement,
        values=("created_at",),
        uids=("uid",),
        contents=("content",),
        people=("user",),
        left_out=_IN_PART,
    ),
)

MODEL = Table(
    "model",
    OcrModel,
    values=(
        "name",
        "role",
        "size",
        "sha256",
        "script",
        "accuracy",
        "version",
        "description",
        "details",
        "card",
        "created_at",
        "updated_at",
    ),
    later=("card",),
    references={"parent": "model"},
    left_out={
        "file": "The record has its path in the archive instead.",
        "owner": CHOSEN,
        "is_public": "Only an administrator makes a model everybody's.",
    },
)

TABLES: Mapping[str, Table] = {
    table.name: table for table in (PROJECT, *DOCUMENT_TABLES, *PAGE_TABLES, MODEL)
}

MODELS_LEFT_OUT: Mapping[str, str] = {
    "documents.DocumentMembership": "Who may see a document is decided where it is restored.",
    "projects.Membership": "Who may see a project is decided where it is restored.",
    "documents.LayerProgress": COUNTED,
    "documents.AppliedChange": "Answers to browsers that are open now; kept for a month.",
    "alignment.TextWitness": "Belongs to a person; what it says of a page is in its layers.",
    "alignment.AlignedPage": "A preview; what was written of it is in the layers.",
    "jobs.Job": "Work of one installation, with its workers and limits.",
    "imports.Import": "Reports of work that is done; what it brought is in the pages.",
    "imports.ImportItem": "Reports of work that is done; what it brought is in the pages.",
    "evaluation.Evaluation": "Figures of one moment, of several documents; they are measured anew.",
    "evaluation.EvaluationDocument": "Belongs to an evaluation.",
    "evaluation.EvaluationSubject": "Belongs to an evaluation.",
    "exports.Export": "Files that expire, and belong to one person.",
    "search.Replacement": "The way back of one installation; the old texts are in the history.",
    "search.ReplacedText": "The way back of one installation; the old texts are in the history.",
    "keyboards.Keyboard": "Belongs to a person, and has a file format of its own.",
    "worklist.WorkList": COUNTED,
    "worklist.WorkPage": COUNTED,
    "worklist.WorkLine": COUNTED,
    "worklist.WorkMark": "What was looked at in one installation; corrections are in the texts.",
    "ocr_models.ModelShare": "Who may use a model is decided where it is restored.",
    "training.KeptEpoch": "Weights of other epochs; the model itself goes along.",
    "training.TrainingPreset": "A person's own choice of options.",
    "training.TrainingSet": "Gathers pages of several documents; a package exports what it holds.",
    "training.TrainingSetItem": "Belongs to a set, which gathers pages of several documents.",
    "training.TrainingSetVersion": "Belongs to a set; models name its sum.",
    "projects.ProjectTag": "A person's own labels, of an account of one installation.",
}
