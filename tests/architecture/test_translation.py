"""No word of a page stands in a template as it is: each goes through gettext, so that a language is a file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

from kontor.project.settings import ROOT

TEMPLATES: Final = sorted((ROOT / "src" / "kontor").glob("*/templates/**/*.html"))
#: What is no word of a language: names, figures, codes, keys.
NO_WORDS: Final = frozenset({"Kontor", "Ctrl", "Enter", "Esc", "PDF", "CSV", "API", "kg", "SO-20260302-0042"})
#: The parts' own page shows sample goods under names of their own; the API's pages are made by their library.
OTHERS: Final = frozenset({"backoffice/styleguide.html", "project/swagger.html", "project/redoc.html"})
_READ_ALOUD: Final = re.compile(r"""\s(?:title|alt|placeholder|aria-label|data-label|data-key-name)=(["'])(.*?)\1""")
_TRANSLATED: Final = re.compile(r"{% *blocktrans(?:late)?\b.*?{% *endblocktrans(?:late)? *%}", re.DOTALL)
_COMMENT: Final = re.compile(r"{#.*?#}|{% *comment\b.*?{% *endcomment *%}|<!--.*?-->|<!doctype[^>]*>", re.DOTALL | re.I)
_CODE: Final = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
_MARKUP: Final = re.compile(r"<(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>")
_ENTITY: Final = re.compile(r"&#?\w+;")
_WORD: Final = re.compile(r"[^\W\d_][\w.'-]*[^\W_]")


def words_as_they_are(template: str) -> list[str]:
    """The words a reader would see, or hear, in every language alike."""
    text = _COMMENT.sub(" ", _TRANSLATED.sub(" ", template))
    text = _CODE.sub(lambda code: "\n" if "endif" in code[0] or "else" in code[0] else "\u2007", text)
    read_aloud = [found[2] for found in _READ_ALOUD.finditer(text)]
    seen = _MARKUP.sub("\n", text)
    found = _WORD.findall(_ENTITY.sub(" ", "\n".join([seen, *read_aloud])))
    return [word for word in found if word not in NO_WORDS]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: "/".join(path.parts[-2:]))
def test_no_template_has_words_of_its_own(path: Path):
    if "/".join(path.parts[path.parts.index("templates") + 1 :]) in OTHERS:
        return
    assert words_as_they_are(path.read_text()) == []


def test_templates_are_found():
    assert len(TEMPLATES) > 20


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("<p>Orders</p>", ["Orders"]),
        ('<p>{% translate "Orders" %} today</p>', ["today"]),
        ('<input placeholder="Name">', ["Name"]),
        ("<td data-label=\"{% translate 'on hand' %}\">{{ n }} pcs</td>", ["pcs"]),
        ("{% if a %}yes{% else %}no{% endif %}", ["yes", "no"]),
        ("{% blocktranslate count n=n %}{{ n }} row{% plural %}{{ n }} rows{% endblocktranslate %}", []),
        ('<a class="button" href="{% url \'home\' %}">{% translate "Home" %} · Kontor</a> <kbd>n</kbd> &nbsp; 24', []),
        ("{# a note #}<!-- another -->", []),
    ],
)
def test_words_outside_gettext_are_noticed(template: str, words: list[str]):
    assert words_as_they_are(template) == words
