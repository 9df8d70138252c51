"""Forms as a browser would send them back untouched."""

from __future__ import annotations

import html
import re

from django.test import Client


def form_of(client: Client, path: str) -> dict[str, str]:
    return form_in(client.get(path).content.decode())


def form_in(page: str) -> dict[str, str]:
    """Field -> value of all forms in the page's main part."""
    main = page[page.index('<main id="main"') :]
    found = dict.fromkeys(re.findall(r'<(?:input|select)[^>]* name="([^"]+)"', main), "")
    for tag in re.findall(r"<input[^>]*>", main):
        name = re.search(r' name="([^"]+)"', tag)
        value = re.search(r' value="([^"]*)"', tag)
        if name and 'type="checkbox"' not in tag:
            found[name[1]] = value[1] if value else ""
        elif name and " checked" in tag:
            found[name[1]] = "true"
        elif name:
            del found[name[1]]
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', main, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else re.findall(r'<option value="([^"]*)"', options)[0]
    return {name: html.unescape(value) for name, value in found.items()}
