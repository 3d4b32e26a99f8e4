"""Pages as hypothesis makes them, with everything that a layout can hold."""

from hypothesis import strategies as st

from apps.layout.types import Glyph, LineLayout, LineText, PageLayout, RegionLayout
from tests.formats.test_round_trip import baselines, confidences, names, polygons, types, words

KINDS = ("ImageRegion", "GraphicRegion", "TableRegion", "NoiseRegion", "MapRegion", "CustomRegion")
values = st.text(
    st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"), max_size=12
)
extras = st.dictionaries(
    st.sampled_from(
        ["page.production", "page.comments", "page.x", "alto.STYLEREFS", "own:key; {}", "language"]
    ),
    values.filter(bool),
    max_size=3,
)


@st.composite
def said(draw: st.DrawFn) -> LineText:
    """A text with boxes of its characters, of its words, or with none."""
    parts = draw(st.lists(words, min_size=1, max_size=3))
    text = " ".join(parts)
    boxes = draw(st.sampled_from(["none", "words", "characters"]))
    pieces: list[str] = []
    for index, part in enumerate(parts):
        pieces += [" "] if index else []
        pieces += [part] if boxes == "words" else list(part)
    glyphs = tuple(_glyph(draw, piece) for piece in pieces) if boxes != "none" else ()
    return LineText(text, draw(confidences), glyphs, draw(extras))


def _glyph(draw: st.DrawFn, char: str) -> Glyph:
    if char == " ":
        return Glyph(char, ())
    return Glyph(char, draw(polygons), draw(confidences))


@st.composite
def regions(draw: st.DrawFn, index: int) -> RegionLayout:
    attributes = draw(extras)
    if draw(st.booleans()):
        attributes["element"] = draw(st.sampled_from(KINDS))
    if index and draw(st.booleans()):
        attributes["parent"] = f"r{draw(st.integers(0, index - 1))}"
    if draw(st.booleans()):
        attributes |= {"row": str(draw(st.integers(0, 9))), "col": str(draw(st.integers(0, 9)))}
    type_ = draw(types | st.sampled_from(["heading", "stamp", *KINDS]))
    if type_ is not None and type_ == attributes.get("element"):
        del attributes["element"]
    return RegionLayout(
        draw(st.none() | polygons), type=type_, external_id=f"r{index}", attributes=attributes
    )


@st.composite
def rich_layouts(draw: st.DrawFn) -> PageLayout:
    """Regions in regions, lines that alternate between them, and extras everywhere."""
    made = tuple(draw(regions(index)) for index in range(draw(st.integers(0, 3))))
    lines = []
    for index in range(draw(st.integers(0, 5))):
        owner = draw(st.sampled_from([None, *(region.uid for region in made)]))
        lines.append(
            LineLayout(
                draw(st.none() | baselines),
                draw(st.none() | polygons),
                region_uid=owner,
                type=draw(types),
                external_id=f"l{index}" if draw(names) else None,
                text=draw(st.none() | said()),
                attributes=draw(extras),
            )
        )
    directions = ["horizontal-lr", "horizontal-rl", "vertical-lr", "vertical-rl"]
    return PageLayout(
        900,
        700,
        "page.png",
        made,
        tuple(lines),
        type=draw(types | st.sampled_from(["content", "title"])),
        direction=draw(st.none() | st.sampled_from(directions)),
        external_id=draw(st.none() | st.just("p1")),
        metadata=draw(extras | st.just({"software": "a b 1", "comments": "x {y}"})),
    )
