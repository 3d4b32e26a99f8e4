"""Where the files of images lie in the storage."""

from django.core.files.storage import default_storage


def original_name(sha256: str, suffix: str) -> str:
    return f"originals/{sha256[:2]}/{sha256}.{suffix}"


def derivative_name(kind: str, image_id: int, look: str) -> str:
    return f"{kind}s/{look[:2]}/{image_id}-{look}.jpg"


def remove(name: str) -> None:
    """Delete a file that may be gone already."""
    if name:
        default_storage.delete(name)
