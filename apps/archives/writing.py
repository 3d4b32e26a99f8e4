"""Writes documents into an archive, page by page."""

from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from apps.archives import layout
from apps.archives.contents import Record
from apps.archives.encoding import Encoder
from apps.archives.lines import dump_record, write_records
from apps.archives.tables import MODEL, PROJECT
from apps.common.errors import ApplicationError
from apps.common.files import local_path
from apps.documents.models import Document, Part
from apps.documents.services.progress import lock_part
from apps.exports.writers.base import Sink
from apps.images.models import PageImage
from apps.jobs.models import Job
from apps.models.models import OcrModel
from apps.projects.models import Project


class ArchiveFile:
    """An archive while it is written: documents one after the other, then models and header."""

    def __init__(self, sink: Sink, *, user: Any, warn: Callable[[str], None]) -> None:
        self._sink, self._user, self._warn = sink, user, warn
        self._encoder = Encoder()
        self._images: dict[str, str] = {}
        self._documents: list[tuple[Document, str, int]] = []

    def begin(self, document: Document, folder: str = "") -> None:
        """Pages that follow belong to ``document``."""
        self._documents.append((document, folder, 0))

    def page(self, part: Part) -> None:
        """Write a page: its image, then all that is known of it."""
        document, folder, pages = self._documents[-1]
        path = layout.page_path(folder, pages + 1)
        image = self._image(part.image)
        with transaction.atomic(), self._sink.open(path) as file:
            part = lock_part(part)  # so that its records agree with each other
            too_long = write_records(file, self._encoder.page(part, image))
        for record in too_long:
            self._warn(f"{part.title}: a {record['table']} is too large to be archived.")
        self._documents[-1] = (document, folder, pages + 1)

    def end(self) -> None:
        """Write what the pages of the document refer to."""
        document, folder, _ = self._documents[-1]
        with self._sink.open(f"{folder}{layout.DOCUMENT}") as file:
            write_records(file, self._encoder.document(document))

    def finish(self, *, software: str, project: Project | None = None) -> None:
        """Write the models that were used, and what the archive is."""
        self._models()
        record = self._encoder.record(PROJECT, project) if project else None
        header = layout.Header(
            folders=tuple(folder for _, folder, _ in self._documents),
            names=tuple(document.name for document, _, _ in self._documents),
            pages=tuple(pages for _, _, pages in self._documents),
            project=record,
        )
        found = header.as_json(software=software, created=timezone.now().isoformat())
        self._sink.write(layout.HEADER, dump_record(found))

    def _image(self, image: PageImage) -> str:
        """The path of the image file, which pages of one file share."""
        stored = str(image.file.name)
        if stored not in self._images:
            try:
                with local_path(stored) as path:
                    written = self._sink.add(f"images/{PurePosixPath(stored).name}", path)
            except FileNotFoundError as error:
                raise ApplicationError(
                    "no_image", f"The file of its image {image.original_name} is lost."
                ) from error
            self._images[stored] = written.path
        return self._images[stored]

    def _models(self) -> None:
        models = self._used_models()
        records = [self._model(model, {row.pk for row in models}) for model in models]
        if records:
            with self._sink.open(layout.MODELS) as file:
                write_records(file, records)

    def _model(self, model: OcrModel, known: set[int]) -> Record:
        stored = str(model.file.name)
        name = f"models/{model.pk}{PurePosixPath(stored).suffix}"
        with local_path(stored) as path:
            written = self._sink.add(name, path)
        record = self._encoder.record(MODEL, model) | {"file": written.path}
        return record if record["parent"] in known else record | {"parent": None}

    def _used_models(self) -> list[OcrModel]:
        """Models that work on the documents and that the person may use; parents first."""
        documents = [document for document, _, _ in self._documents]
        jobs = Job.objects.filter(document__in=documents, ocr_model__isnull=False)
        named = {name for document in documents for name in _model_names(document)}
        rows = OcrModel.objects.visible_to(self._user)
        usual = Q(segmentation_defaults__document__in=documents)
        usual |= Q(recognition_defaults__document__in=documents)
        rows = rows.filter(Q(pk__in=jobs.values("ocr_model")) | Q(name__in=named) | usual)
        models = []
        for model in rows.distinct().order_by("version", "pk"):
            if model.file.storage.exists(str(model.file.name)):
                models.append(model)
            else:
                self._warn(f"The file of the model “{model}” is gone: it is not in the archive.")
        return models


def _model_names(document: Document) -> set[str]:
    return set(document.layers.exclude(model_name="").values_list("model_name", flat=True))
