"""Keeps line images ready for a network on disk, so that a line is cut out of its page once.

A file holds the lines of one page in one form. Its name is made from the pixels of the page and
from everything that decides how lines look to the network; the names of the lines inside are made
from their geometry, so that a corrected mask cuts that line anew and no other. Texts are no part
of it. Files are written in one move and found again by any training on this machine; those used
least lately go when the folder outgrows its limit.
"""

import contextlib
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import current_process, get_context
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import torch
from PIL import Image
from safetensors import SafetensorError, safe_open
from safetensors.numpy import load, save

from apps.engine.kraken7 import ImageInputTransforms
from apps.engine.line_images import cut_lines, plain_image
from apps.engine.options import TrainingPage
from apps.layout.geometry import typical_height
from apps.layout.types import LineLayout, TextDirection

VERSION = 1
"""Raised whenever lines are cut out differently, so that no old image is taken for a new one."""
LARGEST = 4 * 1024**3
_SUFFIX = ".lines"
_STRANGERS = 4
_FAILURES = (ValueError, RuntimeError, ZeroDivisionError, IndexError, OSError)
Pixels = np.ndarray[tuple[int, ...], np.dtype[np.uint8]]
Tick = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class LineForm:
    """How a network wants its lines: all that decides their pixels beside page and geometry."""

    channels: int
    height: int
    width: int
    padding: int
    kind: str
    direction: TextDirection


class LineCache:
    """A folder of line images in one form."""

    def __init__(self, folder: Path, form: LineForm, workers: int = 1) -> None:
        self.folder = folder
        self._form = form
        self._workers = workers

    def pages(
        self, pages: Sequence[TrainingPage], tick: Tick
    ) -> Iterator[tuple[TrainingPage, dict[str, Pixels]]]:
        """Each page with the pixels of its lines by uid; what cannot be cut out is not there."""
        jobs = {}
        for number, page in enumerate(pages):
            known = self._known(page)
            missing = [x for x in page.layout.lines if self._line_key(page, x) not in known]
            if missing:
                jobs[number] = (_only(page, missing), self._form)
        cuts = self._cut(list(jobs.values()), tick)
        # Page by page: all lines together are more than memory holds.
        for number, page in enumerate(pages):
            found = self._read(page)
            if number in jobs:
                found |= next(cuts)
                self._write(page, found)
            yield page, self._by_uid(page, found)
        if jobs:
            prune(self.folder)

    def _cut(
        self, jobs: Sequence[tuple[TrainingPage, LineForm]], tick: Tick
    ) -> Iterator[dict[str, Pixels]]:
        """The lines of pages, in as many processes as allowed, in the order of the pages."""
        for number, found in enumerate(self._cuts(jobs), 1):
            tick(f"Cut out the lines of page {number} of {len(jobs)}.")
            yield found

    def _cuts(self, jobs: Sequence[tuple[TrainingPage, LineForm]]) -> Iterator[dict[str, Pixels]]:
        workers = min(self._workers, len(jobs))
        # A process that is a daemon, as some task queues make them, may not have children.
        if workers < 2 or current_process().daemon:
            yield from map(cut_page, jobs)
            return
        with ProcessPoolExecutor(workers, mp_context=get_context("fork")) as pool:
            yield from pool.map(cut_page, jobs)

    def _path(self, page: TrainingPage) -> Path:
        facts = json.dumps([VERSION, page.image_digest, *_facts(self._form)])
        name = hashlib.sha256(facts.encode()).hexdigest()
        return self.folder / name[:2] / f"{name}{_SUFFIX}"

    def _line_key(self, page: TrainingPage, line: LineLayout) -> str:
        return line_key(line, typical_height(page.layout))

    def _by_uid(self, page: TrainingPage, found: dict[str, Pixels]) -> dict[str, Pixels]:
        keys = {line.uid: self._line_key(page, line) for line in page.layout.lines}
        if not found.keys() >= set(keys.values()):  # another training made room meanwhile
            found |= cut_page((page, self._form))
        return {uid: found[key] for uid, key in keys.items() if found[key].size}

    def _known(self, page: TrainingPage) -> frozenset[str]:
        """Of which lines of a page something is kept; their pixels are not read."""
        opened: Any = safe_open
        try:
            with opened(self._path(page), framework="np") as file:
                return frozenset(file.keys())
        except (OSError, SafetensorError):
            return frozenset()

    def _read(self, page: TrainingPage) -> dict[str, Pixels]:
        """What is kept of a page; a damaged file is as good as none."""
        path = self._path(page)
        try:
            found = load(path.read_bytes())
            os.utime(path)
        except (OSError, SafetensorError, ValueError):
            return {}
        return dict(found)

    def _write(self, page: TrainingPage, lines: dict[str, Pixels]) -> None:
        """Keep the lines; old forms of lines stay until they are many."""
        current = {self._line_key(page, line) for line in page.layout.lines}
        if len(lines) > _STRANGERS * max(len(current), 100):
            lines = {key: pixels for key, pixels in lines.items() if key in current}
        path = self._path(page)
        part = path.with_name(f".{uuid4().hex}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(save(lines))
            part.replace(path)
        except OSError:  # a full disk: lines are cut out again next time
            with contextlib.suppress(OSError):
                part.unlink()


def _only(page: TrainingPage, lines: Sequence[LineLayout]) -> TrainingPage:
    """The page with these lines; with all where one has no mask, for then its neighbours count."""
    if not all(line.mask for line in lines):
        return page
    return replace(page, layout=replace(page.layout, lines=tuple(lines)))


def cut_page(job: tuple[TrainingPage, LineForm]) -> dict[str, Pixels]:
    """The lines of a page by their keys; a line that cannot be cut out has no pixels."""
    page, form = job
    height = typical_height(page.layout)
    nothing: Pixels = np.zeros((0,), np.uint8)
    found = {line_key(line, height): nothing for line in page.layout.lines}
    transforms = ImageInputTransforms(
        1, form.height, form.width, form.channels, (form.padding, 0),
        valid_norm=form.kind == "bbox",
    )  # fmt: skip
    with Image.open(page.image) as image:
        image.load()
        usable = plain_image(image)
    for cut in cut_lines(usable, page.layout, form.direction, kind=form.kind, legacy=False):
        with contextlib.suppress(*_FAILURES):
            tensor = transforms(cut.image)
            if tensor.max() > tensor.min():
                pixels = (tensor * 255).round().to(torch.uint8).numpy()
                found[line_key(cut.line, height)] = np.ascontiguousarray(pixels)
    return found


def line_key(line: LineLayout, height: float) -> str:
    """The identity of a line's geometry; a line without mask is cut by the height of others."""
    guess = None if line.mask else round(height, 2)
    facts = json.dumps([line.baseline, line.mask, guess])
    return hashlib.sha256(facts.encode()).hexdigest()[:32]


def prune(folder: Path, largest: int | None = None) -> None:
    """Remove what was used least lately until the folder is within its limit."""
    limit = LARGEST if largest is None else largest
    files = []
    # Halves of files that a killed process left go with the rest.
    for path in (*folder.rglob(f"*{_SUFFIX}"), *folder.rglob(".*.part")):
        with contextlib.suppress(OSError):
            stat = path.stat()
            files.append((stat.st_mtime_ns, stat.st_size, path))
    total = sum(size for _, size, _ in files)
    for _, size, path in sorted(files):
        if total <= limit:
            return
        path.unlink(missing_ok=True)
        total -= size


def _facts(form: LineForm) -> list[object]:
    return [
        form.channels, form.height, form.width, form.padding, form.kind, form.direction
    ]  # fmt: skip
