"""Requests of archives: a file to restore and where to."""

from typing import Any

from rest_framework import serializers

from apps.projects.models import Project


class RestoreSerializer(serializers.Serializer[Any]):
    """``project`` is an id; without it the documents go into a new project."""

    file = serializers.FileField(write_only=True, allow_empty_file=True)
    project = serializers.PrimaryKeyRelatedField(
        queryset=Project.objects.none(), required=False, allow_null=True
    )

    def __init__(self, *args: Any, user: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if user is not None:  # only the API's description asks without one
            rows = Project.objects.editable_by(user)
            self.fields["project"].queryset = rows  # type: ignore[attr-defined]


class QueuedArchiveSerializer(serializers.Serializer[Any]):
    """The job that does it: its ``result`` names the documents or the file."""

    status = serializers.CharField()
    job = serializers.IntegerField()
