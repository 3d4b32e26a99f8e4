"""What the browser tests of texts share: rows, fields, and what the server has stored."""

import json
import re
from typing import Any

from playwright.sync_api import FloatRect, Locator, Page, expect


def document_id(address: str) -> str:
    found = re.search(r"/document/(\d+)/", address)
    assert found is not None
    return found[1]


def choose(field: Locator, words: str) -> None:
    """Choose the option that says these words, perhaps with more behind them."""
    expect(field).to_be_visible()
    labels = [label.strip() for label in field.locator("option").all_inner_texts()]
    field.select_option(label=next(label for label in labels if label.startswith(words)))


def show_layer(page: Page, name: str, *, other: str) -> None:
    """Show a layer; it is there once the other one can be compared with."""
    choose(page.locator("select#layer"), name)
    options = page.get_by_label("Compare with").locator("option")
    expect(options.filter(has_text=f"with {other}")).to_have_count(1)


def rows_of(page: Page) -> Locator:
    return page.locator("es-transcription-list li.line")


def field_of(page: Page) -> Locator:
    return page.locator("es-transcription-list [data-line-text]")


def open_row(page: Page, row: int) -> Locator:
    rows_of(page).nth(row).locator("button.row, [data-line-text]").first.click()
    expect(field_of(page)).to_be_focused()
    return field_of(page)


def type_row(page: Page, row: int, words: str) -> None:
    open_row(page, row)
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(words)
    expect_saved(page)


def expect_saved(page: Page) -> None:
    expect(page.locator("es-save-state .state.saved")).to_be_visible()


def uid_of(page: Page, row: int) -> str:
    return rows_of(page).nth(row).get_attribute("data-line") or ""


def ask(page: Page, path: str) -> Any:
    """What the server says of this page, asked as the person who is logged in."""
    found = re.search(r"/document/(\d+)/part/(\d+)/", page.url)
    assert found is not None
    answer = page.request.get(f"/api/documents/{found[1]}/parts/{found[2]}/{path}")
    assert answer.ok, answer.status
    return json.loads(answer.body())


def layer_id(page: Page, name: str) -> int:
    ids = {layer["name"]: layer["id"] for layer in ask(page, "editor/")["layers"]}
    return int(ids[name])


def stored_text(page: Page, layer: str, uid: str) -> dict[str, Any]:
    texts = ask(page, f"texts/?layer={layer_id(page, layer)}")["texts"]
    found: dict[str, Any] = texts.get(uid, {"text": ""})
    return found


def show_over_page(page: Page) -> None:
    if page.locator("section#panel-over-page").count() == 0:
        page.locator(".map").first.focus()
        page.keyboard.press("Control+2")
    expect(page.locator("svg.over-page g[data-line]").first).to_be_attached()


def over_page(page: Page, uid: str) -> Locator:
    return page.locator(f'svg.over-page g[data-line="{uid}"]')


def box_of(found: Locator) -> FloatRect:
    box = found.bounding_box()
    assert box is not None
    return box
