"""Archive, delete, restore: equal in everything."""

import io
import json
import zipfile
from collections.abc import Callable

import pytest

from apps.annotations.models import Annotation
from apps.archives.encoding import NAMELESS
from apps.comments.models import Comment
from apps.documents.models import Document, DocumentTag, Line, LineTranscription, Snapshot
from apps.documents.services.documents import delete_document, delete_project
from apps.documents.services.snapshots import restore_snapshot
from apps.images.models import PageImage
from apps.jobs.models import Job
from apps.models.models import OcrModel
from apps.models.services import delete_model
from apps.projects.models import Project
from apps.users.models import User
from tests.archives.picture import picture

pytestmark = pytest.mark.django_db
Archived = Callable[[Document, User], bytes]
Restore = Callable[..., Job]


def _only(job: Job) -> Document:
    assert job.state == "done", job.error
    (document_id,) = job.result["documents"]
    return Document.objects.get(pk=document_id)


def test_a_restored_document_is_equal_in_everything(
    everything: Document, alice: User, project: Project, archived: Archived, restore_job: Restore
) -> None:
    before, data = picture(everything), archived(everything, alice)
    for model in OcrModel.objects.order_by("-pk"):
        delete_model(model=model, user=alice)
    delete_document(document=everything, user=alice)
    DocumentTag.objects.all().delete()
    assert not PageImage.objects.exists()

    document = _only(restore_job(data, alice, project))

    after = picture(document)
    assert set(before) == set(after)
    for label, rows in before.items():
        assert rows, f"the test has no {label}"
        assert after[label] == rows, label
    assert document.owner == alice
    assert document.project == project


def test_models_come_back_with_their_parents(
    everything: Document, alice: User, project: Project, archived: Archived, restore_job: Restore
) -> None:
    data = archived(everything, alice)
    sums = list(OcrModel.objects.order_by("pk").values_list("name", "sha256", "version"))
    job = factories_job_model(everything)
    assert job.name == "Fine"
    for model in OcrModel.objects.order_by("-pk"):
        delete_model(model=model, user=alice)
    restore_job(data, alice, project)
    found = OcrModel.objects.get(name="Fine")
    assert (found.name, found.sha256, found.version) == sums[1]
    assert found.details["lines"] == 12
    assert found.details["split"] == {"by": "pages", "seed": 1, "validation_parts": [-7]}
    assert "job" not in found.details
    assert found.owner == alice
    assert found.accuracy == 0.9

    restore_job(data, alice, project)
    assert OcrModel.objects.filter(name="Fine").count() == 1


def factories_job_model(document: Document) -> OcrModel:
    model = document.jobs.exclude(ocr_model=None).get().ocr_model
    assert model is not None
    return model


def test_a_copy_beside_the_original_has_ids_of_its_own(
    everything: Document, alice: User, project: Project, archived: Archived, restore_job: Restore
) -> None:
    before, data = picture(everything), archived(everything, alice)
    document = _only(restore_job(data, alice, project))
    assert picture(everything) == before

    old, new = ({str(uid) for uid in _uids(row)} for row in (everything, document))
    assert len(new) == len(old)
    assert not old & new
    annotation = Annotation.objects.filter(part__document=document).exclude(layer=None)[0]
    assert str(annotation.start_line) in new
    comment = Comment.objects.filter(part__document=document).exclude(line_uid=None)[0]
    assert str(comment.line_uid) in new
    part = document.parts.first()
    assert part
    texts = [row.text for row in _manual_texts(document)]
    snapshot = part.snapshots.first()
    assert snapshot
    restore_snapshot(snapshot=snapshot, user=alice)
    assert len(_manual_texts(document)) == len(texts) + 1
    assert picture(everything)["documents.Line"] == before["documents.Line"]


def _uids(document: Document) -> list[object]:
    return list(Line.objects.filter(part__document=document).values_list("uid", flat=True))


def _manual_texts(document: Document) -> list[LineTranscription]:
    rows = LineTranscription.objects.filter(layer__document=document, layer__is_protected=True)
    return list(rows.exclude(text=""))


