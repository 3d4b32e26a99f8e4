"""Query filters that lists of projects and documents share."""

from typing import Any

from django.db.models import Q
from rest_framework import filters
from rest_framework.request import Request


class TagFilter(filters.BaseFilterBackend):
    """``tags=3``, ``tags=1,2`` (both), ``tags=1|2`` (either), ``tags=none|1``; never duplicates."""

    def filter_queryset(self, request: Request, queryset: Any, view: Any) -> Any:
        wanted = request.query_params.get("tags", "")
        for group in filter(None, wanted.split(",")):
            match = Q()
            for tag in group.split("|"):
                match |= _tag_q(queryset, tag)
            queryset = queryset.filter(match)
        return queryset


def _tag_q(queryset: Any, tag: str) -> Q:
    through = queryset.model.tags.through.objects
    source = queryset.model.tags.field.m2m_field_name()
    if tag == "none":
        return ~Q(pk__in=through.values(f"{source}_id"))
    target = queryset.model.tags.field.m2m_reverse_field_name()
    tagged = through.filter(**{f"{target}_id": int(tag) if tag.isdigit() else 0})
    return Q(pk__in=tagged.values(f"{source}_id"))


class NameFilter(filters.BaseFilterBackend):
    """``name=`` keeps rows whose name contains the text."""

    def filter_queryset(self, request: Request, queryset: Any, view: Any) -> Any:
        name = request.query_params.get("name", "")
        return queryset.filter(name__icontains=name) if name else queryset
