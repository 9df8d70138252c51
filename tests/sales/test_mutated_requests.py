"""Whatever a client sends, the fault is named as his (4xx) or the request is served: never a failure of ours."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import transaction

from kontor.project import throttle
from tests.calls import send
from tests.sales.http import ORDERS, Shop, open_shop
from tests.sales.orders import confirmed, line

pytestmark = pytest.mark.django_db

VALUES: list[Any] = [
    *(None, True, False, [], [[]], [None], {}, {"a": 1}),
    *(0, -1, 1, 2**31, 2**63, 2**64, 10**30, -(2**63) - 1, 1.5, 1e308),
    *("", " ", "0", "-0", "1", "+5", "1e5", "1e-5", "0.5", "1_000", "NaN", "Infinity", "1e900000", "\u0661"),
    *("\0", "a\0b", "\U0001f600", "x" * 300, "OIL", "C1", "%s", "'; --", "hold", "backorder", "refuse"),
    *("2026-02-30", "2026-03-02", "2026-03-02T09:30:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"),
]
REVERSALS = "/api/v1/sales-reversals"
FILTERS = (
    "branch",
    "customer",
    "lifecycle",
    "hold",
    "priority",
    "number",
    "from_on",
    "limit",
    "cursor",
    "include",
    "x",
)


def mutated(chance: random.Random, body: dict[str, Any]) -> dict[str, Any]:
    """`body` with one or two of its values replaced."""
    body = copy.deepcopy(body)
    for _ in range(chance.randint(1, 2)):
        holder, key = chance.choice(list(_places(body)))
        holder[key] = copy.deepcopy(chance.choice(VALUES))
    return body


def _places(node: Any) -> Iterator[tuple[Any, Any]]:
    for key in list(node) if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ():
        yield node, key
        yield from _places(node[key])


def requests(shop: Shop) -> list[tuple[str, str, dict[str, Any]]]:
    """One good request of each kind: method, path and body."""
    place = shop.world.location.code
    draft = {
        "location": place,
        "customer": "C1",
        "confirm": True,
        "submit": False,
        "counter_sale": False,
        "when_short": "refuse",
        "discount": "1",
        "ordered_at": "2026-03-02T09:30:00Z",
        "channel": None,
        "route": "R",
        "priority": 1,
        "sales_rep": None,
        "area_sales_manager": None,
        "order_mix": "",
        "location_capacity": 5,
        "wanted_on": "2026-03-05",
        "source": "s",
        "external_reference": "",
        "lines": [{"sku": "OIL", "quantity": "2", "pack": "CASE", "unit_price": "3.5", "discount_bp": 10}],
    }
    order = confirmed(shop.world, line("OIL", 5), line("RICE", 1, pack="CASE")).id
    terms = {"pack": "EA", "unit_price": "1", "discount_bp": 5}
    back = {"location": place, "reason": "r", "occurred_at": None, "source": "", "external_reference": ""}
    shipment = {"lines": [{"position": 1, "quantity_base": 3}], "shipped_at": "2026-03-02T09:30:00Z"}
    amendment = {"lines": [{"position": 1, "quantity": 3, **terms}, {"sku": "RICE", "quantity": "2"}], "discount": "0"}
    header = {"priority": 1, "route": "R", "wanted_on": "2026-03-05", "when_short": "refuse"}
    one = f"{ORDERS}/{order}"
    return [
        ("POST", ORDERS, draft),
        ("POST", f"{ORDERS}/batch", {"orders": [draft, draft]}),
        ("PATCH", one, {**amendment, **header}),
        ("PUT", f"{one}/lines/by-sku/OIL", {"quantity": 3, "when_short": "refuse", **terms}),
        ("POST", f"{one}/ship", shipment),
        ("POST", f"{one}/confirm", {"when_short": "hold"}),
        ("POST", f"{one}/bill", {"when_short": "hold"}),
        ("POST", f"{one}/cancel", {"reason": "r"}),
        ("POST", f"{one}/release-hold", {"reason": "r"}),
        ("POST", f"{ORDERS}/batch/confirm", {"order_ids": [order, 3], "when_short": "hold"}),
        ("POST", f"{ORDERS}/batch/ship", {"shipments": [{"order_id": order, **shipment}]}),
        ("POST", REVERSALS, {**back, "order_id": order, "lines": [{"quantity": 1, "position": 1}]}),
        ("POST", REVERSALS, {**back, "customer": "C1", "lines": [{"quantity": 1, "sku": "OIL", **terms}]}),
    ]  # fmt: skip


@pytest.mark.parametrize("rounds", [25, pytest.param(1_000, marks=pytest.mark.long)])
def test_no_mutated_body_fails_on_our_side(rounds: int) -> None:
    shop, chance, failed = open_shop("OIL", "RICE"), random.Random(7), []
    for method, path, body in requests(shop):
        for _ in range(rounds):
            throttle.ACTORS.clear()
            wrong = mutated(chance, body)
            if _status(shop, method, path, wrong) >= 500:
                failed.append((method, path, wrong))
    assert failed == []


def test_no_mutated_filter_fails_on_our_side() -> None:
    shop, failed = open_shop("OIL"), []
    for name in FILTERS:
        for value in VALUES:
            throttle.ACTORS.clear()
            for path in (ORDERS, f"{ORDERS}/outstanding"):
                query = urlencode({name: str(value)})
                if _status(shop, "GET", f"{path}?{query}", None) >= 500:
                    failed.append(query)
    assert failed == []


def _status(shop: Shop, method: str, path: str, body: Any) -> int:
    """The answer's status; what the request did is undone, so that each meets the same shop."""
    with transaction.atomic():
        status = int(send(shop.client, method, path, body, version=1).status_code)
        transaction.set_rollback(True)
    return status
