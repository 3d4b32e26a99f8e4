"""A model's card: what is known of it, as data and as Markdown to publish beside its file.

The head of the Markdown is in the words of the HTR model repository (schema v1), so that only the
licence and the languages, which the program does not know, have to be added before publishing.
"""

from typing import Any

import yaml

from apps.common.scripts import by_code
from apps.models.models import ModelRole, OcrModel
from apps.models.services import file_name


def card(model: OcrModel) -> dict[str, Any]:
    """Everything that is known of the model, as JSON can hold it."""
    return {
        "name": model.name,
        "version": model.version,
        "description": model.description,
        "role": model.role,
        "script": model.script,
        "accuracy": model.accuracy,
        "owner": model.owner.username,
        "base_model": model.parent.name if model.parent else None,
        "created_at": model.created_at.isoformat(),
        "file": {"name": file_name(model), "size": model.size, "sha256": model.sha256},
        "software": "kraken",
        **{key: model.details[key] for key in _DETAILS if key in model.details},
    }


_DETAILS = (
    *("document_name", "lines", "characters", "split", "best_epoch", "curve"),
    *("alphabet", "classes", "model_type", "parameters"),
)


def card_text(model: OcrModel) -> str:
    """The card as Markdown with a head of YAML."""
    head = yaml.safe_dump(_head(model), allow_unicode=True, sort_keys=False, width=100)
    body = [f"# {model.name}", "", *_paragraphs(model)]
    return f"---\n{head}---\n\n" + "\n".join(body) + "\n"


def _head(model: OcrModel) -> dict[str, Any]:
    is_reader = model.role == ModelRole.RECOGNITION
    head: dict[str, Any] = {
        "summary": model.description.partition("\n")[0] or model.name,
        "authors": [{"name": model.owner.get_full_name() or model.owner.username}],
        "software_name": "kraken",
        "model_type": ["recognition" if is_reader else "segmentation"],
    }
    if model.script:
        head["script"] = [model.script]
    if model.accuracy is not None and is_reader:
        head["metrics"] = {"cer": round(100 * (1 - model.accuracy), 2)}
    return head


def _paragraphs(model: OcrModel) -> list[str]:
    details = model.details
    found = [model.description, ""] if model.description else []
    script = by_code().get(model.script)
    facts = {
        "Version": model.version,
        "Fine-tuned from": model.parent.name if model.parent else "",
        "Script": f"{script.name} ({script.code})" if script else "",
        "Accuracy": "" if model.accuracy is None else f"{100 * model.accuracy:.2f} %",
        "Learned from": _learned(details),
        "Validation": _validation(details),
        "Best epoch": details.get("best_epoch", ""),
        "Made on": f"{model.created_at:%Y-%m-%d}",
        "File": f"{file_name(model)}, {model.size} bytes",
        "SHA-256": model.sha256,
    }
    found += [f"- **{key}**: {value}" for key, value in facts.items() if value]
    if alphabet := details.get("alphabet"):
        found += ["", f"## The {len(alphabet)} characters it knows", "", " ".join(alphabet)]
    for kind, names in (details.get("classes") or {}).items():
        if names:
            found += ["", f"## What it finds: {kind}", "", ", ".join(names)]
    return found


def _learned(details: dict[str, Any]) -> str:
    if not details.get("lines"):
        return ""
    return f"{details['lines']} lines, {details.get('characters', 0)} characters"


def _validation(details: dict[str, Any]) -> str:
    split = details.get("split") or {}
    if split.get("by") == "pages":
        return f"{len(split.get('validation_parts', ()))} pages kept aside (seed {split['seed']})"
    return f"a tenth of the lines kept aside (seed {split['seed']})" if split else ""
