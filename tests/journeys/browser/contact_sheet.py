"""Every page at three widths, light and dark, as pictures: python -m tests.journeys.browser.contact_sheet FOLDER."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from tests.journeys.browser.site import running_chromium, running_site, settled, signed_in

WIDTHS: Final = (390, 768, 1360)
SCHEMES: Final = ("light", "dark")


def main(folder: Path, names: list[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, running_site(Path(data)) as site, running_chromium() as browser:
        for width in WIDTHS:
            for scheme in SCHEMES:
                options: dict[str, Any] = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
                context = signed_in(browser, site, **options)
                page = context.new_page()
                for name, path in site.pages.items():
                    if names and name not in names:
                        continue
                    page.goto(path)
                    settled(page)
                    sideways = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
                    if sideways:
                        print(f"{name} scrolls sideways at {width}")
                    page.screenshot(path=folder / f"{name}-{width}-{scheme}.png", full_page=True)
                context.close()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "contact-sheet"), sys.argv[2:])
