"""Factories of what people say and make: annotations, comments, keyboards, replacements."""

from typing import Any

import factory

from apps.annotations.models import (
    Annotation,
    AnnotationComponent,
    AnnotationTaxonomy,
    AnnotationType,
    Marker,
)
from apps.comments.models import Comment
from apps.keyboards.models import Keyboard
from apps.search.models import Replacement
from tests.factories.base import (
    DocumentFactory,
    PartFactory,
    UserFactory,
)


class AnnotationTypeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AnnotationType

    document = factory.SubFactory(DocumentFactory)
    name = factory.Sequence(lambda number: f"Kind {number}")


class AnnotationComponentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AnnotationComponent

    document = factory.SubFactory(DocumentFactory)
    name = factory.Sequence(lambda number: f"component {number}")


class AnnotationTaxonomyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AnnotationTaxonomy

    document = factory.SubFactory(DocumentFactory)
    name = factory.Sequence(lambda number: f"Taxonomy {number}")
    marker = Marker.RECTANGLE


class AnnotationFactory(factory.django.DjangoModelFactory):
    """A rectangle on the image."""

    class Meta:
        model = Annotation

    part = factory.SubFactory(PartFactory)
    taxonomy = factory.SubFactory(
        AnnotationTaxonomyFactory, document=factory.SelfAttribute("..part.document")
    )
    coordinates = factory.LazyFunction(lambda: [[10, 10], [50, 10], [50, 40], [10, 40]])


class TextAnnotationFactory(AnnotationFactory):
    """The first character of a line."""

    class Params:
        line: Any = None

    taxonomy = factory.SubFactory(
        AnnotationTaxonomyFactory,
        document=factory.SelfAttribute("..part.document"),
        marker=Marker.COLOR,
    )
    coordinates = None
    start_line = factory.LazyAttribute(lambda row: row.line.uid)
    end_line = factory.LazyAttribute(lambda row: row.line.uid)
    start_version = end_version = 1
    end_offset = 1
    quote = "x"


class CommentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Comment

    part = factory.SubFactory(PartFactory)
    author = factory.SubFactory(UserFactory)
    text = "Is this a long s?"


class KeyboardFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Keyboard

    owner = factory.SubFactory(UserFactory)
    name = "Charters"
    keys = factory.LazyFunction(
        lambda: [{"row": 0, "column": 0, "character": "ꝑ", "keyboard_code": "Alt+p"}]
    )


class ReplacementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Replacement

    user = factory.SubFactory(UserFactory)
    document = factory.SubFactory(DocumentFactory)
    project = factory.SelfAttribute("document.project")
    query = factory.LazyFunction(lambda: {"text": "old"})
    words = "new"
