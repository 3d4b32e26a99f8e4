"""What the program brings itself where no environment variable names a service."""

import os
import secrets
from pathlib import Path

from escriptorium.env import BadSetting


def secret_key(data_dir: Path) -> str:
    """The key of this installation, made once and kept in the data folder."""
    path = data_dir / "secret_key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(key := secrets.token_urlsafe(50))
    return key


def valkey_socket(data_dir: Path) -> Path:
    return data_dir / "valkey.sock"


def valkey_url(data_dir: Path) -> str:
    """The URL of the embedded Valkey server: a unix socket that only this user can open."""
    return f"unix://{valkey_socket(data_dir)}"


def celery_url(redis_url: str) -> str:
    """The same server as Celery spells it."""
    return redis_url.replace("unix://", "redis+socket://", 1)


def media_storage(url: str) -> dict[str, object]:
    """Django's storage entry: the data folder, or an ``s3://bucket`` through django-storages."""
    if not url:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    if not url.startswith("s3://"):
        raise BadSetting(f"MEDIA_STORAGE must be empty or start with s3://, not {url!r}.")
    bucket = url.removeprefix("s3://").strip("/")
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": {"bucket_name": bucket}}
