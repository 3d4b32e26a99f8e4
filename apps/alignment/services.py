"""Asking for an alignment, for writing what it found, and for the places of characters."""

from dataclasses import asdict, replace

from django.db import transaction
from django.db.models import Q, QuerySet

from apps.alignment.models import AlignedPage, TextWitness
from apps.alignment.params import AlignParams, PlacesParams, WriteParams
from apps.common.errors import ApplicationError
from apps.common.words import counted
from apps.documents.models import Document, LayerProgress, Part, TranscriptionLayer
from apps.documents.services.transcriptions import layer_named
from apps.jobs.models import Job
from apps.jobs.services import enqueue, enqueue_for_parts
from apps.models.models import ModelRole
from apps.processing.chosen import (
    active_layer,
    count_words,
    free_pages,
    left_out,
    noted,
    usable_model,
)
from apps.users.models import User

SAME_LAYER = "Choose another layer than the one whose lines are used: it is never written to."


@transaction.atomic
def request_alignment(
    *, user: User, document: Document, parts: "QuerySet[Part]", params: AlignParams
) -> Job:
    """Lay a text onto the lines of each of these pages; nothing is written unless asked for."""
    source = active_layer(document, params.source)
    if params.layer_name.strip() == source.name:
        raise ApplicationError("invalid", SAME_LAYER)
    subject = _subject(user, document, params)
    part_ids, omitted = _pages_with_lines(parts, source)
    job = enqueue(
        kind="align",
        user=user,
        params=asdict(replace(params, part_ids=tuple(part_ids))),
        title=f"Align “{subject}” with {counted(len(part_ids), 'page')}",
        document=document,
    )
    return noted(job, omitted)


def _subject(user: User, document: Document, params: AlignParams) -> str:
    """What is laid onto the lines, in words."""
    if (params.witness is None) == (params.witness_layer is None):
        raise ApplicationError("invalid", "Choose one text: a file, an earlier one, or a layer.")
    if params.witness_layer is not None:
        if params.witness_layer == params.source:
            raise ApplicationError("invalid", "Choose two different layers.")
        return str(active_layer(document, params.witness_layer))
    witness = TextWitness.objects.visible_to(user).filter(pk=params.witness or 0).first()
    if witness is None:
        raise ApplicationError("no_witness", "This text is gone. Choose another one.")
    return witness.name


def _pages_with_lines(parts: "QuerySet[Part]", source: TranscriptionLayer) -> tuple[list[int], str]:
    selected = list(parts)
    texts = LayerProgress.objects.filter(layer=source, line_count__gt=0, part__in=parts)
    with_text = set(texts.values_list("part_id", flat=True))
    if not with_text:
        raise ApplicationError(
            "no_text",
            f"None of these pages has text in the layer “{source}”."
            " Transcribe them first: what a model reads shows where the text belongs.",
        )
    empty = [part for part in selected if part.pk not in with_text]
    part_ids = [part.pk for part in selected if part.pk in with_text]
    return part_ids, left_out(empty, f"no text in the layer “{source}”")


@transaction.atomic
def request_writing(
    *, user: User, alignment: Job, layer_name: str, threshold: float, merge: bool
) -> Job:
    """Write what was found into a layer, page by page; typed texts there stay."""
    document = alignment.document
    pages = AlignedPage.objects.filter(job=alignment)
    if document is None or not pages.exists():
        raise ApplicationError("no_pages", "There is nothing to write. Align again.")
    layer = target_layer(user, document, layer_name, alignment.params["source"])
    parts = document.parts.filter(pk__in=pages.values("part"))
    chosen, omitted = free_pages(document, parts)
    params = WriteParams(alignment.pk, layer.pk, threshold, merge)
    job = enqueue_for_parts(
        kind="align_write",
        user=user,
        params=asdict(params),
        title=f"Write the aligned text into “{layer}” on {count_words(chosen)}",
        document=document,
        part_ids=[part.pk for part in chosen],
    )
    return noted(job, omitted)


def target_layer(user: User, document: Document, name: str, source_id: int) -> TranscriptionLayer:
    """The layer of that name, new where there is none; never the one that was aligned."""
    if not name.strip():
        raise ApplicationError("invalid", "Give the layer a name.")
    layer = layer_named(document=document, user=user, name=name)
    if layer.pk == source_id:
        raise ApplicationError("invalid", SAME_LAYER)
    return layer


@transaction.atomic
def request_places(
    *, user: User, document: Document, parts: "QuerySet[Part]", params: PlacesParams
) -> Job:
    """Find where on the page each character of a layer's texts stands."""
    model = usable_model(user, params.model, ModelRole.RECOGNITION)
    layer = active_layer(document, params.layer)
    chosen, omitted = free_pages(
        document,
        parts,
        wanted=Q(progress__layer=layer, progress__line_count__gt=0),
        lack=f"the layer “{layer}” has no text here",
    )
    title = f"Find the places of the characters of “{layer}” on {count_words(chosen)} with {model}"
    job = enqueue_for_parts(
        kind="forced_align",
        user=user,
        params=asdict(params),
        title=title,
        document=document,
        part_ids=[part.pk for part in chosen],
    )
    return noted(job, omitted)
