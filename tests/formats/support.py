"""What the tests of formats share: samples, schemas, and comparing layouts without their uids."""

import re
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path

from lxml import etree

from apps.layout.types import PageLayout

DATA = Path(__file__).parents[1] / "data"
SCHEMAS = Path(__file__).parents[2] / "apps" / "formats" / "schemas"
REAL = Path(__file__).parents[3] / "shared" / "data"
_POINTS = re.compile(r"\d+ \d+( \d+ \d+)+", re.ASCII)
# Facts that the act of writing adds or settles.
_SETTLED = ("unit", "created", "changed", "creator")


def sample(name: str) -> bytes:
    """A file of ``tests/data``."""
    return (DATA / name).read_bytes()


def real_files() -> list[Path]:
    """The page files of other programs, where the folder beside the project exists."""
    return sorted(p for p in REAL.rglob("*") if p.suffix in (".xml", ".alto"))


def comparable(layout: PageLayout) -> PageLayout:
    """The layout with uids replaced by places and without what writing settles."""
    places = {region.uid: f"r{i}" for i, region in enumerate(layout.regions)}
    return replace(
        layout,
        regions=tuple(
            replace(r, uid=places[r.uid], external_id=_own(r.external_id)) for r in layout.regions
        ),
        lines=tuple(
            replace(
                line,
                uid=f"l{i}",
                region_uid=places.get(line.region_uid or ""),
                external_id=_own(line.external_id),
            )
            for i, line in enumerate(layout.lines)
        ),
        external_id=None,
        metadata={k: v for k, v in layout.metadata.items() if k not in _SETTLED},
        notes=(),
    )


def _own(external_id: str | None) -> str | None:
    """An id, unless it was made from a uid or is no valid name and had to be replaced."""
    if external_id and re.fullmatch(r"(region|line)_[0-9a-f-]{36}|\d.*|.*[^\w.-].*", external_id):
        return None
    return external_id


def page_errors(data: bytes) -> str:
    """What the PAGE schema of its version has against a file; empty when it is valid."""
    root = etree.fromstring(data)
    version = "2013" if b"pagecontent/2013-07-15" in data[:500] else "2019"
    schema = etree.XMLSchema(etree.parse(SCHEMAS / f"page-{version}-07-15.xsd"))
    schema.validate(root)
    return str(schema.error_log)


def alto_errors(data: bytes) -> str:
    """What the schema of its version of ALTO has against a file, or its ids; empty if valid."""
    root = etree.fromstring(data)
    version = next(v for v in ("4-2", "4-4", "2-1") if f"alto-{v}.xsd".encode() in data[:600])
    schema = _alto_schema(version)
    schema.validate(root)
    ids = Counter(name for element in root.iter() if (name := element.get("ID")))
    repeated = [name for name, times in ids.items() if times > 1]
    lost = {ref for element in root.iter() for ref in _references(element) if ref not in ids}
    wrong = (f"repeated ids {repeated}" * bool(repeated), f"lost references {lost}" * bool(lost))
    return str(schema.error_log) + "; ".join(filter(None, (*wrong, *_odd_points(root, version))))


@cache
def _alto_schema(version: str) -> etree.XMLSchema | etree.RelaxNG:
    if version == "2-1":
        return etree.RelaxNG(etree.parse(SCHEMAS / "alto-2-1.rng"))
    return etree.XMLSchema(etree.parse(SCHEMAS / f"alto-{version}.xsd"))


def _odd_points(root: etree._Element, version: str) -> list[str]:
    """Points in a notation that the schemas take, as they take any text, and readers do not."""
    lines = [] if version == "2-1" else root.iterfind(".//{*}TextLine[@BASELINE]")
    given = [*(line.get("BASELINE") for line in lines)]
    given += [shape.get("POINTS") for shape in root.iterfind(".//{*}Polygon")]
    return [f"points {points}" for points in given if not _POINTS.fullmatch(points or "")]


def _references(element: etree._Element) -> list[str]:
    names = ("STYLEREFS", "TAGREFS", "PROCESSINGREFS", "PROCESSING", "IDNEXT", "REF")
    return [ref for name in names for ref in (element.get(name) or "").split()]
