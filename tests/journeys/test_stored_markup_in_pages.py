"""Whatever people type stays text: the short form of browser/test_stored_markup.py, read by a parser, not run.

Markup stands in every text the API takes. No page may hold an element or an attribute that came from it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any, Final
from urllib.parse import urljoin

import pytest
from django.test import Client

from kontor.access.models import User
from kontor.project import throttle
from tests.journeys.browser import marked_company
from tests.journeys.browser.marked_company import MARKUP, MUST_BE_SEEN, starting_points
from tests.journeys.browser.site import Site
from tests.journeys.browser.walking import Walk

pytestmark = pytest.mark.django_db

LEAST_PAGES: Final = 60
_NUMBER: Final = re.compile(r"ran=(\d+)")
_ADDRESSES: Final = ("href", "src", "action", "formaction", "hx-get", "hx-post")


class Reading(HTMLParser):
    """What stands in a page: `planted` that nobody of ours wrote, `shown` the numbers of the texts, `links`."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.planted: list[str] = []
        self.shown = {int(number) for number in _NUMBER.findall(page)}
        self.links: list[str] = []
        self.feed(page)
        self.close()
        if "TPLX" in page:
            self.planted.append("a template within the text was filled in")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        is_ours = tag != "script" or "src" in given or given.get("type") == "application/json"
        is_handler = any(name.startswith("on") for name in given)
        leads = any(given.get(name, "").strip().lower().startswith("javascript:") for name in _ADDRESSES)
        if not is_ours or is_handler or leads or tag in ("style", "iframe") or given.get("src") == "x":
            self.planted.append(str(self.get_starttag_text()))
        if tag == "a" and "href" in given and "download" not in given:
            self.links.append(given["href"])

    def handle_comment(self, data: str) -> None:
        if "ran=" in data:
            self.planted.append(f"a comment with a text of people's own: {data}")


def walked(client: Client, pages: dict[str, str]) -> Iterator[tuple[str, Reading]]:
    walk = Walk(starting_points(pages), most_of_a_kind=4)
    for address in walk:
        throttle.ACTORS.clear()
        throttle.ADDRESSES.clear()
        answer = client.get(address)
        if answer.headers["Content-Type"].startswith("text/html"):
            found = Reading(answer.content.decode())
            yield address, found
            links = (urljoin(address, link) for link in found.links)
            walk.add(link for link in links if link.startswith("/") and not link.startswith("//"))


@pytest.mark.once
def test_no_page_holds_an_element_that_somebody_typed():
    documents = marked_company.make()
    report: dict[str, Any] = json.loads(documents["marks"])
    assert report["failed"] == []
    client = Client()
    client.force_login(User.objects.get(username="owner"))
    faults, shown, pages = {}, set[int](), 0
    for address, found in walked(client, Site("", documents).pages):
        pages += 1
        shown |= found.shown
        if found.planted:
            faults[address] = found.planted[:3]
    assert faults == {}
    assert pages >= LEAST_PAGES
    seen = {report["fields"][str(number)] for number in shown if str(number) in report["fields"]}
    assert MUST_BE_SEEN - seen == set(), sorted(seen)


@pytest.mark.parametrize("piece", MARKUP[:8])
def test_control_a_page_that_does_not_escape_is_noticed(piece: str):
    text = piece.format(n=5)
    places = ("<p>{}</p>", '<input value="{}">', "<input value='{}'>", '<a href="{}">x</a>', "<title>{}</title>")
    assert any(Reading(place.format(text)).planted for place in places), text
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;").replace("'", "&#x27;")
    assert not any(Reading(place.format(escaped)).planted for place in places[:2])
