"""Nothing of a document is forgotten: each field of each model is archived, or left out for a
reason that is written down."""

from collections import deque

import pytest
from django.db.models import Model

from apps.archives.tables import MODELS_LEFT_OUT, TABLES, Table
from apps.documents.models import Document, DocumentTag
from apps.images.models import PageImage
from apps.models.models import OcrModel
from apps.projects.models import Project
from apps.users.models import Team, User

PEOPLE = (User, Team)
BEGINNINGS = (Project, Document, DocumentTag, PageImage, OcrModel)


def _reachable() -> set[type[Model]]:
    """All models whose rows belong to a document, or to what belongs to one, and so on."""
    found: set[type[Model]] = set()
    waiting = deque(BEGINNINGS)
    while waiting:
        model = waiting.popleft()
        if model in found or model._meta.label in MODELS_LEFT_OUT:
            continue
        found.add(model)
        for field in model._meta.get_fields():
            is_below = field.auto_created and not field.concrete and field.related_model
            if is_below and field.related_model not in PEOPLE and not field.hidden:
                waiting.append(field.related_model)
        for relation in model._meta.related_objects:
            waiting.append(relation.related_model)
    return found


def _is_through_table(model: type[Model]) -> bool:
    return bool(model._meta.auto_created)


def test_every_model_that_belongs_to_a_document_is_archived_or_left_out_for_a_reason() -> None:
    kept = {table.model for table in TABLES.values()}
    lost = {model._meta.label for model in _reachable() - kept if not _is_through_table(model)}
    assert lost == set()


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_every_field_is_archived_or_left_out_for_a_reason(table: Table) -> None:
    fields = {*table.model._meta.fields, *table.model._meta.many_to_many}
    names = {field.name for field in fields} - {"id"}
    assert names - table.written - set(table.left_out) == set()


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_tables_name_fields_that_there_are_and_tables_to_refer_to(table: Table) -> None:
    names = {field.name for field in table.model._meta.get_fields()}
    assert table.written | set(table.left_out) <= names
    assert not table.written & set(table.left_out)
    assert set(table.references.values()) | set(table.many.values()) <= set(TABLES)
    assert all(table.left_out.values())


def test_references_and_people_are_foreign_keys_and_nothing_else_is() -> None:
    for table in TABLES.values():
        for field in table.model._meta.fields:
            is_key = field.is_relation and field.name in table.written
            said = field.name in table.references or field.name in table.people
            assert is_key == said, f"{table.name}.{field.name}"


def test_models_left_out_exist() -> None:
    from django.apps import apps

    assert all(apps.get_model(label) and why for label, why in MODELS_LEFT_OUT.items())
