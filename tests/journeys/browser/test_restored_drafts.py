"""What was typed before a connection was lost comes back whole, and the browser has nothing to object to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.browser.site import Site, signed_in

_NOTE: Final = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`violation: ${event.violatedDirective} at ${event.sourceFile}:${event.lineNumber}`);
});
"""
#: As drafts were kept once: the list of packs as markup. Whoever can write into the browser's store could write this.
_MARKUP: Final = '<option value="CASE" style="color:red" onclick="x()">CASE of 24</option><img src=x onerror="x()">'
_PUT_MARKUP: Final = """(markup) => {
  const name = Object.keys(localStorage)[0], draft = JSON.parse(localStorage[name]);
  draft.lines[0].packs = markup;
  localStorage[name] = JSON.stringify(draft);
}"""

#: One process starts the server, which has a SQLite database of its own in both passes, and Chromium.
pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.once]


@pytest.fixture
def window(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    context = signed_in(browser, site)
    context.add_init_script(_NOTE)
    yield context
    context.set_offline(False)
    context.close()


def opened(window: BrowserContext, path: str, said: list[str]) -> Page:
    page = window.new_page()
    page.on("console", lambda message: said.append(message.text) if "violat" in message.text else None)
    page.goto(path)
    return page


def type_line(page: Page, index: int, text: str, pack: str, *amounts: str) -> None:
    line = page.locator("tr.line").nth(index)
    line.locator("[name=name]").focus()
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    expect(line.locator("[name=quantity]")).to_be_focused()
    line.locator("[name=pack]").select_option(pack)
    line.locator("[name=quantity]").focus()
    for amount in amounts:
        page.keyboard.type(amount)
        page.keyboard.press("Enter")


def lose_the_connection(window: BrowserContext, page: Page) -> None:
    window.set_offline(True)
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-offline]")).to_be_visible()
    page.close()
    window.set_offline(False)


def test_an_order_comes_back_with_its_packs_and_prices_and_no_policy_is_violated(window: BrowserContext) -> None:
    said: list[str] = []
    page = opened(window, "/orders/new", said)
    type_line(page, 0, "sugar", "CASE", "2")
    lose_the_connection(window, page)
    page = opened(window, "/orders/new", said)
    expect(page.locator("[data-restored]")).to_be_visible()
    line = page.locator("tr.line").first
    expect(line.locator("[name=pack]")).to_have_value("CASE")
    expect(line.locator("[name=pack] option")).to_have_text(["EA", "CASE of 24"])
    expect(line.locator(".sum")).to_have_text("2,016.00")
    expect(line.locator(".says")).to_contain_text("EA there")
    assert said == []


def test_markup_in_a_draft_is_never_parsed_and_the_pack_stays(window: BrowserContext) -> None:
    said: list[str] = []
    page = opened(window, "/orders/new", said)
    type_line(page, 0, "sugar", "CASE", "2")
    page.evaluate(_PUT_MARKUP, _MARKUP)
    page.goto("/orders/new")
    expect(page.locator("[data-restored]")).to_be_visible()
    expect(page.locator("tr.line [name=pack]").first).to_have_value("CASE")
    expect(page.locator("tr.line [name=quantity]").first).to_have_value("2")
    page.wait_for_timeout(100)  # what is objected to is told a moment later
    assert said == []


def test_control_markup_that_is_parsed_is_objected_to(window: BrowserContext) -> None:
    said: list[str] = []
    page = opened(window, "/orders/new", said)
    page.evaluate("(markup) => { new DOMParser().parseFromString(markup, 'text/html'); }", _MARKUP)
    page.wait_for_timeout(100)
    assert any(text.startswith("violation: style-src-attr") for text in said)


def test_goods_are_received_with_the_keyboard_and_a_lost_connection_keeps_their_costs(window: BrowserContext) -> None:
    said: list[str] = []
    page = opened(window, "/stock/receive", said)
    expect(page.locator("[name=reference]")).to_be_focused()
    page.keyboard.type("DN 2217")
    type_line(page, 0, "salt", "CASE", "2", "48.50")
    expect(page.locator("tr.line [name=name]").nth(1)).to_be_focused()
    expect(page.locator("tr.line .sum").first).to_have_text("97.00")
    lose_the_connection(window, page)
    page = opened(window, "/stock/receive", said)
    expect(page.locator("tr.line [name=unit_cost]").first).to_have_value("48.50")
    expect(page.locator("[data-total]")).to_have_text("97.00")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/stock/movements\?posting_id=\d+&done="))
    expect(page.locator("h1")).to_have_text("Receipt DN 2217")
    assert page.evaluate("Object.keys(localStorage).length") == 0
    assert said == []
