"""Public models in the API: lists with facts, details with the card."""

from typing import Any

from rest_framework import serializers

from apps.hub.models import HubEntry
from apps.hub.offers import Offer
from apps.hub.origin import citation
from apps.hub.words import unpacked


class HubModelSerializer(serializers.Serializer[Offer]):
    """One public model and what the caller has of it."""

    pk = serializers.IntegerField(source="entry.pk", help_text="Number in the repository.")
    doi = serializers.CharField(source="entry.doi")
    concept_doi = serializers.CharField(source="entry.concept_doi")
    title = serializers.CharField(source="entry.title")
    published = serializers.DateField(source="entry.published_at", allow_null=True)
    is_latest = serializers.BooleanField(source="entry.is_latest")
    model_type = serializers.SerializerMethodField()
    script = serializers.SerializerMethodField()
    language = serializers.SerializerMethodField()
    license = serializers.CharField(source="entry.licence")
    software_name = serializers.CharField(source="entry.software")
    authors = serializers.JSONField(source="entry.creators")
    keywords = serializers.ListField(child=serializers.CharField(), source="entry.keywords")
    file_size = serializers.IntegerField(source="entry.size")
    installed = serializers.IntegerField(
        source="model.pk", default=None, allow_null=True, help_text="Id of the model it became."
    )
    job = serializers.IntegerField(
        source="job.pk", default=None, allow_null=True, help_text="The last installation's job."
    )
    obstacle = serializers.CharField(help_text="Why it cannot be installed; empty where it can.")

    def get_model_type(self, offer: Offer) -> list[str]:
        return unpacked(offer.entry.kinds)

    def get_script(self, offer: Offer) -> list[str]:
        return unpacked(offer.entry.scripts)

    def get_language(self, offer: Offer) -> list[str]:
        return unpacked(offer.entry.languages)


class HubModelDetailSerializer(HubModelSerializer):
    """With the whole card, the files and the versions."""

    card = serializers.JSONField(source="entry.card")
    body = serializers.CharField(source="entry.body", help_text="The card's Markdown.")
    card_problem = serializers.CharField(source="entry.card_problem")
    citation = serializers.SerializerMethodField()
    files = serializers.JSONField(source="entry.files")
    versions = serializers.SerializerMethodField()

    def get_citation(self, offer: Offer) -> str:
        return citation(offer.entry)

    def get_versions(self, offer: Offer) -> list[dict[str, Any]]:
        rows = HubEntry.objects.filter(concept_doi=offer.entry.concept_doi)
        return [dict(row) for row in rows.values("pk", "doi", "published_at", "is_latest")]


class InstallSerializer(serializers.Serializer[Any]):
    """Which file to install (the one that kraken can load, where it is not said), and for whom."""

    file = serializers.CharField(required=False, allow_blank=True, default="")
    is_public = serializers.BooleanField(required=False, default=False)


class AskedSerializer(serializers.Serializer[Any]):
    """The job that does what was asked for; none where it is done already."""

    status = serializers.CharField()
    job = serializers.IntegerField(allow_null=True)
    model = serializers.IntegerField(allow_null=True, required=False)


class CatalogueSerializer(serializers.Serializer[Any]):
    """How old the catalogue is, and how its fetching goes."""

    models = serializers.IntegerField(source="total")
    listed_at = serializers.DateTimeField(allow_null=True)
    missing_cards = serializers.IntegerField()
    is_running = serializers.BooleanField()
    error = serializers.CharField(source="failure")
    job = serializers.IntegerField(source="job.pk", default=None, allow_null=True)
