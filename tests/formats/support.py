"""What the tests of formats share: samples, schemas, and comparing layouts without their uids."""

import re
from dataclasses import replace
from pathlib import Path

from lxml import etree

from apps.layout.types import PageLayout

DATA = Path(__file__).parents[1] / "data"
SCHEMAS = Path(__file__).parents[2] / "apps" / "formats" / "schemas"
REAL = Path(__file__).parents[3] / "shared" / "data"
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
    """What our grammar of ALTO 4.2 has against a file; empty when it is valid."""
    grammar = etree.RelaxNG(etree.parse(DATA / "schemas" / "alto-4-2.rng"))
    root = etree.fromstring(data)
    grammar.validate(root)
    ids = [element.get("ID") for element in root.iter() if element.get("ID")]
    repeated = {name for name in ids if ids.count(name) > 1}
    return str(grammar.error_log) + (f"repeated ids {repeated}" if repeated else "")
