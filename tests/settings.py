"""The settings of the unit tests: the real ones, in a folder of their own, with no service."""

import atexit
import json
import os
import shutil
import tempfile
from pathlib import Path

_folder = tempfile.mkdtemp(prefix="escriptorium-tests-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ |= {"DATA_DIR": _folder, "ENGINE": "fake", "MEDIA_STORAGE": "", "REDIS_URL": ""}

from escriptorium.settings import *  # noqa: E402, F403
from escriptorium.settings import STORAGES  # noqa: E402

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES |= {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
CELERY_BROKER_URL = "memory://"
WHITENOISE_USE_FINDERS = False

VITE_MANIFEST = Path(_folder) / "manifest.json"
VITE_MANIFEST.write_text(
    json.dumps({f"src/{entry}/main.ts": {"file": f"{entry}.js"} for entry in ("pages", "editor")})
)
