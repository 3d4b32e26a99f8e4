"""Which file of a record is the model, and what stands in the way of using it here."""

from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.template.defaultfilters import filesizeformat

from apps.hub.models import HubEntry
from apps.hub.words import USABLE_KINDS, kind_name, unpacked
from apps.models.services import SUFFIXES

OLD_SUFFIXES = (".pronn", ".clstm", ".hdf5")


def model_files(entry: HubEntry) -> list[dict[str, Any]]:
    """The files that may be a model that kraken loads, the likeliest first.

    A v0 card names its file; of one model in two formats, safetensors is the newer one.
    """
    named = entry.card.get("file", "")
    found = [file for file in entry.files if suffix_of(file["name"]) in SUFFIXES]
    return sorted(
        found, key=lambda file: (file["name"] != named, suffix_of(file["name"]) != ".safetensors")
    )


def suffix_of(name: str) -> str:
    return PurePosixPath(name).suffix.lower()


def obstacle(entry: HubEntry) -> str:
    """Why the model cannot be installed here, in words; empty where nothing is known against it."""
    kinds = unpacked(entry.kinds)
    if kinds and not set(kinds) & set(USABLE_KINDS):
        names = " and ".join(kind_name(kind).lower() for kind in kinds)
        return f"It is a model for {names}: this program uses models that segment or recognise."
    files = model_files(entry)
    if not files:
        return _no_file(entry)
    if min(file["size"] for file in files) > settings.MAX_UPLOAD_MB * 1024**2:
        return (
            f"Its file of {filesizeformat(files[0]['size'])} is larger than this server takes"
            f" ({settings.MAX_UPLOAD_MB} MB). An administrator can raise MAX_UPLOAD_MB."
        )
    return entry.refusal


def _no_file(entry: HubEntry) -> str:
    if any(suffix_of(file["name"]) in OLD_SUFFIXES for file in entry.files):
        return "Its file was made for an old version of kraken, which kraken 7 cannot load."
    others = [file["name"] for file in entry.files if file["name"] not in {"README.md"}]
    held = f" It holds {', '.join(others[:5])}." if others else ""
    return f"It holds no file that kraken can load (.mlmodel or .safetensors).{held}"


def caution(entry: HubEntry) -> str:
    """What speaks against the model without forbidding it."""
    software = entry.software.strip()
    if software and "kraken" not in software.lower():
        return f"Its card says that it was made for {software}, so kraken may refuse its file."
    return ""
