"""What the metadata of a document says in files that have a title page of their own."""

from apps.documents.models import Document

_AUTHORS = frozenset({"author", "authors", "creator", "dc:creator", "dcterms:creator"})


def authors(document: Document) -> list[str]:
    """Who wrote the document."""
    rows = document.metadata.all()
    return [row.value for row in rows if row.key.casefold() in _AUTHORS]


def about(document: Document) -> str:
    """Everything else that is known, in one line."""
    rows = document.metadata.all()
    return "; ".join(str(row) for row in rows if row.key.casefold() not in _AUTHORS)
