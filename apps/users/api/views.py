"""REST endpoints of accounts, teams and the token."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import Throttled
from rest_framework.permissions import SAFE_METHODS, AllowAny, BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.common.errors import ApplicationError
from apps.users import services
from apps.users.api.serializers import CredentialsSerializer, TeamSerializer, UserSerializer
from apps.users.http import user_of
from apps.users.models import Team, User
from apps.users.preferences import update_preferences


class StaffMakesAccounts(BasePermission):
    """People read and change themselves; administrators also make and close accounts."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return request.method not in {"POST", "DELETE"} or bool(request.user.is_staff)


class UserViewSet(viewsets.ModelViewSet[User]):
    serializer_class = UserSerializer
    permission_classes = [*viewsets.ModelViewSet.permission_classes, StaffMakesAccounts]
    queryset = User.objects.order_by("pk")

    def get_queryset(self) -> QuerySet[User]:
        rows, user = User.objects.order_by("pk"), self.request.user
        return rows if user.is_staff else rows.filter(username=user.get_username())

    @action(detail=False)
    def current(self, request: Request) -> Response:
        return Response(self.get_serializer(request.user).data)

    def perform_create(self, serializer: serializers.BaseSerializer[User]) -> None:
        data = serializer.validated_data
        user = services.create_user(
            username=data["username"], email=data.get("email", ""), password=None, is_admin=False
        )
        serializer.instance = user

    def perform_destroy(self, instance: User) -> None:
        services.delete_user(account=instance)


class TeamViewSet(viewsets.ModelViewSet[Team]):
    """Teams of the caller; only their owner renames or deletes them."""

    serializer_class = TeamSerializer
    queryset = Team.objects.order_by("pk")

    def get_queryset(self) -> QuerySet[Team]:
        user: Any = self.request.user
        mine = Q(owner=user)
        if self.request.method in SAFE_METHODS:
            mine |= Q(members=user)
        rows = Team.objects.filter(mine).distinct().order_by("pk")
        return rows.prefetch_related("members")

    def perform_create(self, serializer: serializers.BaseSerializer[Team]) -> None:
        user: Any = self.request.user
        name = serializer.validated_data["name"]
        serializer.instance = services.create_team(user=user, name=name)


class TokenAuthView(APIView):
    """The token of an account, by its name and password; attempts are limited as at /login/."""

    authentication_classes = ()
    permission_classes = [AllowAny]

    @extend_schema(
        request=CredentialsSerializer,
        responses=inline_serializer("Token", {"token": serializers.CharField()}),
    )
    def post(self, request: Request) -> Response:
        serializer = CredentialsSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        data = serializer.validated_data
        user = self._account(request, data["username"], data["password"])
        token = services.rotate_token if data["regenerate"] else services.api_token
        return Response({"token": token(user=user)})

    def _account(self, request: Request, username: str, password: str) -> User:
        try:
            user = get_adapter().authenticate(
                request._request, username=username, password=password
            )
        except ValidationError as error:
            raise Throttled(detail="Too many attempts. Wait some minutes.") from error
        if not isinstance(user, User) or not user.is_active:
            words = "Unable to log in with provided credentials."
            raise serializers.ValidationError({"non_field_errors": [words]})
        return user


class PreferencesView(APIView):
    """The caller's own preferences: read all, or set some by name (``null`` forgets one)."""

    @extend_schema(responses={200: OpenApiTypes.OBJECT})
    def get(self, request: Request) -> Response:
        return Response(user_of(request).preferences)

    @extend_schema(request=OpenApiTypes.OBJECT, responses={200: OpenApiTypes.OBJECT})
    def patch(self, request: Request) -> Response:
        if not isinstance(request.data, dict):
            raise ApplicationError("invalid", "Give an object of names and values.")
        return Response(update_preferences(user=user_of(request), values=request.data))
