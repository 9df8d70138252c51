"""Whoever delists a customer is told what is still open with it; it is delisted all the same."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kontor.access.models import Role
from kontor.kernel.errors import PreconditionFailed
from kontor.kernel.text import TextInvalid
from kontor.kernel.wire import RequestKey
from kontor.organization.models import Branch, Business
from kontor.parties.listing_types import CustomerChange, CustomerRef
from kontor.parties.models import Customer, CustomerListing
from kontor.parties.queries import list_listings
from kontor.sales.delisting import DelistedCustomer, OpenOrders, OpenSum, OpenValue, open_orders
from kontor.sales.models import SalesOrder
from kontor.sales.operations import change_customers, delist_customer, submit_orders
from tests.calls import refusal, send
from tests.people import client_of, make_key, make_user
from tests.sales.orders import bill, cancel, confirmed, line, make_shop, placed, ship
from tests.world import NOW, World, everything, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_shop("OIL")


def id_of(code: str = "C1") -> int:
    return Customer.objects.get(code=code).pk


def delist(world: World, code: str = "C1", **extra: Any) -> DelistedCustomer:
    wanted: dict[str, Any] = {"version": 1, "reason": "Closed", "actor": world.actor, "now": NOW}
    return delist_customer(customer_id=id_of(code), **{**wanted, **extra})


def told(warnings: tuple[OpenOrders, ...]) -> list[tuple[str, int, int, list[tuple[str, int, str]]]]:
    return [
        (one.customer, one.orders, one.under_way, [(value.currency, value.orders, value.total) for value in one.values])
        for one in warnings
    ]


def test_row_20_delisting_warns_of_open_orders_and_what_was_delivered_or_billed_of_them(world: World) -> None:
    amounts = [placed(world, line("OIL", 2)).total]  # a draft
    submitted = placed(world, line("OIL", 3))
    submit_orders(order_ids=[submitted.id], actor=world.actor, now=NOW)
    shipped, billed = confirmed(world, line("OIL", 4)), confirmed(world, line("OIL", 5))
    ship(world, shipped.id, (1, 1))
    bill(world, billed.id)
    assert [SalesOrder.objects.get(pk=one.id).lifecycle for one in (shipped, billed)] == ["confirmed", "confirmed"]
    amounts += [submitted.total, shipped.total, billed.total]
    done = delist(world)
    assert (done.is_active, done.version, Customer.objects.get(code="C1").is_active) == (False, 2, False)
    total = f"{sum(round(float(amount) * 100) for amount in amounts) / 100:.2f}"
    assert told(done.warnings) == [("C1", 4, 2, [("GBP", 4, total)])]
    assert "4 orders are still open with C1, 2 of them delivered or billed" in done.warnings[0].text
    (kept,) = list_listings(customer_id=done.id, actor=world.actor).items
    assert (kept.reason, kept.row.is_active) == ("Closed", True)
    assert SalesOrder.objects.filter(lifecycle="cancelled").count() == 0  # they stay as they are


def test_orders_that_are_done_and_those_of_others_warn_of_nothing(world: World) -> None:
    world.customer("C2")
    placed(world, line("OIL", 1), customer="C2")
    cancel(world, placed(world, line("OIL", 1)).id)
    finished = confirmed(world, line("OIL", 2))
    ship(world, finished.id)
    bill(world, finished.id)
    assert SalesOrder.objects.get(pk=finished.id).lifecycle == "closed"
    assert delist(world).warnings == ()


def test_each_currency_is_summed_by_itself_and_every_branch_counts(world: World) -> None:
    here = placed(world, line("OIL", 2))
    business = Business.objects.create(code="KE", name="Kenya", currency="KES")
    branch = Branch.objects.create(business=business, code="KE", name="Kenya", time_zone="Africa/Nairobi")
    there = make_world(branch)
    there.sku("RICE")
    there.receive("RICE", 100)
    abroad = [placed(there, line("RICE", quantity)) for quantity in (1, 2)]
    done = delist(world, actor=replace(world.actor, branch_ids=frozenset({world.branch.pk})))
    both = f"{sum(float(one.total) for one in abroad):.2f}"
    assert told(done.warnings) == [("C1", 3, 0, [("GBP", 1, here.total), ("KES", 2, both)])]


def test_the_same_key_answers_the_same_warning_whatever_became_of_the_orders(world: World) -> None:
    order, key = placed(world, line("OIL", 2)), RequestKey(1, "k", "f")
    first = delist(world, key=key)
    cancel(world, order.id)
    assert delist(world, key=key) == first
    assert told(first.warnings) == [("C1", 1, 0, [("GBP", 1, order.total)])]
    assert CustomerListing.objects.count() == 1
    assert delist(world, version=2).warnings == ()


def test_what_refuses_a_delisting_anyway_refuses_it_here_and_changes_nothing(world: World) -> None:
    placed(world, line("OIL", 2))
    before = everything()
    with pytest.raises(TextInvalid):
        delist(world, reason=" ")
    with pytest.raises(PreconditionFailed):
        delist(world, version=7)
    assert everything() == before


def test_row_20_a_batch_warns_of_each_it_delists_and_of_nobody_else(world: World) -> None:
    for code in ("C2", "C3", "C4"):
        world.customer(code)
    orders = {code: placed(world, line("OIL", 1), customer=code).total for code in ("C1", "C2", "C4")}
    refs = [CustomerRef(id_of("C1")), CustomerRef(id_of("C2"), 9), CustomerRef(id_of("C3"))]
    done = change_customers(
        customers=refs, change=CustomerChange(is_active=False, reason="Closed"), actor=world.actor, now=NOW
    )
    assert [(item.code, item.verdict) for item in done.items] == [
        ("C1", "updated"),
        ("C2", "refused"),
        ("C3", "updated"),
    ]
    assert told(done.warnings) == [("C1", 1, 0, [("GBP", 1, orders["C1"])])]
    terms = CustomerChange(payment_terms="net_30")
    other = change_customers(customers=[CustomerRef(id_of("C4"))], change=terms, actor=world.actor, now=NOW)
    assert (other.updated, other.warnings) == (1, ())


def test_how_many_orders_and_customers_there_are_costs_no_more_statements(world: World) -> None:
    costs = []
    for round_ in (1, 12):
        codes = [f"D{round_}-{number}" for number in range(round_)]
        for code in codes:
            world.customer(code)
            placed(world, line("OIL", 1), customer=code)
        refs = [CustomerRef(id_of(code)) for code in codes]
        with CaptureQueriesContext(connection) as queries:
            done = change_customers(
                customers=refs, change=CustomerChange(is_active=False, reason="x"), actor=world.actor, now=NOW
            )
        assert len(done.warnings) == round_
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_over_http_the_warning_stands_in_the_answer_and_the_batchs_answer(world: World) -> None:
    total = placed(world, line("OIL", 2)).total
    owner = client_of(make_key(make_user("owner", branches=(world.branch,))))
    path = f"/api/v1/customers/{id_of()}/delist"
    assert refusal(send(owner, "POST", path, {"reason": "Closed"})) == (428, "if_match_required")
    answer = send(owner, "POST", path, {"reason": "Closed"}, version=1)
    warning = {
        "customer_id": id_of(),
        "customer": "C1",
        "orders": 1,
        "under_way": 0,
        "text": "1 order is still open with C1, 0 of them delivered or billed; close or cancel what will not be done.",
        "values": [{"currency": "GBP", "orders": 1, "total": total}],
    }
    assert answer.json() == {"id": id_of(), "code": "C1", "is_active": False, "version": 2, "warnings": [warning]}
    body = {"customers": [{"id": id_of()}], "is_active": False, "reason": "Closed"}
    assert send(owner, "POST", "/api/v1/customers/change", body).json()["warnings"] == [warning]


def test_who_may_not_read_orders_is_told_how_many_and_not_what_they_come_to(world: World) -> None:
    placed(world, line("OIL", 2))
    Role.objects.create(code="clerk", name="Clerk", rights=["parties.read", "parties.write"])
    clerk = client_of(make_key(make_user("clerk", branches=(world.branch,))))
    answer = send(clerk, "POST", f"/api/v1/customers/{id_of()}/delist", {"reason": "Closed"}, version=1)
    (warning,) = answer.json()["warnings"]
    assert (answer.status_code, warning["orders"], warning["values"]) == (200, 1, [])


def test_the_page_warns_before_and_after_and_stops_when_the_order_is_done(world: World) -> None:
    order = placed(world, line("OIL", 2))
    client = Client()
    client.force_login(make_user("owner", branches=(world.branch,)))
    path = f"/customers/{id_of()}"
    before = client.get(path).content.decode()
    assert "1 order is still open" in before
    assert "Not everything is done with it" not in before
    assert client.post(f"{path}/delist", {"version": "1", "reason": "Closed"}).status_code == 302
    after = client.get(path).content.decode()
    assert "Not everything is done with it" in after
    assert f'1 order is still open: <span class="nowrap">GBP {order.total}</span>.' in after
    cancel(world, order.id)
    assert "still open" not in client.get(path).content.decode()


def test_the_sums_of_one_customer_stand_together() -> None:
    sums = [OpenSum(1, "GBP", 2, 1, 1_050), OpenSum(1, "JPY", 1, 0, 300), OpenSum(2, "GBP", 1, 1, 5)]
    one, two = open_orders(sums, {1: "A", 2: "B"})
    assert (one.customer, one.orders, one.under_way) == ("A", 3, 1)
    assert one.values == (OpenValue("GBP", 2, "10.50"), OpenValue("JPY", 1, "300"))
    assert (two.customer_id, two.values) == (2, (OpenValue("GBP", 1, "0.05"),))
    assert open_orders([], {}) == ()
