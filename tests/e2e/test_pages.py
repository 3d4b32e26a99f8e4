"""Every page at the width of a desk and of a phone: nothing overflows, everything has a name."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.e2e.conftest import Program, Watch, log_in, watched_context

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

DESK: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 360, "height": 780}

PAGES = [
    "/",
    "/projects/",
    "/models/",
    "/jobs/",
    "/profile/",
    "/profile/apikey/",
    "/profile/files/",
]
TABS = ["images", "layers", "types", "models", "exports", "activity", "settings"]
FOLLOWED = {"/projects/": "table a[href^='/project/']", "/jobs/": "table a[href^='/job/']"}

NAMELESS = """() => [...document.querySelectorAll(
    "button, a[href], input:not([type=hidden]), select, textarea, [role=button]")]
    .filter((item) => item.checkVisibility() && !(
        item.getAttribute("aria-label") || item.getAttribute("aria-labelledby") ||
        item.title || item.textContent.trim() || (item.labels && item.labels.length)))
    .map((item) => item.outerHTML.slice(0, 120))"""

OVERFLOW = """() => document.documentElement.scrollWidth - document.documentElement.clientWidth"""

FOCUS = """() => {
    let item = document.activeElement;
    while (item.shadowRoot?.activeElement) item = item.shadowRoot.activeElement;
    const style = getComputedStyle(item);
    const box = item.getBoundingClientRect();
    return item !== document.body && box.width > 0 &&
        (style.outlineStyle !== "none" || style.boxShadow !== "none");
}"""


@pytest.fixture(params=[(DESK, "light"), (PHONE, "dark")], ids=["desk-light", "phone-dark"])
def visitor(
    request: pytest.FixtureRequest, browser: Browser, program: Program, watch: Watch
) -> Iterator[Page]:
    size, scheme = request.param
    with watched_context(browser, program.url, viewport=size, color_scheme=scheme) as context:
        page = context.new_page()
        watch.follow(page)
        log_in(page, "alice")
        yield page


def test_every_page_is_in_order(visitor: Page, sample: str) -> None:
    tabs = [sample.replace("/images/", f"/{tab}/") for tab in TABS]
    faults = [fault for url in [*PAGES, *tabs] for fault in _look(visitor, url)]
    for url, link in FOLLOWED.items():
        visitor.goto(url)
        target = visitor.locator(link).first.get_attribute("href")
        faults += _look(visitor, target or "")
    visitor.goto(sample)
    editor = visitor.locator(".page-open").first.get_attribute("href")
    faults += _look(visitor, editor or "")
    assert faults == []


def _look(page: Page, url: str) -> list[str]:
    """What is wrong with a page, in words."""
    page.goto(url)
    faults = [f"{url}: no name: {item}" for item in page.evaluate(NAMELESS)]
    if page.locator("h1").count() != 1:
        faults.append(f"{url}: not one main heading")
    if (wide := page.evaluate(OVERFLOW)) > 0:
        faults.append(f"{url}: {wide} px wider than the window")
    for _ in range(2):
        page.keyboard.press("Tab")
    if not page.evaluate(FOCUS):
        faults.append(f"{url}: the focus cannot be seen")
    return faults
