"""Line images with their texts as the one compiled file that kraken trains from."""

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import pyarrow as pa

LINES_AT_ONCE = 100
_IMAGE_MODES = ("1", "L", "RGB")
_LINE = pa.struct([("text", pa.string()), ("im", pa.binary()), ("language", pa.list_(pa.string()))])
_SCHEMA = pa.schema(
    [
        ("lines", _LINE),
        ("train", pa.bool_()),
        ("validation", pa.bool_()),
        ("test", pa.bool_()),
    ]
)


@dataclass(frozen=True, slots=True)
class DatasetLine:
    """A line image as a PNG of mode ``mode``, and what it says."""

    text: str
    png: bytes
    mode: str
    is_validation: bool = False


class LineDataset:
    """Writes kraken's binary dataset in constant memory: a hundred lines at a time.

    What describes all lines stands at the head of the file, so lines wait in a second one.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._waiting: list[DatasetLine] = []
        self._alphabet: Counter[str] = Counter()
        self._counts = {"all": 0, "train": 0, "validation": 0, "test": 0}
        self._mode = _IMAGE_MODES[0]
        self._scratch = path.with_suffix(".lines")
        self._writer = pa.ipc.new_file(str(self._scratch), _SCHEMA)

    def __enter__(self) -> "LineDataset":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._writer.close()
        self._scratch.unlink(missing_ok=True)

    @property
    def count(self) -> int:
        return self._counts["all"]

    def add(self, line: DatasetLine) -> None:
        self._alphabet.update(line.text)
        self._mode = max(self._mode, line.mode, key=_IMAGE_MODES.index)
        self._counts["all"] += 1
        self._counts["validation" if line.is_validation else "train"] += 1
        self._waiting.append(line)
        if len(self._waiting) >= LINES_AT_ONCE:
            self._flush()

    def finish(self) -> None:
        """Write the file with everything that was added."""
        self._flush()
        self._writer.close()
        described = _SCHEMA.with_metadata({"lines": json.dumps(self._metadata())})
        with (
            pa.memory_map(str(self._scratch), "rb") as source,
            pa.ipc.open_file(source) as lines,
            pa.ipc.new_file(str(self._path), described) as target,
        ):
            for number in range(lines.num_record_batches):
                target.write(lines.get_batch(number))

    def _flush(self) -> None:
        if not self._waiting:
            return
        rows = [{"text": line.text, "im": line.png, "language": None} for line in self._waiting]
        held_back = [line.is_validation for line in self._waiting]
        columns = [
            pa.array(rows, type=_LINE),
            pa.array([not is_held for is_held in held_back]),
            pa.array(held_back),
            pa.array([False] * len(rows)),
        ]
        self._writer.write(pa.RecordBatch.from_arrays(columns, schema=_SCHEMA))
        self._waiting.clear()

    def _metadata(self) -> dict[str, object]:
        return {
            "type": "kraken_recognition_baseline",
            "alphabet": dict(self._alphabet),
            "text_type": "raw",
            "image_type": "raw",
            "splits": ["train", "eval", "test"],
            "im_mode": self._mode,
            "legacy_polygons": False,
            "languages": {},
            "counts": self._counts,
        }
