"""Reading what IIIF annotations say of lines."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.formats.iiif_text import read_annotations
from apps.formats.iiif_write import CanvasContent, PaintedImage, annotation_pages
from apps.layout.types import LineLayout, LineText, PageLayout, Polygon


def lines_of(*items: Any) -> list[tuple[str, Polygon | None]]:
    page = {"type": "AnnotationPage", "items": list(items)}
    found = read_annotations(page, width=100, height=100).lines
    return [(line.text.text if line.text else "", line.mask) for line in found]


def annotation(target: Any, **more: Any) -> dict[str, Any]:
    body = {"type": "TextualBody", "value": "Amo"}
    return {"motivation": "supplementing", "body": body, "target": target, **more}


def svg(inner: str) -> dict[str, Any]:
    selector = {"type": "SvgSelector", "value": f"<svg>{inner}</svg>"}
    return {"type": "SpecificResource", "source": "https://a.org/c", "selector": selector}


@pytest.mark.parametrize(
    ("target", "place"),
    [
        ("https://a.org/c#xywh=1,2,10,20", ((1, 2), (11, 2), (11, 22), (1, 22))),
        ({"id": "https://a.org/c#xywh=1,2,10,20"}, ((1, 2), (11, 2), (11, 22), (1, 22))),
        (svg("<polygon points='0,0 10,0.4 10,9.6'/>"), ((0, 0), (10, 0), (10, 10))),
        (svg('<path d="M 0 0 L 10 0 L 10 10 Z"/>'), ((0, 0), (10, 0), (10, 10))),
        (svg('<path d="m5,5 l10,0 0,10 h-10 v-10 z"/>'), ((5, 5), (15, 5), (15, 15), (5, 15))),
        (svg('<path d="M0,0C1,1 2,2 9,0L9,9H0z"/>'), ((0, 0), (9, 0), (9, 9), (0, 9))),
    ],
)
def test_places_in_all_their_spellings(target: Any, place: Polygon) -> None:
    assert lines_of(annotation(target)) == [("Amo", place)]


def test_version_2_lists() -> None:
    data = {
        "@type": "sc:AnnotationList",
        "resources": [
            {
                "@type": "oa:Annotation",
                "motivation": "sc:painting",
                "resource": {"@type": "cnt:ContentAsText", "chars": "Amo"},
                "on": "https://a.org/c#xywh=1,2,10,20",
            }
        ],
    }
    [line] = read_annotations(data, width=5, height=5).lines
    assert line.text
    assert line.text.text == "Amo"


def test_words_comments_tags_and_what_has_no_place_are_no_lines() -> None:
    place = "https://a.org/c#xywh=1,2,10,20"
    assert not lines_of(
        annotation(place, textGranularity="word"),
        annotation(place, motivation="commenting"),
        annotation(place, body={"type": "Image", "id": "https://a.org/i"}),
        annotation(place, body=None),
        annotation("https://a.org/c"),
        annotation(svg('<path d="M0 0 L1 1"/>')),
        annotation(svg('<path d="M0 0 L 1e300 1 L 5 5"/>')),
        annotation(7),
        7,
    )


texts = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1)
points = st.tuples(st.integers(0, 5000), st.integers(0, 5000))
masks = st.lists(points, min_size=3, max_size=12, unique=True).map(tuple)


@given(st.lists(st.tuples(texts.filter(str.strip), masks), max_size=8))
def test_what_we_write_comes_back(found: list[tuple[str, Polygon]]) -> None:
    lines = tuple(LineLayout(None, mask, text=LineText(text)) for text, mask in found)
    image = PaintedImage("https://a.org/1.jpg", 5000, 5000)
    layout = PageLayout(5000, 5000, lines=lines)
    page = next(annotation_pages(CanvasContent("https://a.org/c", "", image, [("", layout)])))
    again = read_annotations(page, width=5000, height=5000).lines
    assert [(line.text.text if line.text else "", line.mask) for line in again] == found
