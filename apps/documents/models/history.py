"""What keeps work from being lost: snapshots of pages, deleted elements, applied change sets."""

from django.conf import settings
from django.db import models

from apps.documents.models.part import Part
from apps.documents.querysets import PartScopedQuerySet


class SnapshotQuerySet(PartScopedQuerySet["Snapshot"]):
    pass


class Snapshot(models.Model):
    """Layout and all texts of a page as they were before something changed many of them."""

    part = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="snapshots")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    reason = models.CharField(max_length=200)
    revision = models.PositiveBigIntegerField()
    line_count = models.PositiveIntegerField()
    region_count = models.PositiveIntegerField(default=0)
    text_count = models.PositiveIntegerField(default=0, help_text="Texts of all layers.")
    content = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.reason


class DeletedElementQuerySet(PartScopedQuerySet["DeletedElement"]):
    pass


class DeletedElement(models.Model):
    """A region or line that a person deleted, with texts and history, so that undo is whole."""

    part = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="deleted_elements")
    uid = models.UUIDField()
    content = models.JSONField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DeletedElementQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["part", "uid"], name="deleted_element_once")]

    def __str__(self) -> str:
        return str(self.uid)


class AppliedChangeQuerySet(PartScopedQuerySet["AppliedChange"]):
    pass


class AppliedChange(models.Model):
    """The answer to a change set, so that sending it again changes nothing twice."""

    part = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="applied_changes")
    uid = models.UUIDField()
    response = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    objects = AppliedChangeQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["part", "uid"], name="applied_change_once")]

    def __str__(self) -> str:
        return str(self.uid)
