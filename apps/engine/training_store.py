"""What a training keeps on disk: its state, to go on from, and the weights of its best epochs."""

import json
from pathlib import Path
from typing import Any, Protocol

import torch

from apps.engine.kraken7 import write_coreml, write_safetensors
from apps.engine.options import EpochFile

_STATE = "last.ckpt"
_LIST = "epochs.json"


class Named(Protocol):
    """What writes its own record into its network."""

    net: Any

    def finish(self, accuracy: float, epoch: int) -> None: ...


class TrainingStore:
    """A folder of one training; nothing in it is ever half written."""

    def __init__(self, folder: Path, keep: int) -> None:
        self._folder = folder
        self._keep = keep

    def save(self, content: dict[str, Any]) -> None:
        """Keep the state of the training; where it cannot be written, the one before stays."""
        part = self._folder / f".part-{_STATE}"
        try:
            with part.open("wb") as file:
                torch.save(content, file)
            part.replace(self._folder / _STATE)
        except (OSError, RuntimeError) as error:
            part.unlink(missing_ok=True)
            # Of a full disk torch tells by an error of its own; the reason lies beneath it.
            reason = error.__context__
            raise (reason if isinstance(reason, OSError) else error) from None

    @property
    def is_begun(self) -> bool:
        """Whether there is a state to go on from, of this training or of another one."""
        return (self._folder / _STATE).exists()

    def load(self, fingerprint: str) -> dict[str, Any] | None:
        """The state, if it is one of this very training."""
        path = self._folder / _STATE
        if not path.exists():
            return None
        content: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
        return content if content["fingerprint"] == fingerprint else None

    def epochs(self) -> tuple[EpochFile, ...]:
        """The epochs that are kept, the best first."""
        try:
            rows = json.loads((self._folder / _LIST).read_text("utf-8"))
        except (OSError, ValueError):
            return ()
        return tuple(EpochFile(e, accuracy, self._folder / name) for e, accuracy, name in rows)

    def keep_epoch(
        self, task: Named, epoch: int, accuracy: float, weights: dict[str, torch.Tensor]
    ) -> None:
        """Write the weights as a model file, if they are among the best; drop the worst then."""
        # An epoch that is done again after a crash replaces what it left.
        known = [kept for kept in self.epochs() if kept.epoch < epoch]
        path = self._folder / f"epoch-{epoch}.safetensors"
        ranked = sorted(
            [*known, EpochFile(epoch, accuracy, path)], key=lambda e: (-e.accuracy, e.epoch)
        )
        kept = ranked[: self._keep]
        if path in {file.path for file in kept}:
            own = {name: tensor.clone() for name, tensor in task.net.state_dict().items()}
            task.net.load_state_dict(weights)
            task.finish(accuracy, epoch)
            write_model(task.net, path)
            task.net.load_state_dict(own)
        rows = [[file.epoch, file.accuracy, file.path.name] for file in kept]
        part = self._folder / f".part-{_LIST}"
        part.write_text(json.dumps(rows), "utf-8")
        part.replace(self._folder / _LIST)
        for file in ranked[self._keep :]:
            file.path.unlink(missing_ok=True)


def write_model(net: Any, output: Path) -> None:
    """Put the finished file in its place in one move."""
    part = output.with_name(f".part-{output.name}")
    part.unlink(missing_ok=True)
    write = write_coreml if output.suffix == ".mlmodel" else write_safetensors
    write([net], part)
    part.replace(output)
