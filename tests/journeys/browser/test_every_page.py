"""What holds for every page: nobody is shut out, little travels, nothing scrolls sideways, no script complains."""

from __future__ import annotations

import itertools
from typing import Any, Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.journeys.browser.site import Site, settled, signed_in

#: One process starts the server, which has a SQLite database of its own in both passes, and Chromium.
pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.once]

MOST_BYTES: Final = 100_000
#: Pages that settle side by side: each must lie idle for half a second.
TABS: Final = 6
WIDTHS: Final = (390, 768, 1360)
#: Width and scheme: two of the six in every run, the others in the long tier.
OFTEN: Final = ((390, "dark"), (1360, "light"))
LOOKS: Final = tuple(
    look if look in OFTEN else pytest.param(*look, marks=pytest.mark.long)
    for look in itertools.product(WIDTHS, ("light", "dark"))
)


def faults(page: Page) -> list[str]:
    """What axe-core holds against the page as it now is: rule and element."""
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {node['html'][:120]}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_axe_finds_nothing(browser: Browser, site: Site, scheme: str, width: int) -> None:
    context = signed_in(browser, site, color_scheme=scheme, viewport={"width": width, "height": 900}, bypass_csp=True)
    page, found = context.new_page(), {}
    for name, path in site.pages.items():
        page.goto(path)
        found[name] = faults(page)
    context.close()
    assert {name: some for name, some in found.items() if some} == {}


def test_axe_finds_nothing_in_open_lists_menus_and_refusals(browser: Browser, site: Site) -> None:
    context = signed_in(browser, site, bypass_csp=True, reduced_motion="reduce")
    page, found = context.new_page(), {}
    page.goto("/orders/new")
    page.keyboard.type("chil")
    page.wait_for_selector(".choices [role=option]")
    found["customers"] = faults(page)
    page.keyboard.press("Enter")
    page.keyboard.type("rice")
    page.wait_for_selector("tr.line .choices [role=option]")
    found["products"] = faults(page)
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".note.bad")
    found["refused"] = faults(page)
    page.goto("/")
    page.keyboard.press("?")
    found["keys"] = faults(page)
    page.goto(site.documents["draft"])
    page.click("summary")
    found["more"] = faults(page)
    context.close()
    assert {name: some for name, some in found.items() if some} == {}


def test_axe_finds_nothing_on_the_sign_in_page(browser: Browser, site: Site) -> None:
    context = browser.new_context(base_url=site.url, bypass_csp=True)
    page = context.new_page()
    page.goto("/sign-in")
    assert faults(page) == []
    context.close()


class Tab:
    """A page as it was loaded cold: what travelled, and what the browser said about it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.said: list[str] = []
        self._sizes: dict[str, int] = {}
        self._fonts: set[str] = set()
        page.on("console", self._note)
        page.on("pageerror", self._note)
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        session.on("Network.responseReceived", self._received)
        session.on("Network.loadingFinished", self._finished)

    @property
    def bytes_transferred(self) -> int:
        """Compressed, headers included, of everything but fonts."""
        return round(sum(size for request, size in self._sizes.items() if request not in self._fonts))

    def _note(self, told: object) -> None:
        self.said.append(str(told))

    def _received(self, told: dict[str, str]) -> None:
        if told["type"] == "Font":
            self._fonts.add(told["requestId"])

    def _finished(self, told: dict[str, Any]) -> None:
        self._sizes[told["requestId"]] = told["encodedDataLength"]


def test_every_page_is_light_and_no_script_or_style_is_refused(browser: Browser, site: Site) -> None:
    weights, complaints = {}, []
    context = signed_in(browser, site)
    paths = list(site.pages.items())
    for first in range(0, len(paths), TABS):
        tabs = {name: Tab(context.new_page()) for name, _ in paths[first : first + TABS]}
        for name, path in paths[first : first + TABS]:
            tabs[name].page.goto(path)
        for name, tab in tabs.items():
            settled(tab.page)
            weights[name] = tab.bytes_transferred
            if name != "not-found":  # the browser itself notes a 404
                complaints += [f"{name}: {text}" for text in tab.said]
            tab.page.close()
    context.close()
    assert complaints == []
    assert all(weights.values())
    assert {name: weight for name, weight in weights.items() if weight > MOST_BYTES} == {}


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_scrolls_sideways(browser: Browser, site: Site, width: int) -> None:
    context = signed_in(browser, site, viewport={"width": width, "height": 900})
    page, wide = context.new_page(), []
    for name, path in site.pages.items():
        page.goto(path)
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            wide.append(name)
    context.close()
    assert wide == []


@pytest.mark.parametrize("document", ["customer", "draft", "confirmed"])
def test_what_is_under_more_fits_a_small_screen(browser: Browser, site: Site, document: str) -> None:
    context = signed_in(browser, site, viewport={"width": 390, "height": 900})
    page = context.new_page()
    page.goto(site.documents[document])
    page.locator("summary", has_text="More").click()
    expect(page.locator("details.more[open] .sheet")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    context.close()


def test_any_movement_is_two_clicks_from_the_first_page(browser: Browser, site: Site) -> None:
    context = signed_in(browser, site)
    page = context.new_page()
    page.goto("/")
    page.get_by_role("link", name="Movements", exact=True).click()
    page.get_by_role("link", name="Reservation SO-").first.click()
    page.wait_for_url("**posting_id=**")
    expect(page.locator("main")).to_contain_text("business day")
    context.close()


def test_keys_open_pages(browser: Browser, site: Site) -> None:
    context = signed_in(browser, site)
    page = context.new_page()
    page.goto("/")
    page.keyboard.press("n")
    page.wait_for_url("**/orders/new")
    page.goto("/")
    page.keyboard.press("g")
    page.keyboard.press("s")
    page.wait_for_url("**/stock")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "text"
    context.close()
