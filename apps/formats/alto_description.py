"""The head of an ALTO file: where the page comes from, what made it, styles; and its margins."""

from collections.abc import Iterator, Mapping
from typing import Any

from lxml.etree import SubElement
from lxml.etree import _Element as Element

from apps.formats.alto_kept import PREFIX, as_data, dump, load, parts, text_in
from apps.formats.alto_versions import Version
from apps.formats.xml import Ids, child, clean, local_name, text_of

SOURCES = f"{PREFIX}sourceImageInformation"
STEPS = f"{PREFIX}Processing"
STYLES = f"{PREFIX}Styles"
HEAD_KEYS = frozenset({SOURCES, STEPS, STYLES, "source", "software", "model"})
_STEP_PARTS = ("processingCategory", "processingDateTime", "processingAgency")
_SOFTWARE = ("softwareCreator", "softwareName", "softwareVersion", "applicationDescription")
_STYLE_NAMES: Mapping[str, tuple[str, ...]] = {
    "TextStyle": ("FONTFAMILY", "FONTTYPE", "FONTWIDTH", "FONTSIZE", "FONTCOLOR", "FONTSTYLE"),
    "ParagraphStyle": ("ALIGN", "LEFT", "RIGHT", "LINESPACE", "FIRSTLINE"),
}
_OLD_STEPS = ("preProcessingStep", "ocrProcessingStep", "postProcessingStep")
NO_SIZE = "0"  # ALTO 2 asks for the size of every style
# The step that this program writes of a layer: the model and the software that read it.
_OURS = "transcription"
_MODEL = "model: "


def read_metadata(root: Element, unit: str) -> dict[str, str]:
    """Where the page comes from and what made it."""
    metadata = {} if unit == "pixel" else {"unit": unit}
    description = child(root, "Description")
    source = child(description, "sourceImageInformation")
    others = []
    for element in () if source is None else source:
        said = text_of(element)
        is_source = local_name(element) == "fileIdentifier" and not element.attrib
        if is_source and said and metadata.setdefault("source", said) == said:
            continue
        if local_name(element) != "fileName" and said:
            others.append(as_data(element))
    if others:
        metadata[SOURCES] = dump(others)
    metadata |= _read_steps(description)
    given = child(root, "Styles")
    styles = [as_data(style) for style in (() if given is None else given) if _says(style)]
    if styles:
        metadata[STYLES] = dump(styles)
    return metadata


def _says(style: Element) -> bool:
    """Whether a style says anything; one of our own may not."""
    said = {name: value for name, value in style.attrib.items() if name != "ID"}
    return bool(style.get("ID") and said and said != {"FONTSIZE": NO_SIZE})


def _read_steps(description: Element | None) -> dict[str, str]:
    """The model and software of our own step, else the software of all; the other steps."""
    metadata: dict[str, str] = {}
    software, foreign = [], []
    for processing in () if description is None else description:
        if local_name(processing) not in ("Processing", "OCRProcessing"):
            continue
        ours = next((step for step in _steps(processing) if _is_ours(step)), None)
        if ours is None:
            foreign.append(as_data(processing))
            software += [_software(step) for step in _steps(processing)]
            for step in _steps(processing):
                settings = text_of(child(step, "processingStepSettings"))
                if settings.startswith(_MODEL):
                    metadata.setdefault("model", settings.removeprefix(_MODEL))
            continue
        settings = text_of(child(ours, "processingStepSettings"))
        metadata["model"] = settings.removeprefix(_MODEL)
        metadata["software"] = _software(ours)
    if foreign:
        metadata[STEPS] = dump(foreign)
        if "software" not in metadata:
            metadata["software"] = _joined(software)
    return {key: value for key, value in metadata.items() if value}


def _joined(software: list[str]) -> str:
    return "; ".join(dict.fromkeys(filter(None, software)))


def _steps(processing: Element) -> Iterator[Element]:
    """The processing steps, in the words of ALTO 4 and of earlier versions."""
    if local_name(processing) == "Processing":
        yield processing
    else:
        yield from processing


def _is_ours(step: Element) -> bool:
    return text_of(child(step, "processingStepDescription")) == _OURS


def _software(step: Element) -> str:
    program = child(step, "processingSoftware")
    words = [text_of(child(program, name)) for name in ("softwareName", "softwareVersion")]
    return " ".join(filter(None, words))


