"""The page on which one row is made or changed: its fields, one button, and what was refused beside what was typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse

from kontor.backoffice.pages.fields import Filled
from kontor.backoffice.pages.rendering import page
from kontor.kernel.errors import KontorError


def record_form(
    request: HttpRequest,
    *,
    title: str,
    submit: str,
    back: str,
    filled: Sequence[Filled],
    key: str,
    intro: str = "",
    action: str | None = None,
    version: int | str | None = None,
    refusal: KontorError | None = None,
    offers: bool = False,
    remove: str | None = None,
    remove_label: str = "",
    changes: Sequence[Any] = (),
) -> HttpResponse:
    """Answers with the refusal's status where there is one. `action`: where it is sent, here unless said.

    `offers`: fields suggest as one types. `remove`: the path that takes the row away. `changes`: what would become of
    documents that are stored already.
    """
    context = {
        "title": title,
        "intro": intro,
        "action": action or request.path,
        "back": back,
        "submit": submit,
        "filled": filled,
        "version": version,
        "key": key,
        "refusal": refusal,
        "offers": offers,
        "remove": remove,
        "remove_label": remove_label,
        "changes": changes,
    }
    return page(request, "record_form.html", context, status=refusal.status if refusal is not None else 200)
