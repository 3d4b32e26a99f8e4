"""The work list of a layer: its pages and lines in the order in which to correct them."""

from django.conf import settings
from django.db import models

from apps.documents.models import Line, LineTranscription, Part, TranscriptionLayer
from apps.documents.querysets import DocumentScopedQuerySet


class WorkListQuerySet(DocumentScopedQuerySet["WorkList"]):
    document_path = "layer__document"


class WorkList(models.Model):
    """One for each layer, made anew by a job; what people did since is looked up, not kept here.

    ``facts`` say what was known when it was made: corrected lines, the estimated error of the
    layer with its interval, and how confidences were calibrated.
    """

    layer = models.OneToOneField(
        TranscriptionLayer, on_delete=models.CASCADE, related_name="work_list"
    )
    facts = models.JSONField(default=dict)
    made_at = models.DateTimeField()

    objects = WorkListQuerySet.as_manager()

    def __str__(self) -> str:
        return f"What to correct next in {self.layer}"


class WorkPageQuerySet(DocumentScopedQuerySet["WorkPage"]):
    document_path = "part__document"


class WorkPage(models.Model):
    """A page of a list: its place, what it is worth, and how good its text is likely to be.

    ``score`` is gain per minute beside the best page, 0-1. ``errors`` are the wrong characters
    expected in the lines that nobody had corrected, of ``characters`` on the whole page.
    """

    work_list = models.ForeignKey(WorkList, on_delete=models.CASCADE, related_name="pages")
    part = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="work_pages")
    rank = models.PositiveIntegerField()
    score = models.FloatField()
    characters = models.PositiveIntegerField()
    errors = models.FloatField()
    reasons = models.JSONField(default=list)

    objects = WorkPageQuerySet.as_manager()

    class Meta:
        ordering = ["rank"]
        constraints = [models.UniqueConstraint(fields=["work_list", "part"], name="work_page_once")]

    def __str__(self) -> str:
        return f"{self.rank}: {self.part_id}"


class WorkLineQuerySet(DocumentScopedQuerySet["WorkLine"]):
    document_path = "line__part__document"


class WorkLine(models.Model):
    """A line of a list; ``gain`` is its worth beside an average line, ``seconds`` its cost."""

    work_list = models.ForeignKey(WorkList, on_delete=models.CASCADE, related_name="lines")
    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="work_lines")
    rank = models.PositiveIntegerField()
    gain = models.FloatField()
    seconds = models.FloatField()
    errors = models.FloatField()
    reasons = models.JSONField(default=list)

    objects = WorkLineQuerySet.as_manager()

    class Meta:
        ordering = ["rank"]
        constraints = [models.UniqueConstraint(fields=["work_list", "line"], name="work_line_once")]
        indexes = [models.Index(fields=["work_list", "rank"])]

    def __str__(self) -> str:
        return f"{self.rank}: {self.line_id}"


class MarkState(models.TextChoices):
    """What a person said of a text without changing it."""

    CHECKED = "checked", "Right as it is"
    SKIPPED = "skipped", "Skipped"


class WorkMarkQuerySet(DocumentScopedQuerySet["WorkMark"]):
    document_path = "text__line__part__document"


class WorkMark(models.Model):
    """Somebody looked at this version of a text; another version has to be looked at again."""

    text = models.OneToOneField(
        LineTranscription, on_delete=models.CASCADE, related_name="work_mark"
    )
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=MarkState.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now=True)

    objects = WorkMarkQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.text_id}: {self.state}"
