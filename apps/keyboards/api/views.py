"""REST endpoints of keyboards and of the search for characters."""

import json
from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.utils.text import slugify
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.common.api import ScopedViewSet
from apps.keyboards import services
from apps.keyboards.api.serializers import builtin_head, head, with_keys, with_own_keys
from apps.keyboards.builtin import builtin_keyboards
from apps.keyboards.characters import found_characters
from apps.keyboards.layout import Layout, read, written
from apps.keyboards.models import Keyboard
from apps.projects.models import Project
from apps.users.http import user_of

OBJECT = OpenApiTypes.OBJECT


class KeyboardViewSet(ScopedViewSet[Keyboard]):
    """The keyboards that a person can use.

    The body of a write has the ``keyboard``, as its file has it, and ``project``: the id of the
    project that it is shared with, or ``null``.
    """

    scope = Keyboard
    lookup_value_regex = r"\d+"

    def get_queryset(self) -> Any:
        rows: Any = super().get_queryset()
        if self.action == "destroy":
            rows = rows.removable_by(self.request.user)
        mine = Keyboard.objects.filter(pk=OuterRef("pk"))
        return rows.select_related("owner", "project").annotate(
            can_edit=Exists(mine.editable_by(self.request.user)),
            can_delete=Exists(mine.removable_by(self.request.user)),
        )

    @extend_schema(responses={200: OBJECT})
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Those of the program, one's own and shared ones, without their keys."""
        ours = [builtin_head(*item) for item in builtin_keyboards().items()]
        return Response([*ours, *(head(row, user_of(request)) for row in self.get_queryset())])

    @extend_schema(responses={200: OBJECT})
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return Response(with_own_keys(self.get_object(), user_of(request)))

    @extend_schema(request=OBJECT, responses={201: OBJECT})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A new one; what the file of another program has is read as well as it can be."""
        layout = read(_body(request).get("keyboard"))
        project = _project(request)
        keyboard = services.add_keyboard(user=user_of(request), layout=layout, project=project)
        return self._answer(keyboard, status.HTTP_201_CREATED)

    @extend_schema(request=OBJECT, responses={200: OBJECT})
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        keyboard, body, user = self.get_object(), _body(request), user_of(request)
        if "keyboard" in body:
            services.change_keyboard(keyboard=keyboard, user=user, layout=read(body["keyboard"]))
        if "project" in body:
            services.share_keyboard(keyboard=keyboard, user=user, project=_project(request))
        return self._answer(keyboard)

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        services.delete_keyboard(keyboard=self.get_object(), user=user_of(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(responses={200: OBJECT})
    @action(detail=True)
    def file(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """The keyboard as a file, for other programs too."""
        return _download(services.layout_of(self.get_object()))

    def _answer(self, keyboard: Keyboard, code: int = status.HTTP_200_OK) -> Response:
        row = self.get_queryset().get(pk=keyboard.pk)
        return Response(with_own_keys(row, user_of(self.request)), status=code)


class BuiltinKeyboardView(APIView):
    """A keyboard that comes with the program."""

    @extend_schema(responses={200: OBJECT})
    def get(self, request: Request, builtin: str) -> Response:
        return Response(with_keys(builtin_head(builtin, _builtin(builtin)), _builtin(builtin)))


class BuiltinFileView(APIView):
    """The same as a file."""

    @extend_schema(responses={200: OBJECT})
    def get(self, request: Request, builtin: str) -> HttpResponse:
        return _download(_builtin(builtin))


class CharactersView(APIView):
    """Characters by words of their names, by code point, or by themselves."""

    @extend_schema(parameters=[OpenApiParameter("q", str)], responses={200: OBJECT})
    def get(self, request: Request) -> Response:
        found = found_characters(request.query_params.get("q", "")[:200])
        return Response([{"character": c.text, "code": c.code, "name": c.name} for c in found])


def _body(request: Request) -> Mapping[str, Any]:
    if not isinstance(request.data, Mapping):
        raise ValidationError({"keyboard": ["Send an object."]})
    return request.data


def _project(request: Request) -> Project | None:
    """The project of the body, among those that the caller may change."""
    wanted = _body(request).get("project")
    if wanted is None:
        return None
    rows = Project.objects.all().editable_by(request.user)
    found = rows.filter(pk=wanted).first() if isinstance(wanted, int) else None
    if found is None:
        raise ValidationError({"project": ["This is no project that you may change."]})
    return found


def _builtin(name: str) -> Layout:
    layout = builtin_keyboards().get(name)
    if layout is None:
        raise NotFound
    return layout


def _download(layout: Layout) -> HttpResponse:
    text = json.dumps(written(layout), ensure_ascii=False, indent=2)
    name = slugify(layout.name) or "keyboard"
    headers = {"Content-Disposition": f'attachment; filename="{name}.json"'}
    return HttpResponse(text, content_type="application/json; charset=utf-8", headers=headers)
