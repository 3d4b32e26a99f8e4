"""Reading a request to share, in the contract's words and with its errors."""

from typing import Any

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from apps.projects.api.serializers import ShareSerializer
from apps.projects.models import Role
from apps.users.models import Team, User


def requested_share(request: Request) -> dict[str, Any]:
    """``member`` and ``role`` of the request; a team must be one of the caller's."""
    serializer = ShareSerializer(data=request.data)
    serializer.is_valid(raise_exception=True)
    data = serializer.validated_data
    return {"member": _member(request, data), "role": Role(data["role"])}


def _member(request: Request, data: dict[str, Any]) -> User | Team:
    if "group" in data:
        team = Team.objects.filter(members=request.user.pk, pk=data["group"]).first()
        return _found(team, "invalid group.")
    if "user" in data:
        user = User.objects.filter(username=data["user"], is_active=True).first()
        return _found(user, "invalid username.")
    raise ValidationError({"error": "Please provide either a group(pk) or user(username)."})


def _found(member: Any, error: str) -> User | Team:
    if not isinstance(member, User | Team):
        raise ValidationError({"error": error})
    return member
