"""Restores the documents of an archive: page by page, and wholly or not at all."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.core.files import File
from django.db import DataError, IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone

from apps.archives.checking import Reporter, check, refuse
from apps.archives.models_in import restore_models
from apps.archives.people import People
from apps.archives.rows import Rows, Uids
from apps.archives.source import Source
from apps.archives.tables import PAGE_TABLES, PROJECT, TABLES
from apps.archives.values import BadValue, values_of
from apps.documents.models import Document, DocumentTag, Part, TranscriptionLayer
from apps.documents.models.transcription import MANUAL_LAYER
from apps.documents.services.documents import delete_document
from apps.documents.services.progress import refresh_layers
from apps.documents.tasks import request_preparation
from apps.events import services as events
from apps.images import storage
from apps.images.models import PageImage
from apps.images.services import clean_name, create_images
from apps.images.sniff import ImageFile, inspect
from apps.jobs.progress import JobTakenAway
from apps.jobs.runner import patiently
from apps.models.models import OcrModel
from apps.models.services import delete_model
from apps.projects.models import Project
from apps.projects.services import create_project
from apps.users.models import User

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Restored:
    """What an archive became, and what the person should know."""

    project: Project
    documents: tuple[Document, ...]
    pages: int
    notes: tuple[str, ...]


@dataclass
class Attempt:
    """What one attempt has made so far; ``remember`` stores it, so that the next can clear up."""

    remember: Callable[[dict[str, Any]], None]
    made: dict[str, Any] = field(default_factory=dict)

    def note(self, kind: str, row: Model) -> None:
        """Inside the transaction that makes ``row``."""
        self.made = self.made | {kind: [*self.made.get(kind, ()), row.pk]}
        self.remember(self.made)

    def succeed(self) -> None:
        self.made = {}
        self.remember(self.made)


def clear_up(*, user: User, made: dict[str, Any]) -> None:
    """Delete what an attempt left that did not come to its end."""
    for document in Document.objects.filter(pk__in=made.get("documents", ())):
        delete_document(document=document, user=user)
    Project.objects.filter(pk__in=made.get("projects", ()), documents=None).delete()
    for model in OcrModel.objects.filter(pk__in=made.get("models", ())):
        delete_model(model=model, user=user)


def restore(
    source: Source,
    *,
    user: User,
    project: Project | None,
    trust_all: bool,
    reporter: Reporter,
    attempt: Attempt,
) -> Restored:
    """Restore into ``project``, or a new one; an error leaves everything as it was before."""
    findings = check(source, reporter)
    try:
        target = project or _new_project(source, user, attempt)
        rows = Rows(
            People(user, target, trust_all=trust_all), Uids(are_taken=findings.are_uids_taken)
        )
        notes = restore_models(source, user=user, rows=rows, note=partial(attempt.note, "models"))
        worker = _Restorer(source, user, target, rows, reporter, attempt, findings.pages)
        documents = [worker.document(number) for number in range(len(source.header.names))]
        _reveal(documents, attempt)
    except JobTakenAway:
        raise
    except Exception:
        patiently(lambda: clear_up(user=user, made=attempt.made))
        raise
    notes += [*source.notes(), *_notes(rows, findings.are_uids_taken)]
    return Restored(target, tuple(row for row, _ in documents), findings.pages, tuple(notes))


def _new_project(source: Source, user: User, attempt: Attempt) -> Project:
    record = source.header.project
    values = values_of(PROJECT, record) if record else {"name": source.header.names[0]}
    with transaction.atomic():
        project = create_project(
            user=user,
            name=values["name"][:512] or "Restored",
            guidelines=values.get("guidelines", ""),
        )
        if record:
            times = {name: values[name] for name in ("created_at", "updated_at")}
            Project.objects.filter(pk=project.pk).update(**times)
        attempt.note("projects", project)
    return project


@transaction.atomic
def _reveal(documents: Iterable[tuple[Document, Record]], attempt: Attempt) -> None:
    """Show the documents, which lay in the archive until they were whole."""
    for document, values in documents:
        Document.objects.filter(pk=document.pk).update(
            **{name: values[name] for name in ("archived_at", "created_at", "updated_at")}
        )
        events.emit(topic=events.document_topic(document.pk), kind="restored", payload={})
    attempt.succeed()


def _notes(rows: Rows, are_uids_new: bool) -> Iterator[str]:
    if rows.people.missing:
        names = ", ".join(sorted(rows.people.missing)[:20])
        yield (
            f"Nobody who may see this project is called: {names}. Their texts keep the name;"
            " their comments and annotations are without one."
        )
    if rows.lost:
        yield f"{rows.lost} records refer to something that is not in the archive: left out."
    if are_uids_new:
        yield "Its pages, or copies of them, are here already: regions and lines got new ids."


class _Restorer:
    """The documents of one archive, one after the other."""

    def __init__(  # noqa: PLR0913 - all that a page needs
        self,
        source: Source,
        user: User,
        project: Project,
        rows: Rows,
        reporter: Reporter,
        attempt: Attempt,
        total: int,
    ) -> None:
        self.source, self.user, self.project, self.rows = source, user, project, rows
        self.reporter, self.attempt, self.total = reporter, attempt, total
        self.done = 0
        self._last: tuple[str, ImageFile] | None = None
        self._stored = ""

    def document(self, number: int) -> tuple[Document, Record]:
        """One document with all its pages, still put away; and the values it is to have."""
        self.rows.forget(set(TABLES) - {"model"})
        try:
            document, values = self._begin(number)
        except (BadValue, IntegrityError, DataError) as error:
            raise refuse(error, self.source, "the description of a document") from error
        for order, (title, records) in enumerate(self.source.pages(number)):
            self.reporter.update(
                self.total + self.done, 2 * self.total, f"Restoring {title} of {document}"
            )
            try:
                self._page(document, order, records)
            except (BadValue, IntegrityError, DataError, KeyError) as error:
                raise refuse(error, self.source, title) from error
            finally:
                self._forget_lost_file()
            self.done += 1
        return document, values

    @transaction.atomic
    def _begin(self, number: int) -> tuple[Document, Record]:
        records = list(self.source.document(number))
        own = next(record for record in records if record["table"] == "document")
        values = self.rows.values(TABLES["document"], own) or {}
        hidden = values | {"archived_at": timezone.now()}
        document = Document.objects.create(project=self.project, owner=self.user, **hidden)
        self.attempt.note("documents", document)
        for record in (record for record in records if record["table"] == "tag"):
            self._tag(document, record)
        others = [record for record in records if record["table"] not in ("document", "tag")]
        self.rows.create(others, {"document": document})
        _keep_manual_layer(document)
        return document, values

    def _tag(self, document: Document, record: Record) -> None:
        values = values_of(TABLES["tag"], record)
        tag, _ = DocumentTag.objects.get_or_create(
            project=self.project, name=values["name"], defaults={"color": values["color"]}
        )
        document.tags.add(tag)

    @transaction.atomic
    def _page(self, document: Document, order: int, records: Iterator[Record]) -> None:
        image = self._image(next(records))
        record = next(records)
        table = TABLES["part"]
        values = self.rows.values(table, record) or {}
        part = Part.objects.create(document=document, image=image, order=order, **values)
        self.rows.remember(table, record, part)
        self.rows.create(records, {"part": part})
        Part.objects.filter(pk=part.pk).update(
            created_at=values["created_at"],
            updated_at=values["updated_at"],
            line_count=part.lines.count(),
            unmasked_line_count=part.lines.filter(mask__isnull=True).count(),
            region_count=part.regions.count(),
        )
        refresh_layers(part=part)
        self.rows.forget(table.name for table in PAGE_TABLES)
        request_preparation(part.pk)

    def _image(self, record: Record) -> PageImage:
        values = values_of(TABLES["image"], record)
        name, frame, turns = clean_name(values["original_name"]), values["frame"], values["turns"]
        with self.source.file(record) as file:
            upload: File[Any] = File(file, name=name)
            found = self._inspected(record, upload, name)
            if values["sha256"] not in ("", found.sha256):
                raise BadValue(f"its image {name} is not the one that was archived")
            if frame >= len(found.frames):
                raise BadValue(f"its image {name} has fewer pages than it should")
            width, height = found.frames[frame].width, found.frames[frame].height
            size = (height, width) if turns % 2 else (width, height)
            if values["width"] and size != (values["width"], values["height"]):
                raise BadValue(f"its image {name} has another size than its lines were drawn on")
            self._stored = storage.original_name(found.sha256, found.suffix)
            (image,) = create_images(
                upload=upload, found=found, names={frame: name}, batch=values["batch"]
            )
        image.turns, image.created_at = turns, values["created_at"]
        image.width, image.height = size
        image.save(update_fields=["turns", "width", "height", "created_at"])
        return image

    def _forget_lost_file(self) -> None:
        """A page that was rolled back leaves the file of its image behind."""
        if self._stored and not PageImage.objects.filter(file=self._stored).exists():
            storage.remove(self._stored)

    def _inspected(self, record: Record, upload: "File[Any]", name: str) -> ImageFile:
        """The check of an image; pages of one file follow each other, and it is checked once."""
        path = str(record.get("file"))
        if self._last is None or self._last[0] != path:
            self._last = (path, inspect(upload, name=name))
        return self._last[1]


def _keep_manual_layer(document: Document) -> None:
    """Every document has a layer for what is typed by hand."""
    if not document.layers.filter(is_protected=True).exists():
        TranscriptionLayer.objects.update_or_create(
            document=document, name=MANUAL_LAYER, archived_at=None, defaults={"is_protected": True}
        )
