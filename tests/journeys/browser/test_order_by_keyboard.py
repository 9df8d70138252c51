"""Taking an order without a mouse, and without a connection."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.journeys.browser.site import Site, signed_in

#: One process starts the server, which has a SQLite database of its own in both passes, and Chromium.
pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.once]

MOST_KEYS_A_LINE = 8
WANTED = (
    ("maize", "25"), ("cooking", "12"), ("sugar", "10"), ("soap", "48"), ("rice 5", "20"), ("cola", "36"),
    ("milk", "12"), ("bread", "30"), ("tea", "6"), ("salt", "40"),
)  # fmt: skip


@pytest.fixture
def window(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    context = signed_in(browser, site)
    yield context
    context.close()


class Keyboard:
    """Types as a person does and counts the keys that are not text."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.pressed = 0

    def type(self, text: str) -> None:
        self._page.keyboard.type(text, delay=5)

    def press(self, key: str) -> None:
        self.pressed += 1
        self._page.keyboard.press(key)


def new_order(window: BrowserContext) -> Page:
    page = window.new_page()
    page.goto("/orders/new")
    return page


def choose_customer(page: Page, keys: Keyboard) -> None:
    keys.type("chil")
    keys.press("Enter")
    expect(page.locator("[name=customer]")).to_have_value("C-100")


def type_line(page: Page, keys: Keyboard, index: int, text: str, quantity: str) -> None:
    """Enter is pressed without waiting for the list, as one who types fast and as a scanner does."""
    expect(page.locator("tr.line [name=name]").nth(index)).to_be_focused()
    keys.type(text)
    keys.press("Enter")
    expect(page.locator("tr.line [name=quantity]").nth(index)).to_be_focused()
    keys.type(quantity)
    keys.press("Enter")


def test_ten_lines_are_typed_with_few_keys_beside_their_text(window: BrowserContext) -> None:
    page = new_order(window)
    keys = Keyboard(page)
    choose_customer(page, keys)
    for index, (text, quantity) in enumerate(WANTED):
        before = keys.pressed
        type_line(page, keys, index, text, quantity)
        assert keys.pressed - before <= MOST_KEYS_A_LINE
    first = page.locator("tr.line").first
    expect(first.locator(".says")).to_contain_text("MAIZE-10KG, 475 EA there")
    expect(first.locator(".sum")).to_have_text("2,300.00")
    expect(first.locator("[name=pack] option")).to_have_count(2)
    keys.press("Control+Enter")
    page.wait_for_url(re.compile(r"/orders/\d+\?done="))
    expect(page.locator("main tbody tr")).to_have_count(10)
    expect(page.locator("h1")).to_contain_text("confirmed")
    assert page.evaluate("Object.keys(localStorage).length") == 0


def test_the_arrows_choose_among_what_fits(window: BrowserContext) -> None:
    page = new_order(window)
    keys = Keyboard(page)
    choose_customer(page, keys)
    keys.type("rice")
    expect(page.locator(".choices [role=option]")).to_have_count(2)
    keys.press("ArrowDown")
    keys.press("Enter")
    expect(page.locator("tr.line [name=sku]").first).to_have_value("RICE-25KG")
    keys.type("700")
    expect(page.locator("tr.line .says").first).to_contain_text("short")


@pytest.mark.parametrize("is_enter_early", [False, True])
def test_what_the_arrows_marked_is_taken_though_a_later_list_comes_in(
    window: BrowserContext, is_enter_early: bool
) -> None:
    """The list for half the word is there, the one for the word on its way: it must not move the mark back."""
    page = new_order(window)
    keys = Keyboard(page)
    choose_customer(page, keys)
    held: list[Route] = []
    page.route(re.compile(r"name=rice(&|$)"), lambda route: held.append(route))
    keys.type("ric")
    expect(page.locator(".choices [role=option]")).to_have_count(2)
    with page.expect_request(re.compile(r"name=rice(&|$)")):
        keys.type("e")
    keys.press("ArrowDown")
    if is_enter_early:
        keys.press("Enter")
    with page.expect_response(re.compile(r"name=rice(&|$)")):
        held[0].continue_()
    if not is_enter_early:
        page.wait_for_function("document.querySelector('tr.line [name=name]').dataset.shown === 'rice'")
        keys.press("Enter")
    expect(page.locator("tr.line [name=sku]").first).to_have_value("RICE-25KG")


