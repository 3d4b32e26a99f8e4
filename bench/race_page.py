"""Puts one page with its recognised text into ``DATA_DIR`` and prints where it is, as JSON.

``python bench/race_page.py IMAGE TRUTH MODEL``: the lines of the truth, read by the model.
"""

import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "escriptorium.settings")

import django

django.setup()

from django.core.files import File

from apps.documents.models import LineTranscription, Part
from apps.documents.models.transcription import TextSource
from apps.documents.page_layout import to_layout
from apps.documents.services.parts import add_part
from apps.documents.services.transcriptions import layer_named, write_texts
from apps.engine.options import RecognitionOptions
from apps.engine.recognition import recognise
from apps.formats.registry import detect
from apps.images import derivatives
from apps.images.services import open_upright
from apps.imports.pages import import_page
from apps.users.models import User
from tests import factories


def main() -> None:
    image, truth, model = map(Path, sys.argv[1:4])
    owner = User.objects.get(username="alice")
    project = factories.ProjectFactory(owner=owner, name="Race", slug="race")
    document = factories.DocumentFactory(project=project, name="Race")
    with image.open("rb") as file:
        [part] = add_part(document=document, user=owner, upload=File(file, name=image.name)).parts
    derivatives.build(part.image)
    data = truth.read_bytes()
    layers = {name: layer_named(document=document, user=owner, name=name) for name in NAMES}
    import_page(
        part=part,
        layout=detect(data, truth.name).read(data),
        layer=layers["truth"],
        user=owner,
        filename=truth.name,
        replace=True,
    )
    read = recognise(open_upright(part.image), to_layout(part), model, RecognitionOptions())
    write_texts(
        part=part,
        layer=layers["recognised"],
        texts=dict(read),
        user=owner,
        source=TextSource.MODEL,
        source_name=model.name,
    )
    url = f"/document/{document.pk}/part/{part.pk}/edit/?layer={layers['recognised'].pk}"
    print(json.dumps({"url": url, "lines": _lines(part)}))


NAMES = ("truth", "recognised")


def _lines(part: Part) -> list[list[str]]:
    """Recognised and true text of each line, in reading order."""
    found = []
    for line in part.lines.all():
        rows = LineTranscription.objects.filter(line=line).values_list("layer__name", "text")
        texts = dict(rows)
        found.append([texts.get("recognised", ""), texts.get("truth", "")])
    return found


main()
