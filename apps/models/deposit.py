"""A model with all that belongs to it, as one file: to keep, or to deposit at a repository."""

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import IO, Any

import yaml
from django.core.files.storage import default_storage
from django.utils import timezone

from apps.common.errors import ApplicationError
from apps.models.card import RESOLVER, card_text, head_of
from apps.models.card_check import Lack, lacks
from apps.models.measured import measured
from apps.models.models import OcrModel
from apps.models.services import CHUNK, file_name
from apps.models.vocabulary import licences

COMMUNITY = "ocr_models"


def missing(model: OcrModel) -> list[Lack]:
    """What the card lacks before the model can be deposited."""
    found = lacks(head_of(model))
    if not model.description.strip():
        found.append(Lack("description", "Description: say what the model is for, and its limits."))
    return found


def notes(model: OcrModel) -> list[str]:
    """What does not hinder a deposit, but should be known before it."""
    found = []
    figure = measured(model)
    if figure is None:
        found.append("No accuracy is known: evaluate the model on pages it never saw.")
    elif figure.basis != "test":
        found.append(f"Its accuracy is known {figure.sentence}. Unseen pages say more.")
    for ancestor in _ancestors(model):
        licence = str(ancestor.hub.get("licence") or "")
        if licence and licence != head_of(model).get("license"):
            found.append(f"It was fine-tuned from “{ancestor}”, which is under {licence}.")
            if "-SA" in licence or "-NC" in licence or "-ND" in licence:
                found.append(f"Check that {licence} allows the licence that you chose.")
    return found


def _ancestors(model: OcrModel) -> list[OcrModel]:
    found: list[OcrModel] = []
    ancestor = model.parent
    while ancestor is not None and ancestor not in found and ancestor != model:
        found.append(ancestor)
        ancestor = ancestor.parent
    return found


def with_card(model: OcrModel) -> IO[bytes]:
    """A zip of the model, its card and how to cite it."""
    return _zip(model, {"card.md": card_text(model), "CITATION.cff": citation(model)})


def package(model: OcrModel) -> IO[bytes]:
    """A zip with everything that a repository asks for; refused while something is missing."""
    lacking = missing(model)
    if lacking:
        words = " ".join(lack.words for lack in lacking)
        raise ApplicationError("incomplete", f"The card is not complete. {words}")
    head = head_of(model)
    zenodo, dataverse = zenodo_metadata(model, head), dataverse_metadata(model, head)
    texts = {
        "README.md": card_text(model, head),
        "metadata.json": _json(zenodo),
        "dataverse.json": _json(dataverse),
        "LICENSE": licence_text(model, head),
        "CITATION.cff": citation(model),
    }
    return _zip(model, texts, with_checksums=True)


def _zip(model: OcrModel, texts: Mapping[str, str], *, with_checksums: bool = False) -> IO[bytes]:
    name = file_name(model)
    sums = {path: hashlib.sha256(text.encode()).hexdigest() for path, text in texts.items()}
    target = tempfile.TemporaryFile()  # noqa: SIM115 - closed by the answer that sends it
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        digest = hashlib.sha256()
        with (
            default_storage.open(str(model.file.name)) as source,
            archive.open(name, "w", force_zip64=True) as member,
        ):
            while chunk := source.read(CHUNK):
                digest.update(chunk)
                member.write(chunk)
        for path, text in texts.items():
            archive.writestr(path, text)
        if with_checksums:
            rows = {name: digest.hexdigest()} | sums
            lines = "".join(f"{found}  {path}\n" for path, found in rows.items())
            archive.writestr("SHA256SUMS", lines)
    target.seek(0)
    return target


