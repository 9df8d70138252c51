"""Statements of one request, counted in a process whose Django stands on the database in question."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import msgspec

from kontor.bench.counting import Count, count_statements

if TYPE_CHECKING:
    from kontor.bench.company import BenchCompany

_UNCOUNTED: Final = 2  # until what a process remembers is remembered and what a connection prepares is prepared
_COUNTED: Final = 3


class Asked(msgspec.Struct, frozen=True):
    """One call: `orders` orders of `lines` lines; more than one go to the batch endpoint."""

    orders: int
    lines: int


class Counted(msgspec.Struct, frozen=True):
    """The most of several calls."""

    asked: Asked
    count: Count


def count_requests(company: BenchCompany, asked: Sequence[Asked]) -> list[Counted]:
    return [_count_request(company, one) for one in asked]


def _count_request(company: BenchCompany, asked: Asked) -> Counted:
    chance = random.Random(f"{asked.orders} {asked.lines}")
    for _ in range(_UNCOUNTED):
        _Request(company, asked, chance).send()
    counts = []
    for _ in range(_COUNTED):
        request = _Request(company, asked, chance)
        counts.append(count_statements(request.send))
        request.verify()
    most = max(counts, key=lambda count: count.statements)
    assert most.statements > 0, "an order cannot cost nothing: the counting is broken"
    return Counted(asked, most)


class _Request:
    """One call over the web application of this process, and whether it did what it was asked."""

    def __init__(self, company: BenchCompany, asked: Asked, chance: random.Random) -> None:
        from kontor.bench.measures.orders import order_body

        self._asked, self._secret = asked, company.secret
        self._bodies = [order_body(company, chance, "uniform", asked.lines) for _ in range(asked.orders)]
        self._before = _rows()

    def send(self) -> None:
        from kontor.bench.own_web import ask_here

        if self._asked.orders == 1:
            self._answer = ask_here("POST", "/api/v1/sales-orders", secret=self._secret, body=self._bodies[0])
        else:
            body = {"orders": self._bodies}
            self._answer = ask_here("POST", "/api/v1/sales-orders/batch", secret=self._secret, body=body)

    def verify(self) -> None:
        assert self._answer.status in (200, 201), self._answer
        written = tuple(now - before for now, before in zip(_rows(), self._before, strict=True))
        wanted = self._asked.orders, self._asked.orders * self._asked.lines
        assert written == wanted, f"{written} orders and lines were written for {self._asked}"


def _rows() -> tuple[int, int]:
    from kontor.bench.proof import rows_of

    return rows_of("sales_salesorder"), rows_of("sales_orderline")
