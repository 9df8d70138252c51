"""What the side of every page offers: only what exists, and of that only what the actor may open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kontor.access.types import Actor
from kontor.backoffice.queries import Shell
from kontor.backoffice.queries.shell import MOST_COUNTED
from kontor.backoffice.rights import may_open

Text = str | Promise


class Entry(msgspec.Struct, frozen=True):
    """A line of the navigation; `go` is the letter that opens it after g, `waits` how many wait there for a person."""

    name: str
    label: Text
    path: str
    go: str
    is_current: bool
    waits: str


class Group(msgspec.Struct, frozen=True):
    label: Text
    entries: tuple[Entry, ...]


_GROUPS: Final[tuple[tuple[Text, tuple[tuple[str, Text, str], ...]], ...]] = (
    ("", (("home", _("Today"), "t"),)),
    (
        _("Sell"),
        (
            ("page-orders", _("Orders"), "o"),
            ("page-customers", _("Customers"), "c"),
            ("page-price-lists", _("Price lists"), "p"),
            ("page-registers", _("Tills"), "j"),
        ),
    ),
    (
        _("Stock"),
        (
            ("page-stock", _("On hand"), "s"),
            ("page-movements", _("Movements"), "m"),
            ("page-transfers", _("Transfers"), "r"),
            ("page-adjustments", _("Adjustments"), "a"),
            ("page-locations", _("Locations"), "h"),
        ),
    ),
    (_("Money"), (("page-payables", _("Owed to suppliers"), "v"),)),
    (
        _("Numbers"),
        (
            ("page-days", _("Days"), "d"),
            ("page-order-summary", _("Orders summed up"), "x"),
            ("page-reports", _("Reports"), "q"),
        ),
    ),
    (
        _("Lists"),
        (
            ("page-categories", _("Categories"), "k"),
            ("page-areas", _("Areas"), "e"),
            ("page-suppliers", _("Suppliers"), "u"),
            ("page-imports", _("Bring in a file"), "i"),
            ("page-own-fields", _("Own fields"), "g"),
            ("admin:index", _("Master data"), "n"),
        ),
    ),
    (
        _("People"),
        (
            ("page-users", _("Users"), "w"),
            ("page-roles", _("Roles"), "l"),
            ("page-employees", _("Employees"), "f"),
            ("page-branches", _("Branches"), "b"),
        ),
    ),
    (_("Help"), (("styleguide", _("Style guide"), "y"),)),
)


def navigation(*, actor: Actor, shell: Shell, path: str) -> Sequence[Group]:
    """The groups that have something for the actor; the entry whose path begins `path` furthest is the current one."""
    names = may_open(actor)
    paths = {name: reverse(name) for _label, entries in _GROUPS for name, *_rest in entries if name in names}
    current = _current(path, paths.values())
    found = [
        Group(
            label,
            tuple(
                Entry(name, text, paths[name], go, paths[name] == current, _waits(shell, names, name))
                for name, text, go in entries
                if name in paths
            ),
        )
        for label, entries in _GROUPS
    ]
    return [group for group in found if group.entries]


def _current(path: str, paths: Iterable[str]) -> str:
    begins = [known for known in paths if path == known or (known != "/" and path.startswith(f"{known}/"))]
    return max(begins, key=len, default="")


def _waits(shell: Shell, names: frozenset[str], name: str) -> str:
    """How many wait behind an entry for what the actor may do there."""
    counts = {
        "page-orders": ("page-order-confirm", shell.orders_waiting),
        "page-transfers": ("page-transfer-receive", shell.transfers_coming),
        "page-adjustments": ("page-adjustment-approve", shell.adjustments_waiting),
    }
    step, count = counts.get(name, ("", 0))
    if step not in names or count == 0:
        return ""
    return "99+" if count >= MOST_COUNTED else str(count)
