"""Who a customer was is not erased while an order of theirs is open."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kontor.kernel.errors import PreconditionFailed
from kontor.kernel.wire import RequestKey
from kontor.parties.errors import CustomerListed
from kontor.parties.models import Customer
from kontor.parties.operations import delist_customer
from kontor.parties.types import PartyVersion
from kontor.sales.errors import CustomerHasOrders
from kontor.sales.operations import erase_customer, submit_orders
from tests.calls import refusal, send
from tests.people import client_of, make_key, make_user
from tests.sales.orders import bill, cancel, confirmed, line, make_shop, placed, ship
from tests.world import NOW, World, everything

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_shop("OIL")


def delist(world: World) -> int:
    customer = Customer.objects.get(code="C1").pk
    delist_customer(customer_id=customer, version=1, reason="Closed", actor=world.actor, now=NOW)
    return customer


def erase(world: World, customer: int, *, version: int = 2, key: RequestKey | None = None) -> PartyVersion:
    return erase_customer(customer_id=customer, version=version, actor=world.actor, now=NOW, key=key)


@pytest.mark.parametrize("state", ["draft", "submitted", "confirmed", "partly shipped"])
def test_nobody_is_erased_while_an_order_is_open(world: World, state: str) -> None:
    order = placed(world, line("OIL", 4)) if state in ("draft", "submitted") else confirmed(world, line("OIL", 4))
    if state == "submitted":
        submit_orders(order_ids=[order.id], actor=world.actor, now=NOW)
    if state == "partly shipped":
        ship(world, order.id, (1, 1))
    customer = delist(world)
    before = everything()
    with pytest.raises(CustomerHasOrders) as refused:
        erase(world, customer, key=RequestKey(1, "k", "f"))
    assert refused.value.data["orders"] == [order.number]
    assert everything() == before


def test_orders_of_other_branches_count_too(world: World) -> None:
    placed(world, line("OIL", 4))
    customer = delist(world)
    elsewhere = replace(world.actor, branch_ids=frozenset())
    with pytest.raises(CustomerHasOrders):
        erase_customer(customer_id=customer, version=2, actor=elsewhere, now=NOW)


def test_closed_and_cancelled_orders_and_those_of_others_do_not_matter(world: World) -> None:
    world.customer("C2")
    placed(world, line("OIL", 1), customer="C2")
    cancel(world, placed(world, line("OIL", 1)).id)
    done = confirmed(world, line("OIL", 2))
    ship(world, done.id)
    bill(world, done.id)
    customer = delist(world)
    key = RequestKey(1, "k", "f")
    erased = erase(world, customer, key=key)
    assert erased == erase(world, customer, key=key) == PartyVersion(customer, "C1", False, 3)
    assert erase(world, customer, version=3).version == 3
    assert Customer.objects.get(pk=customer).name == "Erased C1"


def test_what_refuses_an_erasure_anyway_refuses_it_here(world: World) -> None:
    customer = Customer.objects.get(code="C1").pk
    with pytest.raises(CustomerListed):
        erase(world, customer, version=1)
    delist(world)
    with pytest.raises(PreconditionFailed):
        erase(world, customer, version=1)


def test_the_refusal_names_the_order_over_http_and_goes_once_it_is_cancelled(world: World) -> None:
    order = placed(world, line("OIL", 4))
    path = f"/api/v1/customers/{delist(world)}/pseudonymize"
    owner = client_of(make_key(make_user("owner")))
    refused = send(owner, "POST", path, version=2)
    assert refusal(refused) == (409, "customer_has_open_orders")
    assert refused.json()["orders"] == [order.number]
    assert order.number in refused.json()["detail"]
    cancel(world, order.id)
    assert send(owner, "POST", path, version=2).status_code == 200


def test_how_many_orders_there_are_costs_no_more_statements(world: World) -> None:
    costs = []
    for count in (1, 20):
        for _ in range(count):
            placed(world, line("OIL", 1))
        customer = Customer.objects.get(code="C1")
        if customer.is_active:
            delist(world)
        with CaptureQueriesContext(connection) as queries, pytest.raises(CustomerHasOrders):
            erase(world, customer.pk)
        costs.append(len(queries))
        Customer.objects.update(is_active=True, version=1)
    assert costs[0] == costs[1]
