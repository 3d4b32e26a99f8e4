"""A set as it was frozen: written to an archive, and read from it for a training."""

import json
import shutil
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from PIL import Image

from apps.common.errors import ApplicationError
from apps.common.files import local_path
from apps.documents.models import Part
from apps.engine.options import TrainingData, TrainingPage, TrainingTask
from apps.formats.registry import codec
from apps.images.models import PageImage
from apps.images.pixels import open_frame, upright
from apps.images.storage import original_name
from apps.layout.learnable import learnable
from apps.layout.types import PageLayout
from apps.training.models import Split, TrainingSetVersion
from apps.training.sets.content import image_digest, line_digests, page_digest
from apps.training.sets.split import one_page_lines

MANIFEST = "manifest.json"
FORMAT = "escriptorium-training-set"
READY = ("JPEG", "PNG", "WEBP")
"""Files that the engine opens as they are, when they are upright and of 8 bits."""


@dataclass(frozen=True, slots=True)
class FrozenImage:
    """Which image a page was: its file by the sum, and how it is turned."""

    sha256: str
    frame: int
    turns: int
    file: str
    original_name: str


@dataclass(frozen=True, slots=True)
class FrozenPage:
    """One page of the manifest. ``lines`` has a short sum of each line by its uid."""

    file: str
    name: str
    split: str
    part: int
    document: int
    document_name: str
    layer: int | None
    layer_name: str
    image: FrozenImage
    image_digest: str
    digest: str
    characters: int
    text_lines: int
    lines: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FrozenData:
    """What a training learns from, judges by, and is tested with at the end."""

    data: TrainingData
    test: tuple[TrainingPage, ...]
    facts: Mapping[str, Any]


class FrozenWriter:
    """Writes pages to an archive as they come; nothing of them stays in memory but sums."""

    def __init__(self, path: Path) -> None:
        self._zip = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
        self.pages: list[FrozenPage] = []

    def add(self, part: Part, layout: PageLayout, *, split: str, layer: Any) -> None:
        """One page, as ``content.learned`` gives it."""
        number = len(self.pages) + 1
        file = f"pages/{number:05}.xml"
        self._zip.writestr(file, codec("page").write(layout))
        self.pages.append(described(part, layout, file=file, split=split, layer=layer))

    def finish(self, **said: Any) -> None:
        """Write the manifest at the end."""
        manifest = {"format": FORMAT, "version": 1, **said, "pages": list(map(asdict, self.pages))}
        self._zip.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False))
        self._zip.close()

    def close(self) -> None:
        self._zip.close()


def described(
    part: Part, layout: PageLayout, *, file: str = "", split: str = Split.TRAIN, layer: Any = None
) -> FrozenPage:
    """The entry of a page, with ``layout`` as ``content.learned`` gives it, in the manifest."""
    texts = [line.text.text for line in layout.lines if line.text]
    image = part.image
    return FrozenPage(
        file=file,
        name=f"{part.document.name}: {part.title}",
        split=split,
        part=part.pk,
        document=part.document_id,
        document_name=part.document.name,
        layer=layer.pk if layer else None,
        layer_name=layer.name if layer else "",
        image=FrozenImage(
            image.sha256,
            image.frame,
            image.turns,
            str(image.file.name),
            image.original_name,
        ),
        image_digest=image_digest(image),
        digest=page_digest(layout, image_digest(image)),
        characters=sum(map(len, texts)),
        text_lines=len(texts),
        lines=line_digests(layout),
    )


def facts_of(pages: Iterable[FrozenPage]) -> dict[str, Any]:
    """What a version holds, in figures; ``split`` has the ids of the pages of each split."""
    pages = list(pages)
    documents: dict[int, dict[str, Any]] = {}
    splits: dict[str, dict[str, Any]] = {
        split: {"pages": 0, "lines": 0, "characters": 0, "parts": []} for split in Split.values
    }
    for page in pages:
        row = documents.setdefault(
            page.document, {"id": page.document, "name": page.document_name, "pages": 0}
        )
        row["pages"] += 1
        counted = splits[page.split]
        counted["pages"] += 1
        counted["lines"] += page.text_lines
        counted["characters"] += page.characters
        counted["parts"].append(page.part)
    judging = splits[Split.VALIDATION]
    has_lines = any(page.text_lines for page in pages)
    return {
        "pages": len(pages),
        "lines": sum(page.text_lines for page in pages),
        "characters": sum(page.characters for page in pages),
        "documents": list(documents.values()),
        "by": "pages" if judging["lines" if has_lines else "pages"] else "lines",
        "split": splits,
    }


def manifest_of(version: TrainingSetVersion) -> list[FrozenPage]:
    """The pages of a version, without their layouts."""
    with _opened(version) as archive:
        return _pages(archive)


