"""One row of each kind, all of it alice's, and the addresses of these rows."""

import re
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from apps.alignment.models import AlignedPage
from apps.alignment.witnesses import add_witness
from apps.documents.services.snapshots import take_snapshot
from apps.evaluation.findings import Line as FoundLine
from apps.evaluation.findings import Page, Subject, TextFindings
from apps.evaluation.storing import store
from apps.hub.models import HubEntry
from apps.training.models import KeptEpoch
from apps.training.sets.services import add_pages, create_set, freeze
from apps.users.models import User
from tests import factories
from tests.routes import Route

SECRET = "Sesame"
"""Part of every name that only members may read."""

FIXED = {
    "kind": "region",
    "number": "1",
    "name": "view.jpg",
    "uidb36": "1",
    "builtin": "ipa",
    "key": "set-password",
    "token": "void",
    "action": "leave",
    "suffix": "csv",
    "position": "0",
}
"""Values of parameters that name no row."""


def make_world(*, line: Any, bob: User) -> dict[str, Any]:
    """Rows by what stands before ``<pk>`` in a path; by ``name`` for a parameter ``<name_id>``."""
    part, document = line.part, line.part.document
    project, alice = document.project, document.project.owner
    project.name = document.name = SECRET
    project.save()
    document.save()
    return {
        **_of_project(project, alice, bob),
        **_of_document(document, bob),
        **_of_page(part, line),
        **_of_person(alice, document),
    }


def _of_project(project: Any, alice: User, bob: User) -> dict[str, Any]:
    return {
        "slug": project,
        "project": project,
        "projects": project,
        "keyboards": factories.KeyboardFactory(
            owner=alice, project=project, name=f"{SECRET} keyboard"
        ),
        "membership": project.memberships.get(user=bob),
        "tags": factories.DocumentTagFactory(project=project, name=f"{SECRET} tag"),
        "tags/project": factories.ProjectTagFactory(user=alice, name=f"{SECRET} tag"),
        "groups": factories.TeamFactory(owner=alice, name=f"{SECRET} team"),
        "users": alice,
        "scripts": SimpleNamespace(pk=215),
    }


def _of_document(document: Any, bob: User) -> dict[str, Any]:
    layer = factories.TranscriptionLayerFactory(document=document, name=f"{SECRET} layer")
    archived = factories.TranscriptionLayerFactory(
        document=document, name=f"{SECRET} old", archived_at=timezone.now()
    )
    metadata = factories.DocumentMetadataFactory(document=document)
    region_type = factories.RegionTypeFactory(document=document)
    return {
        "document": document,
        "documents": document,
        "document membership": factories.DocumentMembershipFactory(document=document, user=bob),
        "layer": layer,
        "transcriptions": layer,
        "archived layer": archived,
        "metadata": metadata,
        "documents/metadata": metadata,
        "type": region_type,
        "types/block": region_type,
        "types/line": factories.LineTypeFactory(document=document),
        "types/part": factories.PartTypeFactory(document=document),
        "types/annotations": factories.AnnotationTypeFactory(document=document),
        **_of_annotations(document),
    }


def _of_annotations(document: Any) -> dict[str, Any]:
    taxonomy = factories.AnnotationTaxonomyFactory(document=document, name=f"{SECRET} kind")
    component = factories.AnnotationComponentFactory(document=document, name=f"{SECRET} question")
    return {
        "taxonomy": taxonomy,
        "component": component,
        "taxonomies/annotations": taxonomy,
        "taxonomies/components": component,
    }


def _of_page(part: Any, line: Any) -> dict[str, Any]:
    layer = part.document.layers.first()
    return {
        "part": part,
        "parts": part,
        "image": part.image,
        "line": line,
        "lines": line,
        "blocks": factories.RegionFactory(part=part),
        "parts/transcriptions": factories.LineTranscriptionFactory(
            line=line, layer=layer, text=f"{SECRET} text"
        ),
        "annotations/image": factories.AnnotationFactory(part=part),
        "annotations/text": factories.TextAnnotationFactory(part=part, layer=layer, line=line),
        "parts/metadata": factories.PartMetadataFactory(part=part),
        "parts/comments": factories.CommentFactory(
            part=part, author=part.document.owner, text=f"{SECRET} comment"
        ),
        "snapshot": take_snapshot(part=part, user=part.document.owner, reason=SECRET),
    }


