"""The page on which people decide what may be annotated."""

from collections.abc import Callable

import pytest
from django.test import Client

from apps.annotations.models import AnnotationComponent, AnnotationTaxonomy
from apps.documents.models import Document, Part
from apps.users.models import User
from tests import factories

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


def url(document: Document, what: str = "") -> str:
    return f"/document/{document.pk}/annotations/{what}"


def test_a_kind_with_a_question_is_made_shown_changed_and_deleted(
    client_of: ClientOf, alice: User, document: Document
) -> None:
    client = client_of(alice)
    answer = client.post(
        url(document, "question/new/"), {"name": "certainty", "allowed_values": "high\n\nlow\nlow"}
    )
    assert answer.status_code == 303
    question = AnnotationComponent.objects.get()
    assert question.allowed_values == ["high", "low"]
    form = {
        "name": "Person",
        "abbreviation": "PER",
        "type_name": "Entities",
        "marker": "background",
        "color": "#00ff00",
        "has_comments": "on",
        "components": [question.pk],
    }
    assert client.post(url(document, "new/"), form).status_code == 303
    row = AnnotationTaxonomy.objects.get()
    assert row.type is not None
    assert (row.type.name, list(row.components.all())) == ("Entities", [question])
    shown = client.get(url(document)).content.decode()
    assert "Person" in shown
    assert "Entities" in shown
    assert "high, low" in shown
    client.post(url(document, f"{row.pk}/"), form | {"name": "People", "type_name": ""})
    row.refresh_from_db()
    assert (row.name, row.type) == ("People", None)
    assert (
        "There is no annotation" in client.get(url(document, f"{row.pk}/delete/")).content.decode()
    )
    client.post(url(document, f"{row.pk}/delete/"))
    assert not AnnotationTaxonomy.objects.exists()


def test_what_is_in_use_keeps_its_sort_of_marker(
    client_of: ClientOf, alice: User, part: Part
) -> None:
    mark = factories.AnnotationFactory(part=part)
    form = {"name": "Initial", "marker": "bold", "color": "#00ff00"}
    answer = client_of(alice).post(url(part.document, f"{mark.taxonomy_id}/"), form)
    assert answer.status_code == 422
    assert "has annotations" in answer.content.decode()
    mark.taxonomy.refresh_from_db()
    assert mark.taxonomy.marker == "rectangle"


def test_two_questions_of_one_name_are_refused(
    client_of: ClientOf, alice: User, document: Document
) -> None:
    factories.AnnotationComponentFactory(document=document, name="certainty")
    answer = client_of(alice).post(url(document, "question/new/"), {"name": "certainty"})
    assert answer.status_code == 422
    assert AnnotationComponent.objects.count() == 1
