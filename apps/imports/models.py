"""Imports of a document: where they come from, and what becomes of each thing in them."""

from typing import Any, Self
from uuid import uuid4

from django.conf import settings
from django.db import models

from apps.documents.querysets import DocumentScopedQuerySet

LOOK = "import_look"
"""The kind of job that looks anew at the files of a plan whose page was changed."""


class ImportQuerySet(DocumentScopedQuerySet["Import"]):
    pass


class Import(models.Model):
    """One import: its source, the choices made for it, and through ``items`` its report.

    ``kind`` is the name of a source (``apps.imports.sources``). ``options`` are the choices of the
    dialog. A planned import (``planned_at``) has its items listed and matched with pages, and
    nothing written yet; ``job`` is the job that works on it now, or did last.
    """

    uid = models.UUIDField(default=uuid4, unique=True)
    document = models.ForeignKey(
        "documents.Document", on_delete=models.CASCADE, related_name="imports"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="imports"
    )
    job = models.ForeignKey(
        "jobs.Job", on_delete=models.SET_NULL, null=True, related_name="imports"
    )
    kind = models.CharField(max_length=16)
    name = models.CharField(max_length=512, help_text="What the person called it: a file, a URL.")
    file = models.CharField(max_length=255, blank=True, help_text="The stored upload.")
    url = models.TextField(blank=True)
    options = models.JSONField(default=dict, blank=True)
    summary = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    listed_at = models.DateTimeField(null=True, help_text="When all its items were known.")
    planned_at = models.DateTimeField(null=True, help_text="When the dry run was ready.")
    finished_at = models.DateTimeField(null=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_looking(self) -> bool:
        """Whether files are looked at anew: meanwhile people go on choosing."""
        return bool(self.job and self.job.is_active and self.job.kind == LOOK)

    @property
    def is_busy(self) -> bool:
        """Whether it is being planned or imported: nobody can change anything then."""
        return bool(self.job and self.job.is_active and self.job.kind != LOOK)


class ItemKind(models.TextChoices):
    """An image makes a page; a text describes one."""

    IMAGE = "image", "Image"
    TEXT = "text", "Text"


class ItemState(models.TextChoices):
    """waiting -> done, skipped or failed; what is not waiting is not done again."""

    WAITING = "waiting", "Waiting"
    DONE = "done", "Imported"
    SKIPPED = "skipped", "Skipped"
    FAILED = "failed", "Failed"


class ImportItemQuerySet(DocumentScopedQuerySet["ImportItem"]):
    document_path = "run__document"

    def unseen(self) -> Self:
        """What waits, and of which nobody knows yet what it would do to its page."""
        return self.filter(state=ItemState.WAITING).exclude(facts__has_key="new_lines")


class ImportItem(models.Model):
    """One thing of an import: an image or a text file, the page it goes to, what became of it.

    ``target`` is what its source needs to find it again. Items with the same ``page_key`` concern
    the same page. ``matched_by`` says how the page was found: by ``name``, ``size``, ``order``,
    ``source``, ``key`` or by ``hand``. ``facts`` are those of the file, and once its page was
    looked at, what it would do there; ``rival`` is the item that has the page already.
    """

    run = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="items")
    order = models.PositiveIntegerField()
    name = models.CharField(max_length=1024)
    kind = models.CharField(max_length=8, choices=ItemKind.choices)
    target = models.JSONField(default=dict, blank=True)
    page_key = models.CharField(max_length=512, blank=True)
    layer = models.CharField(max_length=512, blank=True, help_text="Empty: that of the import.")
    part = models.ForeignKey(
        "documents.Part", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    matched_by = models.CharField(max_length=8, blank=True)
    state = models.CharField(max_length=8, choices=ItemState.choices, default=ItemState.WAITING)
    message = models.TextField(blank=True)
    facts = models.JSONField(
        default=dict, blank=True, help_text="Numbers: lines, texts, new lines, replaced lines …"
    )

    objects = ImportItemQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        indexes = [models.Index(fields=["run", "state"])]

    def __str__(self) -> str:
        return self.name

    @property
    def is_unseen(self) -> bool:
        """Whether it is a text of which nobody knows yet what it would do to its page."""
        waits = self.kind == ItemKind.TEXT and self.state == ItemState.WAITING
        return waits and "new_lines" not in self.facts

    def get_fact(self, name: str) -> Any:
        """A number of what this item holds or changed; 0 where it is not known."""
        return self.facts.get(name, 0)
