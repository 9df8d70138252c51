"""Every page at three widths, light and dark, as one picture: python -m tests.journeys.browser.contact_sheet FOLDER.

Names of pages after the folder take those alone. The single pictures lie beside, as page-width-scheme.png.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from PIL import Image
from playwright.sync_api import BrowserContext

from tests.journeys.browser.site import running_chromium, running_site, settled, signed_in

WIDTHS: Final = (390, 768, 1360)
SCHEMES: Final = ("light", "dark")
FOR_ANYBODY: Final = {"sign-in": "/sign-in", "no-such-page": "/no/such/page"}
_SCALE: Final = 0.5
_MOST_HEIGHT: Final = 1800  # of a picture in a sheet; what is below is cut off
_GAP: Final = 12
_TABLE: Final = b"Nr;Firma;Farbe\nV-1;Mill;red\nV-2;;\nV-3;Dairy;blue\n"


def main(folder: Path, names: list[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, running_site(Path(data)) as site, running_chromium() as browser:
        upload = _sent_file(signed_in(browser, site))
        pages = {**site.pages, "import": upload, **FOR_ANYBODY}
        wanted = {name: path for name, path in pages.items() if not names or name in names}
        for width in WIDTHS:
            for scheme in SCHEMES:
                options: dict[str, Any] = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
                inside, outside = signed_in(browser, site, **options), browser.new_context(base_url=site.url, **options)
                for name, path in wanted.items():
                    _picture(outside if name in FOR_ANYBODY else inside, path, folder / f"{name}-{width}-{scheme}.png")
                inside.close()
                outside.close()
    for name in wanted:
        _sheet(folder, name)


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
    page = context.new_page()
    page.goto(path)
    settled(page)
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        print(f"{file.stem} scrolls sideways")
    page.screenshot(path=file, full_page=True)
    page.close()


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


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "contact-sheet"), sys.argv[2:])
