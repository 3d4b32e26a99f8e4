"""Accounts and teams in the words of the contract."""

from typing import Any

from rest_framework import serializers

from apps.users.models import Team, User


class UserSerializer(serializers.ModelSerializer[User]):
    """A person; name and state are changed by administrators only."""

    pk = serializers.IntegerField(read_only=True)
    can_invite = serializers.BooleanField(source="is_staff", read_only=True)

    class Meta:
        model = User
        fields = [
            "pk",
            "is_active",
            "username",
            "email",
            "first_name",
            "last_name",
            "date_joined",
            "last_login",
            "is_staff",
            "can_invite",
        ]
        read_only_fields = ["date_joined", "last_login", "is_staff"]

    def get_fields(self) -> dict[str, Any]:
        fields: dict[str, Any] = super().get_fields()
        request = self.context.get("request")
        if request is not None and not request.user.is_staff:
            fields["username"].read_only = fields["is_active"].read_only = True
        return fields


class TeamSerializer(serializers.ModelSerializer[Team]):
    pk = serializers.IntegerField(read_only=True)
    users = UserSerializer(source="members", many=True, read_only=True)
    owner = serializers.IntegerField(source="owner_id", read_only=True)

    class Meta:
        model = Team
        fields = ["pk", "name", "users", "owner"]


class CredentialsSerializer(serializers.Serializer[Any]):
    """Name and password in exchange for the token."""

    username = serializers.CharField()
    password = serializers.CharField(trim_whitespace=False)
    regenerate = serializers.BooleanField(default=False)