def test_a_slow_answer_to_half_a_word_does_not_send_enter_past_the_list(window: BrowserContext) -> None:
    """What was asked for the first letters is given up for the whole word: the product is taken all the same."""
    page = new_order(window)
    keys = Keyboard(page)
    choose_customer(page, keys)
    page.route(re.compile(r"name=mai(&|$)"), lambda _: None)  # never answered
    with page.expect_request(re.compile(r"name=mai(&|$)")):
        keys.type("mai")
    keys.type("ze")
    keys.press("Enter")
    expect(page.locator("tr.line [name=quantity]").first).to_be_focused()
    expect(page.locator("tr.line [name=sku]").first).to_have_value("MAIZE-10KG")


def test_a_list_that_cannot_be_had_lets_the_code_be_typed(window: BrowserContext) -> None:
    page = new_order(window)
    keys = Keyboard(page)
    choose_customer(page, keys)
    page.route(re.compile(r"name=MAIZE-10KG"), lambda route: route.abort())
    keys.type("MAIZE-10KG")
    keys.press("Enter")
    expect(page.locator("tr.line [name=quantity]").first).to_be_focused()
    keys.type("2")
    keys.press("Control+Enter")
    page.wait_for_url(re.compile(r"/orders/\d+\?done="))


def test_a_lost_connection_loses_nothing_and_sending_again_counts_once(window: BrowserContext) -> None:
    page = new_order(window)
    keys = Keyboard(page)
    choose_customer(page, keys)
    type_line(page, keys, 0, "sugar", "3")
    window.set_offline(True)
    keys.press("Control+Enter")
    expect(page.locator("[data-offline]")).to_be_visible()
    keys.type("salt")
    page.close()
    window.set_offline(False)

    page = new_order(window)
    expect(page.locator("[data-restored]")).to_be_visible()
    expect(page.locator("tr.line [name=name]").first).to_have_value("Sugar 2 kg")
    expect(page.locator("tr.line [name=name]").nth(1)).to_have_value("salt")
    page.locator("[data-remove]").nth(1).click()
    key = page.locator("[name=key]").input_value()
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/orders/\d+\?done="))
    placed = page.url

    again = window.request.post("/orders/new", form=_as_sent(page, key), headers={"Referer": placed}, max_redirects=0)
    assert again.status in (302, 422)  # the same lines again: the same order; others: told so
    page.goto("/orders")
    rows = page.locator("main tbody tr", has_text="146.16")
    expect(rows).to_have_count(1)


def _as_sent(page: Page, key: str) -> dict[str, str | float | bool]:
    token = page.locator("[name=csrfmiddlewaretoken]").first.input_value()
    return {"csrfmiddlewaretoken": token, "key": key, "location": "", "sku": "SUGAR-2KG", "quantity": "3"}


def test_a_refused_order_keeps_every_line_and_says_what_is_wrong_with_which(window: BrowserContext) -> None:
    page = new_order(window)
    keys = Keyboard(page)
    choose_customer(page, keys)
    page.select_option("[name=when_short]", "refuse")
    page.locator("tr.line [name=name]").first.focus()
    type_line(page, keys, 0, "bread", "2")
    type_line(page, keys, 1, "eggs", "9000")
    keys.press("Control+Enter")
    expect(page.locator(".note.bad")).to_be_visible()
    expect(page.locator("tr.line.wrong [name=name]")).to_have_value("Eggs tray 30")
    expect(page.locator("tr.line [name=name]").first).to_have_value("Bread")
    expect(page.locator("tr.line .sum").first).to_have_text("44.00")
    expect(page.locator("tr.line [name=pack] option").first).to_have_text("EA")
    expect(page.locator("tr.line.wrong .says")).to_contain_text("9000")
