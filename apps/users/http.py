"""The person behind a request."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from apps.users.models import User


def user_of(request: HttpRequest) -> User:
    """The signed-in user; every page but a few requires one."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
