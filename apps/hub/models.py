"""What is known of the public repository's models: its catalogue, kept for when it is away."""

from typing import Any

from django.db import models
from django.db.models import Q

from apps.common.querysets import ScopedQuerySet


class HubEntryQuerySet(ScopedQuerySet["HubEntry"]):
    """The catalogue is public: everybody with an account reads it, nobody edits it."""

    def visibility(self, user: Any) -> Q:
        return Q()

    def editability(self, user: Any) -> Q:
        return Q()

    def newest(self) -> "HubEntryQuerySet":
        """Of every model its newest version only."""
        return self.filter(is_latest=True)

    def without_card(self) -> "HubEntryQuerySet":
        """Entries whose card was not read since they changed."""
        return self.exclude(card_datestamp=models.F("datestamp"))


class HubEntry(models.Model):
    """One record of the repository: one version of a model, with its card.

    ``kinds``, ``scripts`` and ``languages`` hold codes between bars (``|Latn|Grek|``), so that one
    of them is found on every database. ``card`` is the cleaned head of the card, ``body`` its
    Markdown; ``card_datestamp`` is the ``datestamp`` for which the card was read.
    """

    record = models.BigIntegerField(primary_key=True, help_text="Number in the repository.")
    doi = models.CharField(max_length=200)
    concept_doi = models.CharField(
        max_length=200, db_index=True, help_text="What all versions of one model share."
    )
    datestamp = models.CharField(max_length=40, help_text="When the record last changed, as told.")
    seen_at = models.DateTimeField(
        null=True, blank=True, help_text="The last time that the whole list was read with it."
    )
    is_latest = models.BooleanField(default=True)
    title = models.CharField(max_length=500)
    published_at = models.DateField(null=True, blank=True)
    kinds = models.CharField(max_length=500, default="|")
    scripts = models.CharField(max_length=500, default="|")
    languages = models.CharField(max_length=1000, default="|")
    licence = models.CharField(max_length=200, blank=True)
    software = models.CharField(max_length=200, blank=True)
    creators = models.JSONField(default=list)
    keywords = models.JSONField(default=list)
    files = models.JSONField(default=list, help_text="Name, address and size of each file.")
    size = models.BigIntegerField(default=0, help_text="Bytes of the model file.")
    card = models.JSONField(default=dict)
    body = models.TextField(blank=True)
    card_datestamp = models.CharField(max_length=40, blank=True)
    card_problem = models.TextField(blank=True, help_text="Why the card could not be read.")
    refusal = models.TextField(blank=True, help_text="Why its file could not be installed.")
    search_text = models.TextField(blank=True)

    objects = HubEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-record"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_card_read(self) -> bool:
        return self.card_datestamp == self.datestamp
