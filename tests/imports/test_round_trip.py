"""A page that is imported, stored, read out and written again is the page that it was."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from apps.documents.models import Document, Part, TranscriptionLayer
from apps.documents.page_layout import to_layout
from apps.formats.registry import codec, read_pages
from apps.imports.pages import import_page
from apps.layout.places import given_place
from apps.layout.types import PageLayout
from apps.users.models import User
from tests import factories
from tests.formats.rich_layouts import rich_layouts
from tests.formats.support import REAL, comparable
from tests.formats.test_real_files import name_of, pages
from tests.formats.test_round_trip import layouts

pytestmark = pytest.mark.django_db


@pytest.fixture
def layer(document: Document) -> TranscriptionLayer:
    return factories.TranscriptionLayerFactory(document=document, name="imported")


def stored(layout: PageLayout, layer: TranscriptionLayer, user: User) -> PageLayout:
    """The layout as the database gives it back after an import into an empty page."""
    size = {"width": layout.width or 900, "height": layout.height or 700}
    image = factories.PageImageFactory(original_name="page.png", **size)
    part = factories.PartFactory(document=layer.document, image=image)
    import_page(
        part=part, layout=layout, layer=layer, user=user, filename="page.xml", replace=False
    )
    return to_layout(Part.objects.get(pk=part.pk), layer)


def settled(layout: PageLayout, like: PageLayout) -> PageLayout:
    """What both say, without what the page of the database decides: its image and its uids."""
    lines = tuple(given_place(line) for line in layout.lines)
    same = comparable(replace(layout, lines=lines))
    return replace(
        same,
        width=same.width if like.width else 0,
        height=same.height if like.height else 0,
        image_name="",
        direction=same.direction if like.direction else None,
        external_id=layout.external_id,
    )


@pytest.mark.skipif(not REAL.is_dir(), reason="the shared data is not here")
@pytest.mark.parametrize("path", pages() if REAL.is_dir() else [], ids=name_of)
def test_every_real_file_survives(path: Path, layer: TranscriptionLayer, alice: User) -> None:
    data = path.read_bytes()
    for layout in read_pages(data, path.name):
        found = stored(layout, layer, alice)
        assert settled(found, layout) == settled(layout, layout)
        writer = codec("page" if layout.metadata.get("unit") is None else "alto")
        again = writer.read(writer.write(found))
        assert settled(again, layout) == settled(writer.read(writer.write(layout)), layout)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(layouts())
def test_any_page_survives(layer: TranscriptionLayer, alice: User, layout: PageLayout) -> None:
    found = stored(layout, layer, alice)
    assert settled(found, layout) == settled(layout, layout)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rich_layouts())
def test_a_page_with_everything_survives(
    layer: TranscriptionLayer, alice: User, layout: PageLayout
) -> None:
    found = stored(layout, layer, alice)
    assert settled(found, layout) == settled(layout, layout)
