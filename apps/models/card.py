"""A model's card: filled by itself from what is known, with what its owner wrote before that.

The head is in the words of the HTR model repository (schema v1). What people wrote is kept apart,
in ``OcrModel.card``, and is laid over what is known: nothing automatic can overwrite it.
"""

from collections.abc import Callable, Mapping
from typing import Any

import yaml

from apps.common.scripts import by_code
from apps.models.card_body import paragraphs
from apps.models.measured import measured
from apps.models.models import ModelRole, OcrModel
from apps.models.services import file_name
from apps.models.vocabulary import language_code

RESOLVER = "https://doi.org/"
FIELDS = (
    *("id", "summary", "authors", "license", "license_name", "license_link"),
    *("software_name", "software_hints", "language", "script", "keywords", "datasets"),
    *("model_type", "metrics", "base_model", "obsoleted_by", "variant_of", "citation"),
)
Source = Callable[[OcrModel], Mapping[str, Any]]

_sources: list[Source] = []


def register_card_source(source: Source) -> None:
    """Let an app above this one fill fields of cards with what it knows of a model."""
    _sources.append(source)


def head_of(model: OcrModel) -> dict[str, Any]:
    """The card's head: what people wrote, else what is known; empty fields are left out."""
    head = automatic(model) | written(model)
    return {name: head[name] for name in FIELDS if head.get(name) not in ("", None, [], {})}


def written(model: OcrModel) -> dict[str, Any]:
    """The fields that the owner wrote."""
    return {name: value for name, value in model.card.items() if name in FIELDS}


def automatic(model: OcrModel) -> dict[str, Any]:
    """The head as it fills itself."""
    hub = model.hub
    known: dict[str, Any] = {
        "id": hub.get("id") or f"hash://sha256/{model.sha256}",
        "summary": model.description.partition("\n")[0].strip()[:250] or model.name,
        "authors": _authors(hub.get("authors"))
        or [{"name": model.owner.get_full_name() or model.owner.get_username()}],
        "license": str(hub.get("licence") or ""),
        "software_name": "kraken",
        "software_hints": _hints(model),
        "language": _texts(hub.get("languages")) or _languages(model.details.get("language")),
        "script": _texts(hub.get("scripts")) or ([model.script] if model.script else []),
        "datasets": _texts(hub.get("datasets")),
        "model_type": [
            "recognition" if model.role == ModelRole.RECOGNITION else "segmentation",
        ],
        "metrics": _figures(hub.get("metrics")) or _metrics(model),
        "base_model": _texts(hub.get("base_model")) or _base(model),
        "citation": "",
    }
    for source in _sources:
        known |= {name: value for name, value in source(model).items() if not known.get(name)}
    return known


def _hints(model: OcrModel) -> list[str]:
    hints = _texts(model.hub.get("hints"))
    version = (model.details.get("software") or {}).get("kraken")
    return hints or ([f"version>={version}"] if version else [])


def _texts(found: Any) -> list[str]:
    """The texts of a list that others wrote."""
    return [word for word in found if isinstance(word, str)] if isinstance(found, list) else []


def _authors(found: Any) -> list[dict[str, str]]:
    people = found if isinstance(found, list) else []
    return [
        {key: value for key, value in person.items() if isinstance(value, str)}
        for person in people
        if isinstance(person, dict) and isinstance(person.get("name"), str)
    ]


def _figures(found: Any) -> dict[str, Any]:
    return found if isinstance(found, dict) else {}


def _languages(found: Any) -> list[str]:
    words = [found] if isinstance(found, str) else found or []
    codes = (language_code(str(word)) for word in words)
    return list(dict.fromkeys(code for code in codes if code))


_CER = {"lines": "cer_lines_of_training_pages", "file": "cer_by_its_file"}


def _metrics(model: OcrModel) -> dict[str, float]:
    """Percentages; ``cer`` alone is a figure of pages that the model did not learn from."""
    found = measured(model)
    if found is None or model.role != ModelRole.RECOGNITION:
        return {}
    name = _CER.get(found.basis, "cer")
    figures = {name: round(100 * (1 - found.accuracy), 2)}
    if found.wer is not None:
        figures["wer"] = round(100 * found.wer, 2)
    if found.interval:
        low, high = found.interval
        figures["cer_95_low"] = round(100 * (1 - high), 2)
        figures["cer_95_high"] = round(100 * (1 - low), 2)
    return figures


def _base(model: OcrModel) -> list[str]:
    """The nearest ancestor that has a public identifier, as an address."""
    known, ancestor = {model.pk}, model.parent
    while ancestor is not None and ancestor.pk not in known:
        known.add(ancestor.pk)
        doi = ancestor.hub.get("id")
        if doi:
            return [f"{RESOLVER}{doi}"]
        ancestor = ancestor.parent
    return []


def card(model: OcrModel) -> dict[str, Any]:
    """Everything that is known of the model, as JSON can hold it."""
    found = measured(model)
    return {
        "name": model.name,
        "version": model.version,
        "description": model.description,
        "role": model.role,
        "script": model.script,
        "accuracy": model.accuracy,
        "measured_on": found.words if found else None,
        "owner": model.owner.username,
        "base_model": model.parent.name if model.parent else None,
        "created_at": model.created_at.isoformat(),
        "file": {"name": file_name(model), "size": model.size, "sha256": model.sha256},
        "card": head_of(model),
        **{key: model.details[key] for key in _DETAILS if key in model.details},
        "software": model.details.get("software") or "kraken",
    }


_DETAILS = (
    *("document_name", "set", "lines", "characters", "split", "test", "best_epoch", "curve"),
    *("options", "alphabet", "classes", "model_type", "parameters"),
)


def card_text(model: OcrModel, head: Mapping[str, Any] | None = None) -> str:
    """The card as Markdown with a head of YAML."""
    found = dict(head_of(model) if head is None else head)
    text = yaml.safe_dump(found, allow_unicode=True, sort_keys=False, width=100)
    body = [f"# {model.name}", "", *paragraphs(model)]
    return f"---\n{text}---\n\n" + "\n".join(body) + "\n"


def script_names(codes: list[str]) -> str:
    return ", ".join(by_code()[code].name if code in by_code() else code for code in codes)
