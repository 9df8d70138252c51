"""Every page at three widths, light and dark, as one picture: python -m tests.journeys.browser.contact_sheet FOLDER.

Names of pages after the folder take those alone. The single pictures lie beside, as page-width-scheme.png, and what a
printer makes of documents as page.pdf. index.html shows all sheets, each with the line that mended.tsv in the folder
has for it: the page's name, a tab, what was mended.
"""

from __future__ import annotations

import csv
import html
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from PIL import Image
from playwright.sync_api import Browser, BrowserContext

from tests.journeys.browser.site import Site, running_chromium, running_site, settled, signed_in

WIDTHS: Final = (390, 768, 1360)
SCHEMES: Final = ("light", "dark")
FOR_ANYBODY: Final = {"sign-in": "/sign-in", "no-such-page": "/no/such/page"}
ADMIN: Final = {
    "admin": "/admin/",
    "admin-list": "/admin/catalog/product/",
    "admin-form": "/admin/catalog/product/1/change/",
    "admin-record": "/admin/sales/salesorder/1/change/",
    "admin-new": "/admin/catalog/taxclass/add/",
}
PRINTED: Final = (
    "a-confirmed",
    "a-adjustment",
    "a-transfer",
    "a-customer",
    "a-price-list",
    "product",
    "days",
    "payables",
    "a-supplier-statement",
)
_SCALE: Final = 0.5
_MOST_HEIGHT: Final = 1800  # of a picture in a sheet; what is below is cut off
_GAP: Final = 12
_TABLE: Final = b"Nr;Firma;Farbe\nV-1;Mill;red\nV-2;;\nV-3;Dairy;blue\n"


def main(folder: Path, names: list[str]) -> None:
    """Raises SystemExit for a page that does not exist, before anything is drawn."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, running_site(Path(data)) as site, running_chromium() as browser:
        pages = {**site.pages, "import": "", **ADMIN, **FOR_ANYBODY}
        unknown = sorted(set(names) - pages.keys())
        if unknown:
            raise SystemExit(f"There is no page {', '.join(unknown)}; there are: {', '.join(sorted(pages))}.")
        wanted = {name: path for name, path in pages.items() if not names or name in names}
        if "import" in wanted:
            wanted["import"] = _sent_file(signed_in(browser, site))
        for width in WIDTHS:
            for scheme in SCHEMES:
                _draw(browser, site, wanted, folder, width, scheme)
        _print(browser, site, [name for name in PRINTED if name in wanted], folder)
    for name in wanted:
        _sheet(folder, name)
    _index(folder)


def _draw(browser: Browser, site: Site, wanted: dict[str, str], folder: Path, width: int, scheme: str) -> None:
    options: dict[str, Any] = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    inside, outside = signed_in(browser, site, **options), browser.new_context(base_url=site.url, **options)
    for name, path in wanted.items():
        _picture(outside if name in FOR_ANYBODY else inside, path, folder / f"{name}-{width}-{scheme}.png")
    inside.close()
    outside.close()


def _sent_file(context: BrowserContext) -> str:
    """The path of a file that was sent and understood, with a row that is refused."""
    page = context.new_page()
    page.goto("/imports")
    page.select_option("[name=kind]", "suppliers")
    page.set_input_files("[name=file]", {"name": "suppliers.csv", "mimeType": "text/csv", "buffer": _TABLE})
    page.click("main button[type=submit]")
    page.select_option("[name='column.code']", "Nr")
    page.select_option("[name='column.name']", "Firma")
    page.locator("main form button[type=submit]").last.click()
    settled(page)
    path = page.evaluate("location.pathname")
    context.close()
    return str(path)


def _picture(context: BrowserContext, path: str, file: Path) -> None:
    """The whole page in a window as high as it is, so that what clings to the window's edge hides nothing."""
    page = context.new_page()
    page.goto(path)
    settled(page)
    size = page.viewport_size
    assert size is not None
    width, height = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
    if width > size["width"]:
        print(f"{file.stem} scrolls sideways")
    page.set_viewport_size({"width": size["width"], "height": max(size["height"], height)})
    page.screenshot(path=file, full_page=True)
    page.close()


def _print(browser: Browser, site: Site, names: Iterable[str], folder: Path) -> None:
    context = signed_in(browser, site, color_scheme="dark")  # paper is white whatever the screen is
    page = context.new_page()
    for name in names:
        page.goto(site.pages[name])
        settled(page)
        page.pdf(path=folder / f"{name}.pdf", format="A4", prefer_css_page_size=True)
    context.close()


def _sheet(folder: Path, name: str) -> None:
    """The six pictures of a page side by side, at half their size."""
    pictures = list(_small(folder, name))
    width = sum(picture.width + _GAP for picture in pictures) + _GAP
    sheet = Image.new("RGB", (width, max(picture.height for picture in pictures) + 2 * _GAP), "#888")
    left = _GAP
    for picture in pictures:
        sheet.paste(picture, (left, _GAP))
        left += picture.width + _GAP
    sheet.save(folder / f"{name}.png")


def _small(folder: Path, name: str) -> Iterator[Image.Image]:
    for width in WIDTHS:
        for scheme in SCHEMES:
            with Image.open(folder / f"{name}-{width}-{scheme}.png") as picture:
                shown = picture.crop((0, 0, picture.width, min(picture.height, round(_MOST_HEIGHT / _SCALE))))
                yield shown.resize((round(shown.width * _SCALE), round(shown.height * _SCALE)))


def _index(folder: Path) -> None:
    """All sheets of the folder, those of earlier runs too."""
    mended = _mended(folder / "mended.tsv")
    first = f"-{WIDTHS[0]}-{SCHEMES[0]}"
    parts = ["<!doctype html><meta charset=utf-8><title>Contact sheet</title>"]
    for file in sorted(folder.glob(f"*{first}.png")):
        name = file.stem.removesuffix(first)
        printed = f' <a href="{name}.pdf">on paper</a>' if (folder / f"{name}.pdf").exists() else ""
        parts.append(f"<h2>{html.escape(name)}</h2><p>{html.escape(mended.get(name, ''))}{printed}</p>")
        parts.append(f'<p><img src="{html.escape(name)}.png" alt="" loading="lazy" style="max-width: 100%"></p>')
    (folder / "index.html").write_text("\n".join(parts), encoding="utf-8")


def _mended(file: Path) -> dict[str, str]:
    if not file.exists():
        return {}
    with file.open(encoding="utf-8", newline="") as lines:
        return {row[0]: row[1] for row in csv.reader(lines, delimiter="\t") if len(row) > 1}


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "contact-sheet"), sys.argv[2:])
