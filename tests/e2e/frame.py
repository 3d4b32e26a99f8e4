"""What tests of the editor's frame share: opening it, and what it says of itself."""

from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import editor_ready


def fresh_editor(page: Page, document: str) -> Iterator[Page]:
    """The editor of the document's second page, as a person sees it who chose nothing yet."""
    forget_choices(page)
    open_editor(page, document)
    yield page
    forget_choices(page)


def forget_choices(page: Page) -> None:
    names = ("panels", "panel_sizes", "fit", "image", "keys", "film")
    page.goto("/")
    patch(page, "/api/preferences/", {f"editor.{name}": None for name in names})


def patch(page: Page, url: str, values: dict[str, Any]) -> None:
    """As the person who is logged in."""
    token = page.locator("meta[name=csrf-token]").get_attribute("content") or ""
    headers = {"X-CSRFToken": token, "Referer": page.url}
    answer = page.context.request.patch(url, data=values, headers=headers)
    assert answer.ok, answer.text()


def choices_of(page: Page) -> Any:
    return page.context.request.get("/api/preferences/").json()


def open_editor(page: Page, document: str, number: int = 1) -> None:
    page.goto(document)
    page.locator(".page-open").nth(number).click()
    page.wait_for_url("**/edit/**")
    expect(page.locator("es-film-strip [aria-current=page]")).to_be_visible()
    expect(page.locator(".map canvas").first).to_be_visible()
    editor_ready(page)


def expect_panels(page: Page, *names: str) -> None:
    """Waits until the editor shows these panels, in this order."""
    sections = page.locator("es-workspace section")
    expect(sections).to_have_count(len(names))
    for place, name in enumerate(names):
        expect(sections.nth(place)).to_have_attribute("data-panel", name)


def view_of(page: Page, what: str) -> Any:
    """What the shared view says of itself: ``percent``, ``turns``, ``fitted``."""
    return page.evaluate(f"document.querySelector('es-editor').view.{what}")


def center_of(page: Page) -> Any:
    return view_of(page, "view.getCenter()")


def edge_of(page: Page) -> Locator:
    return page.get_by_role("separator").first


def image_box(page: Page) -> dict[str, float]:
    box = page.locator(".map").first.bounding_box()
    assert box is not None
    return dict(box)
