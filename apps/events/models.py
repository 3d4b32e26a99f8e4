"""The outbox: what happened, in order, for browsers that ask what is new."""

from django.db import models


class Event(models.Model):
    """One thing that became true; written in the transaction that made it true, never changed."""

    topic = models.CharField(max_length=64)
    kind = models.CharField(max_length=64)
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["topic", "id"]), models.Index(fields=["created_at"])]

    def __str__(self) -> str:
        return f"{self.topic} {self.kind}"
