"""The archive of a whole project, or of documents from the command line."""

from pathlib import Path

from django.utils import timezone

from apps.archives.checking import Reporter
from apps.archives.writing import ArchiveFile
from apps.common.errors import ApplicationError
from apps.documents.models import Document, Part
from apps.exports.archive import FileSink
from apps.exports.naming import safe
from apps.exports.notes import Notes
from apps.exports.writing import SOFTWARE, Written
from apps.projects.models import Project
from apps.users.models import User


def documents_of(project: Project, user: User) -> list[Document]:
    """The documents of a project that the person may see, those that are put away too."""
    found = list(Document.objects.visible_to(user).filter(project=project).order_by("pk"))
    if not found:
        raise ApplicationError("nothing", f"“{project.name}” has no document to archive.")
    return found


def write_documents(
    documents: list[Document],
    *,
    user: User,
    folder: Path,
    notes: Notes,
    reporter: Reporter,
    project: Project | None = None,
) -> Written:
    """A zip of these documents: of a project, or of the only one."""
    total, done = Part.objects.filter(document__in=documents).count(), 0
    sink = FileSink(folder, always_zip=True)
    try:
        archive = ArchiveFile(sink, user=user, warn=notes.add)
        for number, document in enumerate(documents, start=1):
            archive.begin(document, f"documents/{number}/" if project else "")
            for part_id in list(document.parts.values_list("pk", flat=True)):
                reporter.update(done, total, f"Archiving {document}")
                _add(archive, part_id, document, notes)
                done += 1
            archive.end()
        archive.finish(software=SOFTWARE, project=project)
        path, suffix = sink.finish()
    finally:
        sink.close()
    return Written(path, suffix, notes)


def archive_name(name: str) -> str:
    """What the file is called: of what it is an archive, and of when."""
    stamp = timezone.now().strftime("%Y-%m-%d_%H%M%S")
    return f"{safe(name)[:60] or 'project'}_archive_{stamp}.zip"


def _add(archive: ArchiveFile, part_id: int, document: Document, notes: Notes) -> None:
    """Write a page; one that cannot be written is left out and never stops the others."""
    part = Part.objects.select_related("image").filter(pk=part_id).first()
    try:
        if part is not None:
            archive.page(part)
    except ApplicationError as error:
        notes.skip(f"{part} of {document} is not in the archive: {error.message}")
