"""Which page a file goes to: exactly, else loosely when that is unambiguous, else nowhere."""

import pytest

from apps.imports.matching import Page, PageMatcher, Wanted

PAGES = [
    Page(1, ("f10.jpg",)),
    Page(2, ("F11.JPG", "Title page")),
    Page(3, ("a/dup.png",)),
    Page(4, ("b/dup.png",)),
    Page(5, ("x.tif",)),
    Page(6, ("X.TIF",)),
]


@pytest.mark.parametrize(
    ("image_name", "filename", "page_id"),
    [
        ("f10.jpg", "anything.xml", 1),
        ("images/f10.jpg", "anything.xml", 1),
        ("C:\\scans\\f10.jpg", "anything.xml", 1),
        ("f11.jpg", "anything.xml", 2),
        ("f10.tif", "anything.xml", 1),
        ("", "page/f10.xml", 1),
        ("unknown.jpg", "f11.xml", 2),
        ("a/dup.png", "dup.xml", 3),
        ("x.tif", "x.xml", 5),
        ("X.TIF", "x.xml", 6),
        ("Title page", "t.xml", 2),
    ],
)
def test_finds_the_page(image_name: str, filename: str, page_id: int) -> None:
    assert PageMatcher(PAGES).match(Wanted(image_name, filename)).page_id == page_id


def test_an_ambiguous_name_is_reported_not_guessed() -> None:
    match = PageMatcher(PAGES).match(Wanted("dup.png", "dup.xml"))
    assert match.page_id is None
    assert "2 pages of this document are called dup.png" in match.problem


def test_an_unknown_name_is_reported_with_the_mend() -> None:
    match = PageMatcher(PAGES).match(Wanted("other.jpg", "folder/other.xml"))
    assert match.page_id is None
    assert "other.jpg" in match.problem
    assert "Add the page first" in match.problem