def test_a_project_goes_and_comes_back_with_all_its_documents(
    everything: Document,
    alice: User,
    project: Project,
    archived: Archived,
    restore_job: Restore,
) -> None:
    from apps.archives.services import request_project_archive
    from apps.documents.services.documents import archive_document, create_document
    from tests.archives.conftest import finished

    other = create_document(user=alice, project=project, name="Put away")
    archive_document(document=other, user=alice)
    other.refresh_from_db()
    project.guidelines = "https://example.org/rules"
    project.save()
    before = [picture(everything), picture(other)]
    job = finished(request_project_archive(user=alice, project=project))
    with job.export.file.open("rb") as file:  # type: ignore[attr-defined]
        data = file.read()
    delete_project(project=project, user=alice)

    job = restore_job(data, alice)

    assert job.state == "done", job.error
    restored = Project.objects.get(pk=job.result["project"])
    assert (restored.name, restored.guidelines, restored.owner) == (
        "Letters",
        "https://example.org/rules",
        alice,
    )
    documents = list(restored.documents.order_by("pk"))
    # In a project of her own nobody but alice may be named as an author.
    assert [picture(row)["documents.Line"] for row in documents] == [
        rows["documents.Line"] for rows in before
    ]
    assert documents[1].archived_at == other.archived_at


def test_the_name_of_an_author_without_account_stays_with_the_text_and_finds_it_later(
    everything: Document, alice: User, bob: User, archived: Archived, restore_job: Restore
) -> None:
    data = archived(everything, alice)
    document = _only(restore_job(data, alice))  # a new project, of which bob is no member
    typed = LineTranscription.objects.filter(line__part__document=document)
    assert not typed.filter(author=bob).exists()
    revision = typed.exclude(revisions=None)[0].revisions.get(version=2)
    assert revision.attributes == {NAMELESS: "bob"}

    again = archived(document, alice)
    bob.memberships.create(project=document.project, role="editor")
    document = _only(restore_job(again, alice, document.project))
    typed = LineTranscription.objects.filter(line__part__document=document)
    revision = typed.exclude(revisions=None)[0].revisions.get(version=2)
    assert revision.author == bob
    assert revision.attributes == {}


def test_an_administrator_restores_with_every_name(
    everything: Document, alice: User, bob: User, archived: Archived, restore_job: Restore
) -> None:
    alice.is_staff = True
    alice.save()
    document = _only(restore_job(archived(everything, alice), alice))
    assert Comment.objects.filter(part__document=document, author=bob).exists()
    assert Snapshot.objects.filter(part__document=document, user=bob).count() == 2


def test_some_pages_are_an_archive_too(
    everything: Document, alice: User, project: Project, restore_job: Restore
) -> None:
    from apps.exports.models import Export
    from apps.exports.params import ExportParams
    from apps.exports.services import request_export
    from tests.archives.conftest import finished

    last = everything.parts.last()
    assert last
    params = ExportParams(format="archive", layers=[], part_ids=[last.pk])
    job = finished(request_export(user=alice, document=everything, params=params))
    with Export.objects.get(job=job).file.open("rb") as file:
        data = file.read()
    document = _only(restore_job(data, alice, project))
    (part,) = document.parts.all()
    assert (part.order, part.name) == (0, "folio 1")


def test_what_is_in_the_archive_can_be_read_by_anybody(
    everything: Document, alice: User, archived: Archived
) -> None:
    with zipfile.ZipFile(io.BytesIO(archived(everything, alice))) as file:
        names = file.namelist()
        header = json.loads(file.read("archive.json"))
        lines = file.read("pages/00001.jsonl").decode().splitlines()
    assert header["format"] == "escriptorium-archive"
    assert header["version"] == 1
    assert header["documents"] == [{"folder": "", "name": "Régistre 1/2", "pages": 2}]
    assert len([name for name in names if name.startswith("images/")]) == 2
    kinds = [json.loads(line)["table"] for line in lines]
    assert kinds[:2] == ["image", "part"]
    assert "سطر 0.2 𐍈" in "".join(lines)
    assert all("@" not in line for line in lines)
