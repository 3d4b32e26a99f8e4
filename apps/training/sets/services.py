"""Making training sets, filling them, deciding the split, and freezing what they hold."""

import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from apps.common.errors import ApplicationError
from apps.common.files import store
from apps.documents.models import Document, Part, TranscriptionLayer
from apps.engine.options import TrainingTask
from apps.layout.types import PageLayout
from apps.models.models import OcrModel
from apps.processing.chosen import pages_with_layout, pages_with_text
from apps.projects.models import Project
from apps.training.models import (
    Split,
    SplitBy,
    TrainingSet,
    TrainingSetItem,
    TrainingSetVersion,
)
from apps.training.sets import conflicts, selectors
from apps.training.sets import pages as set_pages
from apps.training.sets.content import learned, set_digest
from apps.training.sets.frozen import FrozenWriter, facts_of
from apps.training.sets.split import propose
from apps.users.models import User

FrozenContent = tuple[TrainingSetItem, Part, PageLayout]
CHANGEABLE = (
    *("name", "description", "project"),
    *("normalization", "character_map", "default_layers"),
)
MAX_NAME = 512


@transaction.atomic
def create_set(
    *, user: User, name: str, description: str = "", project: Project | None = None
) -> TrainingSet:
    """An empty set; members of ``project``, where one is given, use it too."""
    return TrainingSet.objects.create(
        name=_name(name), description=description.strip(), owner=user, project=project
    )


@transaction.atomic
def make_set(
    *,
    user: User,
    name: str,
    document: Document,
    parts: "QuerySet[Part]",
    layer: TranscriptionLayer | None,
    task: TrainingTask = "recognition",
) -> TrainingSet:
    """A set of these pages with a split proposed: the quick way from a selection of pages.

    Pages that have nothing to teach are left out; where none has, the reason is said.
    """
    if task == "recognition":
        part_ids, _ = pages_with_text(document, parts, layer.pk if layer else None)
    else:
        part_ids, _ = pages_with_layout(parts)
    made = create_set(user=user, name=name, project=document.project)
    add_pages(training_set=made, user=user, parts=parts.filter(pk__in=part_ids), layer=layer)
    return made


@transaction.atomic
def update_set(*, training_set: TrainingSet, user: User, changes: Mapping[str, Any]) -> TrainingSet:
    for name, value in changes.items():
        if name not in CHANGEABLE:
            raise ApplicationError("unknown_field", f"A training set has no field “{name}”.")
        setattr(training_set, name, _name(value) if name == "name" else value)
    # What others changed meanwhile stays.
    training_set.save(update_fields=[*changes, "updated_at"])
    return training_set


@transaction.atomic
def add_pages(
    *,
    training_set: TrainingSet,
    user: User,
    parts: "QuerySet[Part]",
    layer: TranscriptionLayer | None,
) -> int:
    """Add the pages that are not in the set yet, and place them; how many were added."""
    _lock(training_set)
    known = set(training_set.items.values_list("part_id", flat=True))
    wanted = Part.objects.visible_to(user).filter(pk__in=parts.values("pk"))
    new = [part_id for part_id in wanted.values_list("pk", flat=True) if part_id not in known]
    TrainingSetItem.objects.bulk_create(
        TrainingSetItem(training_set=training_set, part_id=part_id, layer=layer) for part_id in new
    )
    if new:
        if layer:
            training_set.default_layers[str(layer.document_id)] = layer.pk
        _place(training_set, user, keep=known)
        training_set.save(update_fields=["default_layers", "updated_at"])
    return len(new)


@transaction.atomic
def add_document(*, training_set: TrainingSet, user: User, document: Document) -> int:
    """Add the pages of a document that have text in its ground truth, or its fullest layer."""
    known = training_set.default_layers.get(str(document.pk), 0)
    layer = document.layers.active().filter(pk=known).first() or selectors.fullest_layer(document)
    parts = Part.objects.filter(document=document)
    with_text = parts.filter(progress__layer=layer, progress__line_count__gt=0)
    chosen = with_text if layer and with_text.exists() else parts.filter(line_count__gt=0)
    return add_pages(
        training_set=training_set,
        user=user,
        parts=Part.objects.filter(pk__in=chosen.values("pk")),
        layer=layer if layer and with_text.exists() else None,
    )


