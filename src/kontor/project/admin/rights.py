"""The admin's ways in and the rights they need; what a role may not open or send, it is not offered either."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kontor.access.types import SIGNED_IN, Route
from kontor.project.admin.additions import ADDITIONS
from kontor.project.admin.edits import EDITS
from kontor.project.admin.ledgers import LEDGERS
from kontor.project.admin.masters import MASTERS

TABLES: Final = (*MASTERS, *LEDGERS)


def _routes() -> Iterator[Route]:
    yield Route("admin:app_list", "GET", SIGNED_IN)
    yield Route("admin:search", "GET", SIGNED_IN)
    yield Route("admin:jsi18n", "GET", SIGNED_IN)
    yield Route("admin:logout", "POST", SIGNED_IN)
    for table in TABLES:
        yield Route(f"{table.route}_changelist", "GET", table.right)
        yield Route(f"{table.route}_change", "GET", table.right)
        if edit := EDITS.get(table.model):
            yield Route(f"{table.route}_change", "POST", edit.right)
        if add := ADDITIONS.get(table.model):
            yield Route(f"{table.route}_add", "GET", add.right)
            yield Route(f"{table.route}_add", "POST", add.right)


ROUTES: Final = tuple(_routes())