def zenodo_metadata(model: OcrModel, head: Mapping[str, Any]) -> dict[str, Any]:
    """What the deposit API of Zenodo takes, as the tool of the repository writes it."""
    relations = [
        ("datasets", "isDerivedFrom", "dataset"),
        ("base_model", "isDerivedFrom", "other"),
        ("obsoleted_by", "isObsoletedBy", "other"),
        ("variant_of", "isVariantFormOf", "other"),
    ]
    related = [
        {"relation": relation, "identifier": address, "resource_type": kind}
        for field, relation, kind in relations
        for address in head.get(field, [])
    ]
    metadata: dict[str, Any] = {
        "title": head["summary"],
        "upload_type": "publication",
        "publication_type": "other",
        "description": model.description,
        "creators": [_creator(author) for author in head["authors"]],
        "access_right": "open",
        "license": head["license"],
        "communities": [{"identifier": COMMUNITY}],
        "version": str(model.version),
    }
    if head.get("keywords"):
        metadata["keywords"] = head["keywords"]
    if related:
        metadata["related_identifiers"] = related
    return {"metadata": metadata}


def _creator(author: Mapping[str, str]) -> dict[str, str]:
    """Zenodo takes the bare ORCID."""
    found = dict(author)
    if found.get("orcid"):
        found["orcid"] = found["orcid"].rstrip("/").rsplit("/", 1)[-1]
    return found


def dataverse_metadata(model: OcrModel, head: Mapping[str, Any]) -> dict[str, Any]:
    """A data set as the native API of Dataverse takes it."""
    authors = [
        {"authorName": _primitive("authorName", author["name"])}
        | (
            {"authorAffiliation": _primitive("authorAffiliation", author["affiliation"])}
            if author.get("affiliation")
            else {}
        )
        for author in head["authors"]
    ]
    description = {"dsDescriptionValue": _primitive("dsDescriptionValue", model.description)}
    keywords = [
        {"keywordValue": _primitive("keywordValue", word)} for word in head.get("keywords", [])
    ]
    fields: list[dict[str, Any]] = [
        _primitive("title", head["summary"]),
        _compound("author", authors),
        _compound("dsDescription", [description]),
        {
            "typeName": "subject",
            "typeClass": "controlledVocabulary",
            "multiple": True,
            "value": ["Arts and Humanities"],
        },
    ]
    if keywords:
        fields.append(_compound("keyword", keywords))
    licence = licences().get(head["license"])
    return {
        "datasetVersion": {
            "license": {"name": head["license"], "uri": licence.link if licence else ""},
            "metadataBlocks": {"citation": {"displayName": "Citation Metadata", "fields": fields}},
        }
    }


def _primitive(name: str, value: str) -> dict[str, Any]:
    return {"typeName": name, "typeClass": "primitive", "multiple": False, "value": value}


def _compound(name: str, values: list[Any]) -> dict[str, Any]:
    return {"typeName": name, "typeClass": "compound", "multiple": True, "value": values}


def licence_text(model: OcrModel, head: Mapping[str, Any]) -> str:
    """Who gives which rights, and where the licence's own text stands."""
    known = licences().get(head["license"])
    title = head.get("license_name") or (known.title if known else head["license"])
    link = head.get("license_link") or (known.link if known else "")
    names = ", ".join(author["name"] for author in head["authors"])
    return (
        f"{head['summary']}\nCopyright {model.created_at.year} {names}\n\n"
        f"This model is available under: {title} ({head['license']}).\n{link}\n"
    )


def citation(model: OcrModel) -> str:
    """How to cite the model, in the Citation File Format."""
    head = head_of(model)
    found: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": "If you use this model, please cite it as below.",
        "title": head["summary"],
        "type": "software",
        "version": str(model.version),
        "date-released": f"{timezone.now():%Y-%m-%d}",
        "authors": [_cited(author) for author in head["authors"]],
    }
    if head.get("license"):
        found["license"] = head["license"]
    identifier = str(head["id"])
    if identifier.startswith("10."):
        found |= {"doi": identifier, "url": f"{RESOLVER}{identifier}"}
    return yaml.safe_dump(found, allow_unicode=True, sort_keys=False, width=100)


def _cited(author: Mapping[str, str]) -> dict[str, str]:
    found = {"name": author["name"]}
    if author.get("affiliation"):
        found["affiliation"] = author["affiliation"]
    if author.get("orcid"):
        found["orcid"] = author["orcid"]
    return found


def zip_name(model: OcrModel, what: str) -> str:
    return f"{PurePosixPath(file_name(model)).stem}{what}.zip"


def _json(found: Any) -> str:
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"
