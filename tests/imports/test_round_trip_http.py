"""Files of other programs come in through the dialog and go out again as they were."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePath

import pytest
from django.test import Client

from apps.documents.models import Document, Line, LineTranscription, Part, TranscriptionLayer
from apps.documents.page_layout import to_layout
from apps.formats.registry import codec, read_pages
from apps.layout.types import PageLayout
from apps.users.models import User
from tests import factories
from tests.exports.test_exports import do_export, fetched
from tests.formats.support import REAL, comparable
from tests.imports.test_import_pages import do_import

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not REAL.is_dir(), reason="the shared data is not here"),
]
FILES = (
    ("format_samples/transkribus_tables_no_image/00000372.xml", "page-2013"),
    ("format_samples/aletheia_all_region_types/PAGE_2019.xml", "page"),
    ("format_samples/ocrd_kant_tif_words/OCR-D-GT-PAGE/PAGE_0020_PAGE.xml", "page"),
    ("format_samples/newspaper_reading_order/ONB_nfp_19110701_013.xml", "page-2013"),
    ("format_samples/vertical_zh_calfa_no_image/CDF_IHEC_SB4002_01_01_0024.xml", "page-2013"),
    ("print_de_fraktur/GT-PAGE/clauren_mimil_1815_0023.xml", "page"),
    ("format_samples/kraken_output/input_binarized_seg_alto.xml", "alto"),
    ("rtl_ar_hand", "alto"),
)


@pytest.mark.parametrize(("path", "name"), FILES)
def test_a_file_goes_out_as_it_came_in(
    document: Document, alice: User, client_of: Callable[[User], Client], path: str, name: str
) -> None:
    client = client_of(alice)
    file = REAL / path
    file = file if file.is_file() else sorted(file.rglob("*.xml"))[0]
    data = file.read_bytes()
    (layout,) = read_pages(data, file.name)
    part = _page_for(document, layout, file.name)
    do_import(client, document, file.name, data)
    layer = TranscriptionLayer.objects.get(document=document)
    out = fetched(client, do_export(client, part, layer, format=name))
    assert _said(codec(name).read(out)) == _said(codec(name).read(codec(name).write(layout)))
    _again_changes_nothing(client, part, layer, out)


def _page_for(document: Document, layout: PageLayout, name: str) -> Part:
    own = PurePath(layout.image_name).name or f"{PurePath(name).stem}.jpg"
    image = factories.PageImageFactory(original_name=own, width=layout.width, height=layout.height)
    part: Part = factories.PartFactory(document=document, image=image)
    return part


def _said(layout: PageLayout) -> PageLayout:
    """All but what the document decides: the name of the image, its direction, who exported."""
    same = comparable(replace(layout, image_name="", direction=None))
    settled = ("software", "model", "source", "comments")
    metadata = {
        key: value
        for key, value in same.metadata.items()
        if key not in settled and "MetadataItem" not in key
    }
    return replace(same, metadata=metadata)


def _again_changes_nothing(
    client: Client, part: Part, layer: TranscriptionLayer, data: bytes
) -> None:
    """What was exported is imported over its own page: the same lines with the same texts."""
    before = to_layout(Part.objects.get(pk=part.pk), layer)
    versions = list(LineTranscription.objects.order_by("pk").values_list("pk", "version"))
    do_import(client, part.document, "again.xml", data, layer_name=layer.name, mode="replace")
    after = to_layout(Part.objects.get(pk=part.pk), layer)
    assert [line.uid for line in after.lines] == [line.uid for line in before.lines]
    assert replace(after, metadata={}) == replace(before, metadata={})
    assert list(LineTranscription.objects.order_by("pk").values_list("pk", "version")) == versions
    assert Line.objects.filter(part=part).count() == len(before.lines)
