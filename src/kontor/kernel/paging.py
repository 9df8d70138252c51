"""Keyset pages: a list is read one row further than asked for, so that it knows whether more follow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from kontor.kernel.wire import Page


class HasId(Protocol):
    @property
    def id(self) -> int: ...


Item = TypeVar("Item", bound=HasId)


def page_of(items: Sequence[Item], limit: int) -> Page[Item]:
    """The first `limit` of `items`, which come by ascending id, up to `limit` + 1 of them."""
    has_more = len(items) > limit
    return Page(items[:limit], str(items[limit - 1].id) if has_more else None)