@transaction.atomic
def remove_pages(*, training_set: TrainingSet, user: User, item_ids: Collection[int]) -> int:
    """Take pages out of the set; the pages themselves and frozen versions stay as they are."""
    _lock(training_set)
    rows = _own_items(training_set, user).filter(pk__in=item_ids)
    count = rows.count()
    rows.delete()
    training_set.save(update_fields=["updated_at"])
    return count


@transaction.atomic
def set_layer(
    *, training_set: TrainingSet, user: User, document: Document, layer: TranscriptionLayer | None
) -> int:
    """The layer that the pages of one document are learned with."""
    _lock(training_set)
    changed = training_set.items.filter(part__document=document).update(layer=layer)
    if layer:
        training_set.default_layers[str(document.pk)] = layer.pk
    training_set.save(update_fields=["default_layers", "updated_at"])
    return changed


@transaction.atomic
def set_split(
    *,
    training_set: TrainingSet,
    user: User,
    item_ids: Collection[int],
    split: str,
    together: bool = False,
) -> int:
    """Put pages into a split by hand; one that is nearly a page of another split is refused.

    With ``together`` all that are nearly the same go with it. How many were put there.
    """
    if split not in Split.values:
        raise ApplicationError("invalid", f"“{split}” is no split: train, validation or test.")
    _lock(training_set)
    own = _own_items(training_set, user).filter(pk__in=item_ids)
    item_ids = set(own.values_list("pk", flat=True))
    if together:
        item_ids = conflicts.with_twins(training_set, item_ids)
    conflicts.refuse_move(training_set, user, item_ids=item_ids, split=split)
    rows = training_set.items.filter(pk__in=item_ids)
    count = rows.update(split=split, is_split_fixed=True)
    training_set.save(update_fields=["updated_at"])
    return count


@transaction.atomic
def propose_split(
    *,
    training_set: TrainingSet,
    user: User,
    by: str = SplitBy.PAGES,
    seed: int | None = None,
    keep_fixed: bool = True,
    base: OcrModel | None = None,
) -> dict[str, int]:
    """Draw the split anew; what people chose stays unless ``keep_fixed`` is off. Pages by split."""
    _lock(training_set)
    training_set.split_by = SplitBy(by)
    training_set.seed = training_set.seed if seed is None else seed
    training_set.save(update_fields=["split_by", "seed", "updated_at"])
    if not keep_fixed:
        training_set.items.update(is_split_fixed=False)
    fixed = training_set.items.filter(is_split_fixed=True)
    _place(training_set, user, keep=set(fixed.values_list("part_id", flat=True)), base=base)
    return split_counts(training_set)


def _place(
    training_set: TrainingSet, user: User, *, keep: Collection[int], base: OcrModel | None = None
) -> None:
    """Propose a split for the pages of the set that are not in ``keep``."""
    items = list(training_set.items.all())
    placed = propose(
        set_pages.to_place(training_set, items, keep=keep, base=base), seed=training_set.seed
    )
    moved = [item for item in items if item.split != placed[item.part_id]]
    for item in moved:
        item.split = placed[item.part_id]
    TrainingSetItem.objects.bulk_update(moved, ["split"], batch_size=500)


def split_counts(training_set: TrainingSet) -> dict[str, int]:
    """Pages of each split."""
    splits: Iterable[str] = training_set.items.values_list("split", flat=True)
    found = list(splits)
    return {split: found.count(split) for split in Split.values}


def freeze(
    *, training_set: TrainingSet, user: User, base: OcrModel | None = None
) -> TrainingSetVersion:
    """What the set holds now, as a version that never changes; the same content is the same one.

    Refused where a page, or one nearly like it, is in two splits, and where a test page is one
    that the ``base`` model has learned from.
    """
    conflicts.refuse_conflicts(training_set, user, base=base)
    return _written(training_set, user, set_pages.pages_of(training_set, user))


def freeze_items(
    *,
    training_set: TrainingSet,
    user: User,
    items: Sequence[TrainingSetItem],
    on_page: Callable[[int], None],
) -> TrainingSetVersion:
    """The version of what was asked for and checked before; ``on_page`` hears of each page."""

    def counted() -> Iterator[FrozenContent]:
        for number, found in enumerate(set_pages.pages_of_items(items)):
            on_page(number)
            yield found

    return _written(training_set, user, counted())


