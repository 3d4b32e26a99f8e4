"""The text of a model's card: what it learned from, how good it is, what it knows."""

from typing import Any

from apps.common.scripts import by_code
from apps.common.words import counted
from apps.models.measured import measured
from apps.models.models import OcrModel
from apps.models.services import file_name


def paragraphs(model: OcrModel) -> list[str]:
    """Lines of Markdown, from what people wrote to the last character of the alphabet."""
    details = model.details
    found = [model.description, ""] if model.description else []
    found += _list(_facts(model))
    found += _section("Training", _training(details))
    found += _section("Hyper-parameters", _options(details.get("options") or {}))
    if alphabet := details.get("alphabet"):
        found += ["", f"## The {len(alphabet)} characters it knows", "", " ".join(alphabet)]
    for kind, names in (details.get("classes") or {}).items():
        if names:
            found += ["", f"## What it finds: {kind}", "", ", ".join(names)]
    return found


def _facts(model: OcrModel) -> dict[str, Any]:
    script = by_code().get(model.script)
    parent = model.parent
    return {
        "Version": model.version,
        "Fine-tuned from": f"{parent.name} v{parent.version}" if parent else "",
        "Script": f"{script.name} ({script.code})" if script else "",
        "Accuracy": accuracy_words(model),
        "Made on": f"{model.created_at:%Y-%m-%d}",
        "File": f"{file_name(model)}, {model.size} bytes",
        "SHA-256": model.sha256,
    }


def accuracy_words(model: OcrModel) -> str:
    """The figure, its interval and what it was measured on, in one sentence."""
    found = measured(model)
    if found is None:
        return ""
    words = f"{100 * found.accuracy:.2f} %"
    if found.interval:
        low, high = found.interval
        words += f" (95 % interval {100 * low:.2f}–{100 * high:.2f} %)"
    if found.wer is not None:
        words += f", {100 * found.wer:.2f} % of the words wrong"
    return f"{words} {found.sentence}"


def _training(details: dict[str, Any]) -> dict[str, Any]:
    data_set = details.get("set") or {}
    options = details.get("options") or {}
    version = f", version {data_set['version']}" if data_set.get("version") else ""
    return {
        "Set": f"{data_set['name']}{version}" if data_set.get("name") else "",
        "Digest of the set": data_set.get("digest", ""),
        "Documents": details.get("document_name", ""),
        "Pages": data_set.get("pages", ""),
        "Hands": details.get("hands", ""),
        "Learned from": learned(details),
        "Split": split_words(details),
        "Best epoch": details.get("best_epoch", ""),
        "Unicode normalisation": options.get("normalization", "") if details.get("job") else "",
        "Software": ", ".join(f"{k} {v}" for k, v in (details.get("software") or {}).items()),
    }


def learned(details: dict[str, Any]) -> str:
    if not details.get("lines"):
        return ""
    return f"{details['lines']} lines, {details.get('characters', 0)} characters"


def split_words(details: dict[str, Any]) -> str:
    """How the data was divided, and by what."""
    split = details.get("split") or {}
    if not split:
        return ""
    seed = "" if split.get("seed") is None else f" (seed {split['seed']})"
    if split.get("by") not in ("pages", "documents"):
        return f"a tenth of the lines kept aside{seed}"
    kept = len(split.get("validation_parts") or ()) or split.get("validation", 0)
    tested = len(split.get("test_parts") or ()) or split.get("test", 0)
    test = f", {tested} for the test" if tested else ""
    return f"{counted(kept, 'page')} kept aside{test}{seed}"


def _options(options: dict[str, Any]) -> dict[str, Any]:
    return {name.replace("_", " "): _plain(value) for name, value in options.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(str(item) for item in value)
    return "" if value is None else value


def _section(title: str, facts: dict[str, Any]) -> list[str]:
    rows = _list(facts)
    return ["", f"## {title}", "", *rows] if rows else []


def _list(facts: dict[str, Any]) -> list[str]:
    return [f"- **{key}**: {value}" for key, value in facts.items() if value not in ("", None, {})]
