"""What ``manage.py`` warns of before it starts: things that will be missed later."""

import shutil
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register


@register()
def front_end_is_built(**_: Any) -> list[CheckMessage]:
    if settings.VITE_MANIFEST.exists():
        return []
    return [
        Warning(
            "The front end is not built: pages cannot be shown.",
            hint="Start with 'make run', or run 'npm ci && npm run build' in frontend/.",
            id="common.W001",
        )
    ]


@register()
def pdf_can_be_read(**_: Any) -> list[CheckMessage]:
    if shutil.which("pdftoppm"):
        return []
    return [
        Warning(
            "pdftoppm is missing: PDF files cannot be opened.",
            hint="Install it with: sudo apt-get install poppler-utils",
            id="common.W002",
        )
    ]