def layouts_of(version: TrainingSetVersion) -> Iterator[tuple[FrozenPage, PageLayout]]:
    """Each page of a version with its layout."""
    with _opened(version) as archive:
        for page in _pages(archive):
            yield page, _layout(archive, page)


def training_data(
    version: TrainingSetVersion, folder: Path, *, task: TrainingTask = "recognition"
) -> FrozenData:
    """The pages of a version for a training of ``task``.

    Images that must be turned or decoded otherwise are written to ``folder``; all others are read
    where they lie. A version of one page is split by lines, a tenth of them for validation.
    """
    found: dict[str, list[TrainingPage]] = defaultdict(list)
    names: set[str] = set()
    for page, layout in layouts_of(version):
        useful = learnable(layout) if task == "recognition" else layout
        if useful is None or not (useful.lines or useful.regions):
            continue
        image = image_path(page, folder)
        name = f"{page.name} ({page.part})" if page.name in names else page.name
        names.add(name)
        found[page.split].append(TrainingPage(name, image, page.image_digest, useful))
    if version.facts.get("by") == "lines" and found[Split.TRAIN] and task == "recognition":
        _split_lines(found, version)
    data = TrainingData(tuple(found[Split.TRAIN]), tuple(found[Split.VALIDATION]))
    return FrozenData(data, tuple(found[Split.TEST]), version.facts)


def _split_lines(found: dict[str, list[TrainingPage]], version: TrainingSetVersion) -> None:
    """Keep a tenth of the lines aside: the last resort where no page is left for validation."""
    pages = found[Split.TRAIN]
    count = sum(len(page.layout.lines) for page in pages)
    if count < 2:
        raise ApplicationError("no_text", "One line is too little. Transcribe some more first.")
    kept, start = one_page_lines(count, seed=version.facts.get("seed", 0)), 0
    for split, is_kept in ((Split.TRAIN, False), (Split.VALIDATION, True)):
        found[split], start = [], 0
        for page in pages:
            lines = tuple(
                line
                for number, line in enumerate(page.layout.lines, start)
                if (number in kept) is is_kept
            )
            start += len(page.layout.lines)
            name = f"{page.name}, lines kept aside" if is_kept else page.name
            if lines:
                found[split].append(
                    replace(page, name=name, layout=replace(page.layout, lines=lines))
                )


def image_path(page: FrozenPage, folder: Path) -> Path:
    """The upright image of a page as a file of this machine."""
    stored = _stored_image(page)
    with local_path(stored) as path:
        is_lasting = _is_local(stored)
        if is_lasting and not page.image.turns and not page.image.frame and _is_ready(path):
            return path
        target = folder / f"{page.image_digest}.png"
        if not target.exists():
            scratch = target.with_suffix(".part")
            with open_frame(path, page.image.frame) as original:
                upright(original, page.image.turns).save(scratch, "PNG", compress_level=1)
            shutil.move(scratch, target)
        return target


def _stored_image(page: FrozenPage) -> str:
    """Where the file lies now: at its place, or with another page that has the same file."""
    image = page.image
    suffix = image.file.rpartition(".")[2]
    twins = PageImage.objects.filter(sha256=image.sha256).values_list("file", flat=True)[:1]
    for name in (image.file, *twins, original_name(image.sha256, suffix)):
        if name and default_storage.exists(name):
            return str(name)
    raise ApplicationError(
        "image_gone",
        f"The image of {page.name} ({image.original_name}) is gone: its page was deleted. Add the"
        " same image file anywhere again, or take the page out of the set and freeze it anew.",
    )


def _is_local(name: str) -> bool:
    try:
        default_storage.path(name)
    except NotImplementedError:
        return False
    return True


def _is_ready(path: Path) -> bool:
    with Image.open(path) as image:
        plain = image.mode in ("L", "RGB") and "icc_profile" not in image.info
        is_upright = image.getexif().get(0x0112, 1) == 1
        return plain and is_upright and image.format in READY and "transparency" not in image.info


def _opened(version: TrainingSetVersion) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(default_storage.open(str(version.file.name)))
    except (FileNotFoundError, zipfile.BadZipFile) as error:
        raise ApplicationError(
            "version_gone", f"The file of {version} is gone or damaged. Freeze the set anew."
        ) from error


def _pages(archive: zipfile.ZipFile) -> list[FrozenPage]:
    rows = json.loads(archive.read(MANIFEST))["pages"]
    return [FrozenPage(**{**row, "image": FrozenImage(**row["image"])}) for row in rows]


def _layout(archive: zipfile.ZipFile, page: FrozenPage) -> PageLayout:
    layout = codec("page").read(archive.read(page.file))
    if page_digest(layout, page.image_digest) != page.digest:
        raise ApplicationError(
            "version_damaged", f"{page.name} of this version is damaged. Freeze the set anew."
        )
    return layout
