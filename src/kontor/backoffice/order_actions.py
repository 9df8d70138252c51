"""How the next actions of an order are offered: which one is the main one, and what each asks for. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

#: The actions that have a step on the page, the one people mostly take next first.
OFFERED: Final = ("confirm", "release_hold", "ship", "bill", "submit", "reprice", "cancel")
_NEVER_MAIN: Final = frozenset({"reprice", "cancel"})


class Offered(msgspec.Struct, frozen=True):
    """The main action, if there is any, and what else may be done."""

    main: str
    others: tuple[str, ...]


class Step(msgspec.Struct, frozen=True):
    """A stage of the order's way; `state` done, next or later, `at` when it was reached."""

    name: str
    state: str
    at: object = None
    note: str = ""


def offered(next_actions: Sequence[str], *, hold: str) -> Offered:
    """A held order is first of all released; what was held for stock is confirmed again where goods may be there."""
    possible = [name for name in OFFERED if name in next_actions]
    if hold and hold != "oos" and "release_hold" in possible:
        possible.sort(key=lambda name: name != "release_hold")
    main = next((name for name in possible if name not in _NEVER_MAIN), "")
    return Offered(main, tuple(name for name in possible if name != main))
