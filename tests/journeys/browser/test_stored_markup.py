"""Whatever people type stays text: markup in every text of what is made through the API, and no page runs any of it.

The pages are walked twice, with the policy that refuses scripts and without: with it an attempt would be reported,
without it the attempt would succeed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, Page

from tests.journeys.browser.marked_company import MARKUP, MUST_BE_SEEN, starting_points
from tests.journeys.browser.site import Site, running_site, signed_in
from tests.journeys.browser.walking import Walk

#: One process starts the server, which has a SQLite database of its own in both passes, and Chromium.
pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.once]

LEAST_PAGES: Final = 30
WATCH: Final = """
window.refused = [];
const told = (event) => `${event.violatedDirective} ${event.sample}`;
addEventListener("securitypolicyviolation", (event) => window.refused.push(told(event)));
"""
FINDINGS: Final = """() => ({
  ran: window.ran ?? null,
  refused: window.refused,
  planted: [...document.querySelectorAll("*")].filter((element) => [...element.attributes].some((attribute) =>
      attribute.name.startsWith("on") || /^\\s*javascript:/i.test(attribute.value) && attribute.name !== "value"
      && !attribute.name.startsWith("data-") && !["title", "aria-label", "content", "alt"].includes(attribute.name))
    || element.matches("script:not([src]):not([type='application/json']), style, img[src='x'], iframe, svg[onload]"))
    .map((element) => element.outerHTML.slice(0, 160)),
  evaluated: document.documentElement.textContent.includes("TPLX"),
  shown: [...new Set([...document.documentElement.outerHTML.matchAll(/ran=(\\d+)/g)].map((found) => Number(found[1])))],
  links: [...document.querySelectorAll("a[href]")].filter((link) => !link.hasAttribute("download"))
    .map((link) => link.href).filter((link) => link.startsWith(location.origin)),
})"""


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory, site: Site, migrated_books: Path) -> Iterator[Site]:
    """A company of its own; `site` only says whether a browser can be used at all."""
    assert connection.vendor == "sqlite"
    data, company = Path(tmp_path_factory.mktemp("marked")), "tests.journeys.browser.marked_company"
    with running_site(data, company, migrated=migrated_books) as found:
        yield found


@pytest.fixture(scope="module")
def report(marked: Site) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(marked.documents["marks"])
    assert told["failed"] == []
    return told


def window(browser: Browser, marked: Site, *, is_open: bool) -> BrowserContext:
    context = signed_in(browser, marked, bypass_csp=is_open)
    context.add_init_script(WATCH)
    return context


def listening(page: Page) -> list[str]:
    """What the page says while it is looked at: dialogs, errors, and what the policy refused."""
    said: list[str] = []

    def dismiss(dialog: Any) -> None:
        said.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    page.on("dialog", dismiss)
    page.on("pageerror", lambda error: said.append(f"error: {error}"))
    page.on("console", lambda told: said.append(told.text) if "Content Security Policy" in told.text else None)
    return said


def walked(context: BrowserContext, marked: Site) -> Iterator[tuple[str, dict[str, Any], list[str]]]:
    """Every page that can be reached by links from the list of pages, a few of each kind."""
    walk = Walk(f"{marked.url}{path}" for path in starting_points(marked.pages))
    for address in walk:
        page = context.new_page()
        said = listening(page)
        page.goto(address)
        found = page.evaluate(FINDINGS)
        page.close()
        yield address, found, said
        walk.add(found["links"])


@pytest.mark.long
@pytest.mark.parametrize("is_open", [False, True], ids=["with the policy", "without it"])
def test_no_page_runs_what_somebody_typed(
    browser: Browser, marked: Site, report: dict[str, Any], is_open: bool
) -> None:
    context = window(browser, marked, is_open=is_open)
    faults, shown, pages = [], set[int](), 0
    for address, found, said in walked(context, marked):
        pages += 1
        shown |= set(found["shown"])
        wrong = {name: found[name] for name in ("ran", "refused", "planted", "evaluated") if found[name]}
        if wrong or said:
            faults.append((address, wrong, said))
    context.close()
    assert faults == []
    assert pages >= LEAST_PAGES, pages
    seen = {report["fields"][str(number)] for number in shown if str(number) in report["fields"]}
    assert MUST_BE_SEEN - seen == set(), sorted(seen)


@pytest.mark.long
def test_what_is_typed_into_the_order_form_and_its_lists_stays_text(browser: Browser, marked: Site) -> None:
    context = window(browser, marked, is_open=True)
    page = context.new_page()
    said = listening(page)
    page.goto("/orders/new")
    for text in ("svg", "<svg onload=ran=1>", "ran"):
        page.fill("[name=customer_text]", "")
        page.keyboard.type(text)
        page.wait_for_timeout(400)
        found = page.evaluate(FINDINGS)
        assert {name: found[name] for name in ("ran", "refused", "planted", "evaluated") if found[name]} == {}, text
    context.close()
    assert said == []


@pytest.mark.parametrize("is_open", [False, True], ids=["with the policy", "without it"])
def test_control_a_page_that_does_not_escape_is_noticed(browser: Browser, site: Site, is_open: bool) -> None:
    """Each piece runs, or is refused, on a page that writes it as it is where such a thing is usually forgotten."""
    context = window(browser, site, is_open=is_open)
    policy = context.request.get("/profile").headers["content-security-policy"]
    places = {
        "text": "<p>{}</p>",
        "attribute": '<input value="{}">',
        "title": "<title>{}</title>",
        "comment": "<!-- {} -->",
    }
    unnoticed = []
    for piece in MARKUP[:8]:
        text = piece.format(n=5)
        noticed = False
        for place in places.values():
            body = f"<!doctype html><html><body>{place.format(text)}</body></html>"
            answer: Any = {"body": body, "content_type": "text/html", "headers": {"Content-Security-Policy": policy}}
            page = context.new_page()
            page.route("**/control", lambda route: route.fulfill(**answer))  # noqa: B023  # used before the next
            page.goto("/control")
            page.wait_for_timeout(50)
            found = page.evaluate(FINDINGS)
            noticed |= found["ran"] == 5 if is_open else bool(found["refused"])
            page.close()
        if not noticed:
            unnoticed.append(text)
    context.close()
    assert unnoticed == []