class HeadWriter:
    """Writes the description and the styles; remembers under which ids."""

    def __init__(self, version: Version, ids: Ids, metadata: Mapping[str, str]) -> None:
        self._version = version
        self._ids = ids
        self._metadata = metadata
        self._styles: Element | None = None
        self.names: dict[str, str] = {}
        """The ids of styles and steps in the file they came from, and in this one."""

    def _add(self, parent: Element, tag: str, text: str | None = None) -> Element:
        element = SubElement(parent, f"{{{self._version.namespace}}}{tag}")
        if text is not None:
            element.text = clean(text)
        return element

    def _name(self, attributes: Mapping[str, str], fallback: str) -> str:
        old = attributes.get("ID") or ""
        new = self._ids.claim(old, fallback)
        if old:
            self.names.setdefault(old, new)
        return new

    def description(self, root: Element, image_name: str) -> None:
        """Write what is said of the image and of how the text was made."""
        description = self._add(root, "Description")
        self._add(description, "MeasurementUnit", "pixel")
        source = self._add(description, "sourceImageInformation")
        self._add(source, "fileName", image_name)
        if "source" in self._metadata:
            self._add(source, "fileIdentifier", self._metadata["source"])
        self._sources(source)
        steps = [parts(data) for data in load(self._metadata.get(STEPS))]
        # The schema wants the older kind of steps before the newer.
        for name, attributes, inner in sorted(steps, key=lambda step: step[0] == "Processing"):
            self._processing(description, name, attributes, inner)
        self._own_step(description, steps)

    def _sources(self, source: Element) -> None:
        for wanted in ("fileIdentifier", "documentIdentifier"):
            if wanted == "documentIdentifier" and not self._version.has_shapes:
                continue
            for name, attributes, inner in map(parts, load(self._metadata.get(SOURCES))):
                if name == wanted:
                    element = self._add(source, name, text_in(inner))
                    if place := attributes.get(f"{name}Location"):
                        element.set(f"{name}Location", clean(place))

    def _own_step(self, description: Element, steps: list[Any]) -> None:
        """Say which model and software made the text, unless the kept steps say so."""
        told = self._metadata.get("software", ""), self._metadata.get("model", "")
        if not any(told) or told == _told_by(steps):
            return
        inner: list[Any] = [["processingStepDescription", {}, [_OURS]]]
        if told[1]:
            inner.append(["processingStepSettings", {}, [_MODEL + told[1]]])
        if told[0]:
            name = ["softwareName", {}, [told[0]]]
            inner.append(["processingSoftware", {}, [name]])
        category = ["processingCategory", {}, ["contentGeneration"]]
        self._processing(description, "Processing", {}, [category, *inner])

    def _processing(
        self, parent: Element, name: str, attributes: Mapping[str, str], inner: list[Any]
    ) -> None:
        if name == "OCRProcessing":
            steps = [(step, parts(data)[2]) for data in inner if (step := parts(data)[0])]
        elif self._version.has_shapes:
            element = self._add(parent, "Processing")
            element.set("ID", self._name(attributes, "processing"))
            self._step(element, inner)
            return
        else:
            steps = [("ocrProcessingStep", inner)]
        if sum(step == "ocrProcessingStep" for step, _ in steps) > 1:
            return
        element = self._add(parent, "OCRProcessing")
        element.set("ID", self._name(attributes, "processing"))
        if all(step != "ocrProcessingStep" for step, _ in steps):
            steps.append(("ocrProcessingStep", []))
        for wanted in _OLD_STEPS:
            for step, said in steps:
                if step == wanted:
                    self._step(self._add(element, step), said)

    def _step(self, element: Element, inner: list[Any]) -> None:
        said = [(name, text_in(more), more) for name, _, more in map(parts, inner)]
        aside = [f"{name}: {text}" for name, text, _ in said if not self._fits(name, text)]
        for name in _STEP_PARTS:
            text = next((t for n, t, _ in said if n == name and self._fits(n, t)), None)
            if text is not None:
                self._add(element, name, text)
        told = [text for name, text, _ in said if name == "processingStepDescription"]
        for text in (*told, *aside):
            self._add(element, "processingStepDescription", text)
        for name, text, more in said:
            if name == "processingStepSettings":
                self._add(element, name, text)
            elif name == "processingSoftware":
                software = self._add(element, name)
                known = {n: text_in(m) for n, _, m in map(parts, more)}
                for part in _SOFTWARE:
                    if part in known:
                        self._add(software, part, known[part])

    def _fits(self, name: str, text: str) -> bool:
        """Whether a part of a step may stand where it stood."""
        if name == "processingCategory" and not self._version.has_shapes:
            return False
        return name not in _STEP_PARTS or self._version.allows(name, text)

    def styles(self, root: Element) -> None:
        """Write the styles that the file had."""
        found = [parts(data) for data in load(self._metadata.get(STYLES))]
        for name, attributes, _ in found:
            if name in _STYLE_NAMES:
                style = self._style(root, name, attributes.get("ID", ""))
                for key in _STYLE_NAMES[name]:
                    if key in attributes and self._version.allows(key, attributes[key]):
                        style.set(key, clean(attributes[key]))

    def _style(self, root: Element, name: str, wanted: str) -> Element:
        """A new style at its place: styles of text come before those of paragraphs."""
        if self._styles is None:
            self._styles = self._add(root, "Styles")
            root.insert(1, self._styles)
        style = self._add(self._styles, name)
        if name == "TextStyle":
            before = sum(other.tag == style.tag for other in self._styles) - 1
            self._styles.insert(before, style)
            if not self._version.has_shapes:
                style.set("FONTSIZE", NO_SIZE)
        style.set("ID", self._name({"ID": wanted}, "style"))
        return style

    def references(self, root: Element, name: str, value: str) -> str:
        """The ids that kept ids have in this file.

        Styles that are named and not defined get a definition that says nothing; steps that are
        gone are left out.
        """
        found = []
        for ref in value.split():
            if ref not in self.names and name == "STYLEREFS":
                self._style(root, "TextStyle", ref)
            if ref in self.names:
                found.append(self.names[ref])
        return " ".join(found)


def _told_by(steps: list[Any]) -> tuple[str, str]:
    """The software and the model that reading these steps again would find."""
    software, model = [], ""
    for name, _, inner in steps:
        own = [inner] if name == "Processing" else [parts(data)[2] for data in inner]
        for step in own:
            said = {part: (text_in(more), more) for part, _, more in map(parts, step)}
            names = {
                n: text_in(m) for n, _, m in map(parts, said.get("processingSoftware", ("", []))[1])
            }
            words = (names.get("softwareName", ""), names.get("softwareVersion", ""))
            software.append(" ".join(filter(None, words)))
            settings = said.get("processingStepSettings", ("", []))[0]
            if settings.startswith(_MODEL) and not model:
                model = settings.removeprefix(_MODEL)
    return _joined(software), model
