"""Opens one untrusted model file in a process of its own and prints what it is as JSON."""

import json
import resource
import sys
from pathlib import Path
from typing import Any

from apps.engine import loader
from apps.engine.errors import EngineError

_MEMORY = 8 * 1024**3
_CPU_SECONDS = 100


def describe(path: Path) -> dict[str, Any]:
    """The facts of the first network in the file that segments or recognises."""
    nets = loader.read_nets(path)
    for net in nets:
        for role in ("segmentation", "recognition"):
            if role in net.model_type:
                return _facts(path, net, role)
    raise EngineError(
        f"{path.name} can neither segment nor recognise: it says of itself that it is "
        f"for {', '.join(kind for net in nets for kind in net.model_type) or 'nothing'}."
    )


def _facts(path: Path, net: Any, role: str) -> dict[str, Any]:
    metadata = net.user_metadata
    codec = getattr(net, "codec", None)
    if role == "recognition" and codec is None:
        raise EngineError(f"{path.name} has no alphabet, so nothing can be read with it.")
    mapping = metadata.get("class_mapping", {})
    if role == "segmentation" and not {"baselines", "regions", "aux"} <= set(mapping):
        raise EngineError(f"{path.name} does not say what it finds on a page.")
    return {
        "role": role,
        "model_type": _line_kind(net) if role == "recognition" else None,
        "alphabet": sorted(codec.c2l) if codec else [],
        "accuracy": _accuracy(metadata),
        "parameters": sum(weights.numel() for weights in net.parameters()),
        "classes": {
            "regions": sorted(mapping.get("regions", {})),
            "lines": sorted(mapping.get("baselines", {})),
        },
        "script": _text(metadata.get("script")),
        "language": _text(metadata.get("language")),
    }


def _line_kind(net: Any) -> str:
    return "baselines" if net.seg_type == "baselines" else "bbox"


def _text(value: Any) -> str | None:
    if isinstance(value, list):
        value = ", ".join(str(item) for item in value)
    return str(value)[:200] if value else None


def _accuracy(metadata: dict[str, Any]) -> float | None:
    """The best accuracy among those that the training noted, in any of kraken's notations."""
    values = []
    for entry in [*metadata.get("metrics", []), *metadata.get("accuracy", [])]:
        value = entry[-1] if isinstance(entry, list) and entry else entry
        if isinstance(value, dict):
            value = value.get("val_accuracy")
        if isinstance(value, int | float) and 0 <= value <= 1:
            values.append(float(value))
    return max(values) if values else None


def _main() -> None:
    # What torch has mapped by now does not count: only what the file makes us allocate does.
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    path = Path(sys.argv[1])
    try:
        answer = describe(path)
    except EngineError as error:
        answer = {"error": str(error)}
    except MemoryError:
        answer = {"error": f"{path.name} needs more memory than any model should."}
    sys.stdout.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    _main()