def _written(
    training_set: TrainingSet, user: User, pages: Iterable[FrozenContent]
) -> TrainingSetVersion:
    """The pages as an archive; the same content is the version that there is."""
    folder = settings.DATA_DIR / "work"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        path = Path(scratch) / "set.zip"
        writer = FrozenWriter(path)
        try:
            for item, part, layout in pages:
                writer.add(part, learned(layout), split=item.split, layer=item.layer)
            digest = set_digest((page.digest, page.split) for page in writer.pages)
            writer.finish(name=training_set.name, digest=digest, seed=training_set.seed)
        finally:
            writer.close()
        _refuse_empty(training_set, writer)
        facts = facts_of(writer.pages) | {"seed": training_set.seed}
        return _keep(training_set, user, path=path, digest=digest, facts=facts)


def _refuse_empty(training_set: TrainingSet, writer: FrozenWriter) -> None:
    if not any(page.split == Split.TRAIN for page in writer.pages):
        raise ApplicationError(
            "no_pages",
            f"“{training_set}” has no page to learn from that you may see. Add pages first, or"
            " put some into training.",
        )


@transaction.atomic
def _keep(
    training_set: TrainingSet, user: User, *, path: Path, digest: str, facts: dict[str, Any]
) -> TrainingSetVersion:
    _lock(training_set)
    known = training_set.versions.filter(digest=digest).first()
    if known:
        return known
    number = (training_set.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    with path.open("rb") as file:
        stored = store(f"training/{training_set.pk}/{number:04}-{digest[:12]}.zip", File(file))
    return TrainingSetVersion.objects.create(
        training_set=training_set,
        number=number,
        digest=digest,
        file=stored,
        size=path.stat().st_size,
        facts=facts,
        user=user,
    )


@transaction.atomic
def save_collection(
    *, training_set: TrainingSet | None, user: User, values: Mapping[str, Any]
) -> TrainingSet:
    """Make or change a set as the REST contract writes it: ``items`` replaces all pages."""
    changes = {name: value for name, value in values.items() if name in CHANGEABLE}
    found = training_set or create_set(user=user, name=values["name"])
    update_set(training_set=found, user=user, changes=changes)
    if "items" in values:
        _replace_items(found, user, values["items"])
    return found


def _replace_items(
    training_set: TrainingSet, user: User, wanted: Sequence[Mapping[str, Any]]
) -> None:
    """Pages that stay keep their split; one without a layer takes the default of its document."""
    _lock(training_set)
    parts = {row["document_part"].pk: row for row in wanted}
    _own_items(training_set, user).exclude(part__in=parts).delete()
    known = {item.part_id: item for item in training_set.items.all()}
    layers = TranscriptionLayer.objects.active().filter(pk__in=training_set.default_layers.values())
    defaults = {layer.document_id: layer for layer in layers}
    items = []
    for part_id, row in parts.items():
        part = row["document_part"]
        item = known.get(part_id) or TrainingSetItem(training_set=training_set, part=part)
        item.layer = row.get("transcription_layer") or defaults.get(part.document_id)
        items.append(item)
    there = [item for item in items if item.pk]
    TrainingSetItem.objects.bulk_update(there, ["layer"], batch_size=500)
    TrainingSetItem.objects.bulk_create(item for item in items if not item.pk)
    _place(training_set, user, keep=known)


@transaction.atomic
def delete_set(*, training_set: TrainingSet, user: User) -> bool:
    """Delete a set; one that was frozen is only put away, as models say that they learned from it.

    Whether the rows are gone.
    """
    if training_set.versions.exists():
        training_set.archived_at = timezone.now()
        training_set.save(update_fields=["archived_at", "updated_at"])
        return False
    training_set.delete()
    return True


@transaction.atomic
def restore_set(*, training_set: TrainingSet, user: User) -> None:
    """Bring back a set that was put away."""
    training_set.archived_at = None
    training_set.save(update_fields=["archived_at", "updated_at"])


def _lock(training_set: TrainingSet) -> None:
    """Of two people at once the second waits, and goes on from what the first one did."""
    now = TrainingSet.objects.select_for_update().get(pk=training_set.pk)
    training_set.default_layers = now.default_layers


def _own_items(training_set: TrainingSet, user: User) -> "QuerySet[TrainingSetItem]":
    """The pages of the set that this person may place: nobody touches what they cannot see."""
    return TrainingSetItem.objects.editable_by(user).filter(training_set=training_set)


def _name(name: str) -> str:
    name = name.strip()[:MAX_NAME]
    if not name:
        raise ApplicationError("invalid", "Give the training set a name.")
    return name
