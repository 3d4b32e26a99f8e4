"""Search and replace as JSON."""

from typing import Any

from rest_framework import serializers

from apps.search.models import Replacement
from apps.search.pattern import Finder, Query
from apps.search.scopes import Place
from apps.search.selectors import LINES, MAX_LINES, Findings, FoundLine, FoundPage
from apps.search.services import MAX_LINES as MAX_REPLACED
from apps.search.services import Chosen

MAX_TEXTS = 5000


class QuerySerializer(serializers.Serializer[Any]):
    """What is looked for. A ``replacement`` asks for what would be put in place of each hit."""

    q = serializers.CharField(trim_whitespace=False, max_length=1000)
    regex = serializers.BooleanField(default=False)
    match_case = serializers.BooleanField(default=False)
    whole_words = serializers.BooleanField(default=False)
    ignore_marks = serializers.BooleanField(default=False)
    replacement = serializers.CharField(trim_whitespace=False, allow_blank=True, required=False)

    def finder(self) -> Finder:
        data = self.validated_data
        query = Query(
            text=data["q"],
            is_regex=data["regex"],
            match_case=data["match_case"],
            whole_words=data["whole_words"],
            ignore_marks=data["ignore_marks"],
        )
        return Finder(query, data.get("replacement"))


class ScopedQuerySerializer(QuerySerializer):
    """A query and the one place where it looks."""

    part = serializers.IntegerField(required=False, min_value=1, max_value=2**31)
    document = serializers.IntegerField(required=False, min_value=1, max_value=2**31)
    project = serializers.IntegerField(required=False, min_value=1, max_value=2**31)
    layer = serializers.IntegerField(required=False, min_value=1, max_value=2**31)
    layer_name = serializers.CharField(required=False, trim_whitespace=False)

    def place(self) -> Place:
        names = ("project", "document", "part", "layer", "layer_name")
        return Place(
            **{name: value for name, value in self.validated_data.items() if name in names}
        )


class SearchSerializer(ScopedQuerySerializer):
    cursor = serializers.CharField(required=False, default="", allow_blank=True)
    lines = serializers.IntegerField(default=LINES, min_value=1, max_value=MAX_LINES)


class MatchSerializer(QuerySerializer):
    texts = serializers.ListField(
        child=serializers.CharField(allow_blank=True, trim_whitespace=False, max_length=100_000),
        max_length=MAX_TEXTS,
    )


class ChosenSerializer(serializers.Serializer[Any]):
    """A text of the preview; ``hits`` numbers the matches to replace, all when left out."""

    id = serializers.IntegerField(min_value=1, max_value=2**31)
    version = serializers.IntegerField(min_value=1, max_value=2**31)
    hits = serializers.ListField(
        child=serializers.IntegerField(min_value=0), required=False, max_length=100_000
    )


class ReplaceSerializer(ScopedQuerySerializer):
    replacement = serializers.CharField(trim_whitespace=False, allow_blank=True)
    texts = serializers.ListField(
        child=ChosenSerializer(), max_length=MAX_REPLACED, allow_empty=False
    )

    def chosen(self) -> list[Chosen]:
        return [
            Chosen(
                text_id=row["id"],
                version=row["version"],
                hits=frozenset(row["hits"]) if "hits" in row else None,
            )
            for row in self.validated_data["texts"]
        ]


class ReplacementSerializer(serializers.ModelSerializer[Replacement]):
    """``counts`` has the number of texts in each state: waiting, done, skipped, undone, kept."""

    title = serializers.CharField(source="__str__", read_only=True)
    user = serializers.CharField(source="user.username", default=None, read_only=True)
    counts = serializers.DictField(child=serializers.IntegerField(), read_only=True)
    is_active = serializers.BooleanField(source="job.is_active", default=False, read_only=True)

    class Meta:
        model = Replacement
        fields = (
            "id",
            "title",
            "user",
            "project",
            "document",
            "job",
            "is_active",
            "query",
            "words",
            "created_at",
            "undone_at",
            "counts",
        )
        read_only_fields = fields


def findings_json(found: Findings, *, with_inserts: bool) -> dict[str, Any]:
    """Places in texts are counted in Unicode characters, from 0, the end not included."""
    return {
        "pages": [_page_json(page, with_inserts) for page in found.pages],
        "next": found.cursor,
        "searched": found.searched,
        "total": found.total,
        "lines": found.line_count,
        "hits": found.hit_count,
    }


def _page_json(page: FoundPage, with_inserts: bool) -> dict[str, Any]:
    part = page.part
    return {
        "part": part.pk,
        "title": part.title,
        "number": part.order + 1,
        "document": part.document_id,
        "document_name": part.document.name,
        "thumbnail": part.image.thumbnail_url,
        "url": f"/document/{part.document_id}/part/{part.pk}/edit/",
        "lines": [_line_json(line, with_inserts) for line in page.lines],
    }


def _line_json(line: FoundLine, with_inserts: bool) -> dict[str, Any]:
    return {
        "id": line.text_id,
        "line": str(line.uid),
        "number": line.order + 1,
        "layer": line.layer_id,
        "layer_name": line.layer_name,
        "text": line.text,
        "version": line.version,
        **hits_json(line.hits, with_inserts=with_inserts),
    }


def hits_json(hits: Any, *, with_inserts: bool) -> dict[str, Any]:
    found: dict[str, Any] = {"hits": [[hit.start, hit.end] for hit in hits]}
    return found | {"inserts": [hit.insert for hit in hits]} if with_inserts else found
