from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import connection
from django.db.utils import InterfaceError, OperationalError

from kontor.access.types import Actor
from kontor.kernel.errors import OutcomeUnknown
from kontor.kernel.gathering import Gathering
from kontor.kernel.warm_connection import warm_connection
from kontor.kernel.wire import RequestKey
from kontor.sales.operations.place_orders import place_calls, place_orders
from kontor.sales.placing_calls import Placed, PlacingCall, answer_or_raise, placing_call
from kontor.sales.types import BatchAnswer, OrderDraft

_MOST_TOGETHER: Final = 50
_PATIENCE_SECONDS: Final = 0.005


def place_order(*, draft: OrderDraft, actor: Actor, now: datetime, key: RequestKey) -> BatchAnswer:
    """`place_orders` for one draft, in one call with those that other threads of this process place meanwhile.

    Each keeps its own actor, key, verdict and trail. What an order costs beside its rows is then paid once for all of
    them, and goods that several want are written once. These calls go over one connection of the process, whoever makes
    them. Inside a caller's transaction an order goes by itself, on the caller's connection.
    """
    if connection.in_atomic_block:
        return place_orders(drafts=[draft], actor=actor, now=now, key=key)
    return answer_or_raise(_gathering.ask(placing_call([draft], actor, now, key)))


def _token(call: PlacingCall) -> str:
    assert call.key is not None
    return call.key.token


def _is_doubtful(error: Exception) -> bool:
    """Whether what was asked may have been written all the same; then only the same key may ask again."""
    return isinstance(error, OutcomeUnknown | OperationalError | InterfaceError)


def _place(calls: Sequence[PlacingCall]) -> Sequence[Placed]:
    with warm_connection():
        return place_calls(calls)


_gathering: Final = Gathering[PlacingCall, Placed](
    _place, identity=_token, is_doubtful=_is_doubtful, most=_MOST_TOGETHER, patience_seconds=_PATIENCE_SECONDS
)
