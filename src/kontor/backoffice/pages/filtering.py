"""Filters, order and place of a list, all of them in its URL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec
from django.http import HttpRequest

from kontor.kernel.wire import optional_day, text


class Sorting(msgspec.Struct, frozen=True):
    """By which column, with a minus downwards, and the links that sort by each of them."""

    by: str
    links: dict[str, str]

    @classmethod
    def of(cls, request: HttpRequest, known: Sequence[str]) -> Sorting:
        """The first of `known` unless the URL names another; what it does not know is the first too."""
        wanted = request.GET.get("sort", "")
        by = wanted if wanted in known else known[0]
        links = {}
        for name in known:
            column = name.removeprefix("-")
            links[column] = _url(request, sort=f"-{column}" if by != f"-{column}" else column, cursor="")
        return cls(by, links)

    @property
    def directions(self) -> dict[str, str]:
        """Column -> what aria-sort says of it; only the one in use is there."""
        return {self.by.removeprefix("-"): "descending" if self.by.startswith("-") else "ascending"}


def filter_text(request: HttpRequest, name: str) -> str | None:
    return text(request, name) or None


def filter_day(request: HttpRequest, name: str) -> date | None:
    return optional_day(request, name)


def chosen(request: HttpRequest, name: str, known: Sequence[str]) -> tuple[str, ...]:
    """The known ones of the values with commas between them."""
    return tuple(part for part in text(request, name).split(",") if part in known)


def next_page(request: HttpRequest, cursor: str | None) -> str:
    """The URL of the rows that follow, "" after the last."""
    return "" if cursor is None else _url(request, cursor=cursor)


def file_of(request: HttpRequest) -> str:
    """The URL of the whole list as a CSV file, with its filters and in its order; parts/export.html adds the others."""
    return _url(request, format="csv", cursor="")


def _url(request: HttpRequest, **changes: str) -> str:
    query = request.GET.copy()
    for name, value in changes.items():
        query[name] = value
        if not value:
            del query[name]
    return f"?{query.urlencode()}"