def _of_person(alice: User, document: Any) -> dict[str, Any]:
    model = factories.OcrModelFactory(owner=alice, name=f"{SECRET} model")
    job = factories.JobFactory(user=alice, document=document, title=SECRET)
    export = factories.ExportFactory(user=alice, document=document, name=f"{SECRET}.zip")
    replacement = factories.ReplacementFactory(user=alice, document=document, words=SECRET)
    run = factories.ImportFactory(user=alice, document=document, name=SECRET)
    witness = add_witness(user=alice, name=f"{SECRET} text", text="Sing")
    return {
        "item": factories.ImportItemFactory(run=run),
        "model": model,
        "models": model,
        "share": factories.ModelShareFactory(model=model),
        **_training(alice, document),
        "epoch": KeptEpoch.objects.create(
            model=model, epoch=3, accuracy=0.5, file="epochs/none", size=1
        ),
        "job": job,
        "tasks": job,
        "task_groups": job,
        "import": run,
        "alignment": _alignment(alice, document),
        "textual-witnesses": witness,
        "witness": witness,
        **_evaluation(alice, document, model),
        "export": export,
        "downloads": export,
        "replacement": replacement,
        "search/replacements": replacement,
        **_of_hub(),
    }


def _training(alice: User, document: Any) -> dict[str, Any]:
    """A training set of the first page, frozen once."""
    found = create_set(user=alice, name=SECRET, project=document.project)
    layer = document.layers.first()
    add_pages(training_set=found, user=alice, parts=document.parts.all(), layer=layer)
    freeze(training_set=found, user=alice)
    return {"set": found, "collections": found}


def _of_hub() -> dict[str, Any]:
    """A public model of the catalogue."""
    doi = "10.5281/zenodo.7"
    entry = HubEntry.objects.create(
        record=7, doi=doi, concept_doi=doi, datestamp="1", title="Gothic"
    )
    return {"entry": entry, "hub/models": entry}


def _evaluation(alice: User, document: Any, model: Any) -> dict[str, Any]:
    """A finished evaluation of the model on the first page."""
    job = factories.JobFactory(user=alice, document=document, kind="evaluate", title=SECRET)
    part = document.parts.first()
    line = FoundLine(0, str(part.lines.first().uid), 1, "", "", SECRET, ("Sesam",), (0.9,))
    findings = TextFindings(
        subjects=(Subject(model.name, model=model.pk, seconds=1.0),),
        pages=(Page(part.pk, part.title, document.pk, document.name),),
        lines=(line,),
        has_truth=True,
    )
    evaluation = store(job=job, reference=SECRET, findings=findings, figures=[{"cer": 0.1}])
    return {"evaluation": evaluation, "evaluations": evaluation}


def _alignment(alice: User, document: Any) -> Any:
    params = {"source": document.layers.first().pk}
    values = {"user": alice, "document": document, "kind": "align", "params": params}
    job = factories.JobFactory(**values, state="done", title=SECRET)
    AlignedPage.objects.create(job=job, part=document.parts.first())
    return job


def address(route: Route, world: dict[str, Any]) -> str:
    """The path with the rows of the world in it."""
    parts = route.path.split("/")
    for place, part in enumerate(parts):
        before = [word for word in parts[:place] if not word.isdigit() and "<" not in word]
        for name in re.findall(r"<(\w+)>", part):
            value = _value(name, before, route, world)
            parts[place] = parts[place].replace(f"<{name}>", str(value))
    # The dialogs about pages want to know which.
    return "/" + "/".join(parts) + "?selection=all"


def _value(name: str, before: list[str], route: Route, world: dict[str, Any]) -> Any:
    if name == "slug":
        return world["project"].slug
    if name == "kind" and before[0] == "media":
        return "view"
    if name in FIXED:
        return FIXED[name]
    if name.endswith("uid"):
        return world[before[-1]].uid
    if name.endswith("_id"):
        return world[_key(name.removesuffix("_id"), before, route)].pk
    chains = ("/".join(before[-2:]), before[-1])
    return next(world[chain].pk for chain in chains if chain in world)


def _key(name: str, before: list[str], route: Route) -> str:
    if name == "membership" and before[0] == "document":
        return "document membership"
    if name == "layer" and route.path.endswith("/restore/"):
        return "archived layer"
    return name
