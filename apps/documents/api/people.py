"""REST endpoint of the people of a document."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.documents.models import Document
from apps.documents.selectors.people import people_of
from apps.users.models import User


class PersonSerializer(serializers.ModelSerializer[User]):
    """A person whom a page can be given to."""

    class Meta:
        model = User
        fields = ["id", "username"]


class PeopleView(APIView):
    """Those who may see the document, and so may be given pages of it; editors ask."""

    @extend_schema(responses={200: PersonSerializer(many=True)})
    def get(self, request: Request, document_id: int) -> Response:
        rows = Document.objects.all().editable_by(request.user).select_related("project")
        document = get_object_or_404(rows, pk=document_id)
        return Response(PersonSerializer(people_of(document), many=True).data)
