"""The image of an import as a page of the document, never the same one twice."""

from django.core.files import File
from django.db import transaction

from apps.common.files import sha256_of
from apps.documents.models import Document, Part, PartMetadata
from apps.documents.services.parts import add_part
from apps.imports.sources.base import ImageContent
from apps.users.models import User


def page_of_source(document: Document, address: str) -> Part | None:
    """The page that came from that address before."""
    return document.parts.filter(source=address).first() if address else None


def page_of_content(document: Document, content: ImageContent) -> Part | None:
    """The page whose image is this one, byte for byte.

    Where images have an address, equal ones are different pages: a book has many blank ones.
    """
    if content.address:
        found = page_of_source(document, content.address[:1024])
        if found is None and content.layout and content.layout.lines:
            found = page_of_image(document, sha256_of(content.file), content.address)
        return found
    same = document.parts.filter(image__sha256=sha256_of(content.file)).select_related("image")
    return same.first()


def page_of_image(document: Document, sha256: str, address: str) -> Part | None:
    """The one page that has this image and came from elsewhere than ``address`` leads to.

    A page with text is no blank one: where its image is there once, it is that page.
    """
    others = document.parts.filter(image__sha256=sha256).exclude(
        source__startswith=address.rpartition("=")[0] + "="
    )
    found = list(others.select_related("image")[:2]) if sha256 else []
    return found[0] if len(found) == 1 else None


@transaction.atomic
def add_pages(*, document: Document, user: User, content: ImageContent) -> tuple[Part, ...]:
    """The page, or pages of a file of several, at the end of the document."""
    added = add_part(
        document=document,
        user=user,
        upload=File(content.file, name=content.file_name),
        name=content.file_name,
        fields={"name": content.title[:512], "source": content.address[:1024]},
    )
    if content.title and len(added.created) > 1:
        for number, part in enumerate(added.created, 1):
            part.name = f"{content.title[:500]}-{number}"
        Part.objects.bulk_update(added.created, ["name"])
    PartMetadata.objects.bulk_create(
        PartMetadata(part=part, key=key[:256], value=value)
        for part in added.created
        for key, value in content.metadata
    )
    return added.parts
