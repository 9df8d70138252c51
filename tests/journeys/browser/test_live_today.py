"""Today while it stays open: it follows what happens, disturbs nobody, and rests while nobody sees it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.journeys.browser.site import Site, signed_in

#: One process starts the server, which has a SQLite database of its own in both passes, and Chromium.
pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.once]


@pytest.fixture
def window(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    context = signed_in(browser, site)
    yield context
    for page in context.pages:
        page.unroute_all(behavior="ignoreErrors")  # what is on its way when the test ends is nobody's
    context.close()


class Part:
    """Stands between the page and the server's part: counts what is asked and writes the answers."""

    def __init__(self, page: Page) -> None:
        self.asked = 0
        self.edit: Any = lambda text: text
        self.status = 200
        page.route(re.compile(r"/today$"), self._answer)

    def _answer(self, route: Route) -> None:
        self.asked += 1
        if self.status != 200:
            route.fulfill(status=self.status, body="")
            return
        answer = route.fetch(headers={**route.request.headers, "if-none-match": ""})
        route.fulfill(
            response=answer, body=self.edit(answer.text()), headers={"content-type": "text/html", "etag": '"x"'}
        )


def opened(window: BrowserContext) -> tuple[Page, Part]:
    """The first page, asking every half second."""
    page = window.new_page()
    page.route(
        re.compile(r"/$"),
        lambda route: (
            lambda answer: route.fulfill(
                response=answer, body=answer.text().replace('data-seconds="10"', 'data-seconds="0.5"')
            )
        )(route.fetch()),
    )
    part = Part(page)
    page.goto("/")
    return page, part


def hide(page: Page, is_hidden: bool) -> None:
    page.evaluate(
        "(is) => { Object.defineProperty(document, 'hidden', { value: is, configurable: true });"
        " document.dispatchEvent(new Event('visibilitychange')); }",
        is_hidden,
    )


def test_what_changes_is_shown_and_a_link_keeps_the_focus_wherever_it_moves(window: BrowserContext) -> None:
    page, part = opened(window)
    link = page.locator("[data-live] table a.row").nth(0)
    path = link.get_attribute("href")
    link.focus()
    row = '<tr><th scope="row"><a class="row" href="/orders/999">SO-NEW</a></th><td></td><td></td><td></td></tr>'
    part.edit = lambda text: text.replace("<tbody>", f"<tbody>{row}", 1)
    expect(page.locator("[data-live] a", has_text="SO-NEW")).to_be_visible()
    assert page.evaluate("document.activeElement.getAttribute('href')") == path
    assert page.evaluate("window.scrollY") == 0
    part.edit = lambda text: re.sub(r'href="/orders/\d+"', 'href="/orders/1000"', text)
    expect(page.locator("[data-live] a", has_text="SO-NEW")).to_have_count(0)
    assert page.evaluate("document.activeElement.hasAttribute('data-live')")  # its link is gone, its place is kept


def test_nothing_moves_while_text_is_marked(window: BrowserContext) -> None:
    page, part = opened(window)
    page.evaluate("getSelection().selectAllChildren(document.querySelector('[data-live] dd.figure'))")
    part.edit = lambda text: text.replace("Stock on hand", "Stock of later")
    asked = part.asked
    page.wait_for_timeout(1500)
    assert part.asked > asked
    expect(page.locator("[data-live]", has_text="Stock of later")).to_have_count(0)
    page.evaluate("getSelection().removeAllRanges()")
    expect(page.locator("[data-live]", has_text="Stock of later")).to_be_visible()


def test_nothing_is_asked_while_the_tab_is_hidden_and_at_once_when_it_is_seen_again(window: BrowserContext) -> None:
    page, part = opened(window)
    hide(page, True)
    page.wait_for_timeout(700)  # what was on its way has come
    asked = part.asked
    page.wait_for_timeout(1500)
    assert part.asked == asked
    hide(page, False)
    page.wait_for_timeout(700)
    assert part.asked > asked


def test_a_lost_server_and_an_ended_session_are_said_and_the_figures_stay(window: BrowserContext) -> None:
    page, part = opened(window)
    expect(page.locator("[data-live-lost]")).to_be_hidden()
    part.status = 503
    expect(page.locator("[data-live-lost]")).to_be_visible()
    expect(page.locator("[data-live] dl.figures")).to_be_visible()
    part.status = 200
    expect(page.locator("[data-live-lost]")).to_be_hidden()
    page.unroute(re.compile(r"/today$"))
    window.clear_cookies()
    expect(page.locator("[data-live-over]")).to_be_visible()
    expect(page.locator("[data-live] dl.figures")).to_be_visible()
