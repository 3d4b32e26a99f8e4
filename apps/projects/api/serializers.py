"""Projects and their tags in the words of the contract."""

from typing import Any

from rest_framework import serializers

from apps.projects.models import Project, ProjectTag
from apps.users.api.serializers import UserSerializer
from apps.users.models import Team, User


class ProjectTagSerializer(serializers.ModelSerializer[ProjectTag]):
    pk = serializers.IntegerField(read_only=True)
    color = serializers.RegexField(r"^#[0-9a-fA-F]{6}$", required=False)

    class Meta:
        model = ProjectTag
        fields = ["pk", "name", "color"]


class GroupNameSerializer(serializers.ModelSerializer[Team]):
    pk = serializers.IntegerField(read_only=True)

    class Meta:
        model = Team
        fields = ["pk", "name"]


class SharedSerializer(serializers.ModelSerializer[Any]):
    """With whom something is shared; the memberships are prefetched by the view."""

    shared_with_users = serializers.SerializerMethodField()
    shared_with_groups = serializers.SerializerMethodField()

    def get_shared_with_users(self, shared: Any) -> list[dict[str, Any]]:
        users = [row.user for row in shared.memberships.all() if row.user]
        return list(UserSerializer(users, many=True).data)

    def get_shared_with_groups(self, shared: Any) -> list[dict[str, Any]]:
        teams = [row.team for row in shared.memberships.all() if row.team]
        return list(GroupNameSerializer(teams, many=True).data)


class TagsField(serializers.PrimaryKeyRelatedField[Any]):
    """Tags: keys in, objects out; only those the caller may give."""

    def __init__(self, serializer: type[serializers.BaseSerializer[Any]], **kwargs: Any) -> None:
        self.tag_serializer = serializer
        super().__init__(**kwargs)

    def get_queryset(self) -> Any:
        owner: Any = self.parent.parent
        return owner.tags_of(self.context["request"].user)

    def use_pk_only_optimization(self) -> bool:
        return False

    def to_representation(self, value: Any) -> Any:
        return self.tag_serializer(value).data


class ProjectSerializer(SharedSerializer):
    owner = serializers.CharField(source="owner.username", read_only=True)
    slug = serializers.CharField(read_only=True)
    documents_count = serializers.IntegerField(read_only=True)
    guidelines = serializers.URLField(required=False, allow_blank=True, allow_null=True)
    tags = serializers.ManyRelatedField(
        child_relation=TagsField(ProjectTagSerializer, queryset=ProjectTag.objects.none()),
        required=False,
    )

    class Meta:
        model = Project
        fields = [
            "id",
            "owner",
            "slug",
            "documents_count",
            "shared_with_users",
            "shared_with_groups",
            "name",
            "guidelines",
            "created_at",
            "updated_at",
            "tags",
        ]
        read_only_fields = ["created_at", "updated_at"]

    def tags_of(self, user: User) -> Any:
        return ProjectTag.objects.filter(user=user)

    def to_representation(self, instance: Project) -> dict[str, Any]:
        data: dict[str, Any] = super().to_representation(instance)
        return data | {"guidelines": data["guidelines"] or None}


class ShareSerializer(serializers.Serializer[Any]):
    """A user by name or a team by key; ``role`` is ours."""

    user = serializers.CharField(required=False)
    group = serializers.IntegerField(required=False)
    role = serializers.ChoiceField(choices=["viewer", "editor", "manager"], default="editor")
