from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec
from django.db import transaction

from kontor.access.keys import parse_authorization
from kontor.access.operations import create_api_key, revoke_api_key
from kontor.access.queries import UserFilter, key_holder, list_api_keys, list_users
from kontor.access.schemas import NewApiKey
from kontor.demo.company.clock import TODAY, Clock
from kontor.demo.company.logins import Logins, keep_logins, new_logins, read_logins
from kontor.demo.company.operations.found_company import found_company
from kontor.demo.company.operations.make_master_data import make_master_data
from kontor.demo.company.operations.supply_week import supply_week
from kontor.demo.company.operations.trade_orders import trade_orders
from kontor.demo.company.operations.work_the_floor import work_the_floor
from kontor.demo.company.places import INTEGRATION, SHOPS
from kontor.demo.company.queries import founding, orders_there
from kontor.demo.company.queries.founding import Founded
from kontor.demo.company.sizes import SIZES, Size
from kontor.demo.company.supply import Supply
from kontor.demo.company.trade import PlannedOrder, Trade
from kontor.demo.company.types import Company, SizeName

_PART_ORDERS: Final = 500


class _Part(msgspec.Struct, frozen=True):
    """Orders of one day made in one transaction, with what comes before or after them; `reference` is the first's."""

    reference: str
    day: int
    first: int
    count: int

    @property
    def opens_week(self) -> bool:
        return self.first == 0 and self.day % 7 == 0 and self.day < TODAY


def make_company(*, size: SizeName, data: Path, now: datetime) -> Company:
    """The sample company: made the first time, continued where an earlier run was killed, then left as it is.

    `size` counts when it is begun. A part is one transaction and known by its first order, so every run finds out
    what is missing. The passwords are random, kept in `data` before anybody gets one. Raises UsernameTaken where
    somebody is called as a role already, and what the operations raise.
    """
    founded = founding()
    is_new = founded is None
    if founded is None:
        trade = Trade(SIZES[size])
        supply = Supply(trade)
        founded = _found(trade, supply, data, now)
        _continue(founded, trade, supply)
    else:
        begun = _size_begun()
        if not orders_there([_parts(begun)[-1].reference]):
            trade = Trade(begun)
            _continue(founded, trade, Supply(trade))
    return _company(data, founded, is_new=is_new, now=now)


def _found(trade: Trade, supply: Supply, data: Path, now: datetime) -> Founded:
    logins = read_logins(data) or new_logins()
    logins = Logins(logins.passwords)
    keep_logins(logins, data)
    clock = Clock(now)
    with transaction.atomic():
        founded = found_company(logins=logins, now=clock.founded_at)
        make_master_data(trade=trade, founded=founded, now=clock.founded_at)
        _make_part(_parts(trade.size)[0], trade, supply, clock, founded)
    return founded


def _size_begun() -> Size:
    """By the first order, which is made together with the business."""
    first = {size.reference(0, 0): size for size in SIZES.values()}
    (begun,) = orders_there(list(first))
    return first[begun]


def _continue(founded: Founded, trade: Trade, supply: Supply) -> None:
    clock = Clock.of_founding(founded.founded_at)
    parts = _parts(trade.size)
    there = orders_there([part.reference for part in parts])
    for part in parts:
        if part.reference not in there:
            with transaction.atomic():
                _make_part(part, trade, supply, clock, founded)


def _make_part(part: _Part, trade: Trade, supply: Supply, clock: Clock, founded: Founded) -> None:
    """The week's goods come before its first order; the last part also does what is no order."""
    if part.opens_week:
        supply_week(supply=supply, week=part.day // 7, clock=clock, actor=founded.actor)
    orders = list(_orders(part, trade))
    placed = trade_orders(orders=orders, day=part.day, supply=supply, clock=clock, actor=founded.actor)
    if part == _parts(trade.size)[-1]:
        sold = [answer for order, answer in zip(orders, placed, strict=True) if order.location == SHOPS[0].code]
        work_the_floor(supply=supply, sold=sold, clock=clock, actor=founded.actor)


def _parts(size: Size) -> list[_Part]:
    return [
        _Part(size.reference(day, first), day, first, min(_PART_ORDERS, size.orders_on(day) - first))
        for day in range(TODAY + 1)
        for first in range(0, size.orders_on(day), _PART_ORDERS)
    ]


def _orders(part: _Part, trade: Trade) -> Iterator[PlannedOrder]:
    for number, order in enumerate(trade.orders_of(part.day)):
        if part.first <= number < part.first + part.count:
            yield order


def _company(data: Path, founded: Founded, *, is_new: bool, now: datetime) -> Company:
    """The ways in, as the data directory keeps them. A key that was made but never kept is replaced."""
    logins = read_logins(data)
    if logins is None:
        return Company((), None, is_new)
    if logins.api_key is None:
        logins = Logins(logins.passwords, _new_key(founded, now))
        keep_logins(logins, data)
    return Company(logins.people(), logins.api_key if _is_of_here(logins.api_key, now) else None, is_new)


def _new_key(founded: Founded, now: datetime) -> str:
    users = list_users(after=None, limit=100, wanted=UserFilter(username=INTEGRATION)).items
    (user_id,) = (user.id for user in users if user.username == INTEGRATION)
    for key in list_api_keys(after=None, limit=100, user_id=user_id).items:
        if key.revoked_at is None:
            revoke_api_key(key_id=key.id, actor=founded.actor, now=now)
    made = create_api_key(draft=NewApiKey(user_id=user_id, name=INTEGRATION), actor=founded.actor, now=now)
    assert made.secret is not None, "without an idempotency key every call makes a key"
    return made.secret


def _is_of_here(api_key: str | None, now: datetime) -> bool:
    """Whether the database knows the key, and not one that shared the data directory with another database."""
    secret = parse_authorization(f"Bearer {api_key}")
    return secret is not None and key_holder(secret.prefix, now) is not None
