"""A file brought in at the desk: sent, understood, put right, written, and nothing of it lost on the way."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.browser.site import Site, signed_in

#: One process starts the server, which has a SQLite database of its own in both passes, and Chromium.
pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.once]

ROWS = "Nr;Firma;Telefon;Farbe\nV-1;Mill;0803;red\nV-2;;0804;\nV-3;Dairy;0805;blue\n"


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    context = signed_in(browser, site)
    yield context.new_page()
    context.close()


def send(page: Page, name: str, content: str | bytes, kind: str = "suppliers") -> None:
    data = content.encode() if isinstance(content, str) else content
    page.goto("/imports")
    page.select_option("[name=kind]", kind)
    page.set_input_files("[name=file]", {"name": name, "mimeType": "text/csv", "buffer": data})
    with page.expect_navigation():
        page.get_by_role("button", name="Look at it").click()


def look_again(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Look again").click()


def figures(page: Page) -> dict[str, str]:
    """Names and figures as shown, read at one moment: a page still on its way would mix two of them."""
    rows: list[list[str]] = page.locator(".figures").evaluate(
        "list => ['dt', 'dd'].map(tag => [...list.querySelectorAll(tag)].map(cell => cell.innerText))"
    )
    return dict(zip(*rows, strict=True))


def verdicts(new: int = 0, changed: int = 0, same: int = 0, refused: int = 0) -> dict[str, str]:
    return {"New": str(new), "Changed": str(changed), "As they were": str(same), "Refused": str(refused)}


def test_a_file_is_looked_at_mapped_judged_and_brought_in_once(page: Page) -> None:
    send(page, "firms.csv", ROWS)
    expect(page.locator("h1")).to_contain_text("not written yet")
    expect(page.locator(".note.bad")).to_contain_text("The column code is missing. The file has Nr, Firma")
    expect(page.get_by_role("button", name="Bring in", exact=True)).to_have_count(0)

    page.get_by_label("code: In the file", exact=True).select_option("Nr")
    page.get_by_label("name: In the file", exact=True).select_option("Firma")
    page.get_by_label("phone: In the file", exact=True).select_option("Telefon")
    look_again(page)
    expect(page.locator(".note.bad")).to_have_count(0)
    assert figures(page) == verdicts(new=2, refused=1)
    refused = page.get_by_role("table", name="Refused rows").locator("tbody tr")
    assert [text.split("\t") for text in refused.all_inner_texts()] == [["3", "Firma", "V-2 is new and needs a name."]]
    expect(page.locator(".note.warn")).to_contain_text("Columns not used: Farbe")

    page.get_by_label("name: Where the cell is empty", exact=True).fill("Nameless")
    look_again(page)
    assert figures(page) == verdicts(new=3)
    expect(page.get_by_label("name: In the file", exact=True)).to_have_value("Firma")

    page.get_by_role("button", name="Bring in", exact=True).click()
    expect(page.locator("h1")).to_contain_text("brought in")
    assert figures(page) == verdicts(new=3)
    expect(page.get_by_role("button", name="Bring in", exact=True)).to_have_count(0)

    page.goto("/imports")
    expect(page.get_by_role("table", name="Brought in lately").locator("tbody tr").first).to_contain_text("firms.csv")
    send(page, "again.csv", "code,name,phone\nV-1,Mill,0803\nV-2,Nameless,9\nV-3,Dairy,0805\n")
    assert figures(page) == verdicts(changed=1, same=2)


def test_only_the_rows_that_can_be_taken_are_written_if_one_says_so(page: Page) -> None:
    send(page, "some.csv", "code,name\nW-1,Mill\nW-2,\n")
    page.get_by_role("button", name="Bring in without the refused rows").click()
    expect(page.locator("h1")).to_contain_text("brought in")
    send(page, "some.csv", "code,name\nW-1,Mill\nW-2,\n")
    assert figures(page) == verdicts(same=1, refused=1)


def test_a_refused_look_keeps_everything_that_was_typed(page: Page) -> None:
    send(page, "firms.csv", ROWS)
    page.get_by_label("code: In the file", exact=True).select_option("Nr")
    page.get_by_label("name: In the file", exact=True).select_option("Firma")
    page.get_by_label("address: In the file", exact=True).select_option("-")
    page.get_by_label("name: Where the cell is empty", exact=True).fill("Nameless")
    page.get_by_label("Encoding").fill("no-such")
    page.get_by_label("1.234,5 is a number").check()
    look_again(page)
    expect(page.locator(".note.bad").first).to_contain_text("There is no encoding")
    expect(page.get_by_label("code: In the file", exact=True)).to_have_value("Nr")
    expect(page.get_by_label("name: In the file", exact=True)).to_have_value("Firma")
    expect(page.get_by_label("name: Where the cell is empty", exact=True)).to_have_value("Nameless")
    expect(page.get_by_label("Encoding")).to_have_value("no-such")
    expect(page.get_by_label("1.234,5 is a number")).to_be_checked()

    page.get_by_label("Encoding").fill("utf-8")
    look_again(page)
    assert figures(page)["Refused"] == "0"


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("scan.pdf.csv", b"%PDF-1.7 not a table", "This is no table"),
        ("empty.csv", b"", "empty"),
        ("old.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old .xls"),
    ],
)
def test_a_file_that_is_none_is_refused_in_words_and_the_form_stays(
    page: Page, name: str, content: bytes, reason: str
) -> None:
    send(page, name, content, kind="customers")
    expect(page.locator(".note.bad")).to_contain_text(reason)
    expect(page.locator("[name=kind]")).to_have_value("customers")
    assert page.url.endswith("/imports")


def test_leaving_the_page_and_coming_back_finds_the_file_as_it_was(page: Page) -> None:
    send(page, "firms.csv", ROWS)
    page.get_by_label("code: In the file", exact=True).select_option("Nr")
    look_again(page)
    address, before = page.url, figures(page)
    page.goto("/")
    page.goto(address)
    assert figures(page) == before
    expect(page.get_by_label("code: In the file", exact=True)).to_have_value("Nr")
