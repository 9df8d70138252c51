"""What the books hold of the sample company. Asked by the job that makes it, before there is anybody to ask for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from kontor.access.roles import RIGHTS
from kontor.access.types import Actor
from kontor.demo.company.places import BUSINESS
from kontor.demo.company.sql.founding import Founding, branches_read, businesses_read, founding_read, orders_read
from kontor.demo.company.trade import SOURCE
from kontor.kernel.statements import read_rows

MAKER = "sample company"


class Founded(msgspec.Struct, frozen=True):
    """The company as far as it is there: the job that makes it, and when it was founded."""

    business_id: int
    founded_at: datetime
    actor: Actor


def founding() -> Founded | None:
    """None where the sample company was never begun."""
    rows: list[Founding] = read_rows(founding_read(BUSINESS))
    if not rows:
        return None
    branch_ids = frozenset(row.id for row in read_rows(branches_read(BUSINESS)))
    actor = Actor(rows[0].actor_id, "job", MAKER, frozenset(RIGHTS), branch_ids)
    return Founded(rows[0].business_id, rows[0].at, actor)


def is_room_for_company(*, besides: Sequence[str] = ()) -> bool:
    """Whether there is no business yet, or only the sample one and those named."""
    return {row.code for row in read_rows(businesses_read())} <= {BUSINESS, *besides}


def orders_there(references: Sequence[str]) -> set[str]:
    """The orders of the sample company among these references."""
    return {row.reference for row in read_rows(orders_read(SOURCE, references))}
