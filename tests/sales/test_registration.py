"""Row 19: an order is taken only of a customer who is registered for the location it is ordered from."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kontor.inventory.models import LocationArea
from kontor.parties.models import Area, Customer
from kontor.parties.operations import put_areas
from kontor.parties.types import AreaPut
from kontor.sales.models import SalesOrder
from kontor.sales.registration import is_registered
from tests.calls import refusal
from tests.sales.http import line as sent_line
from tests.sales.http import open_shop
from tests.sales.orders import (
    confirm,
    confirmed,
    draft,
    line,
    make_shop,
    nothing_changed,
    place,
    placed,
    refused,
    taken,
)
from tests.world import NOW, World


@pytest.mark.parametrize(
    ("customer", "served", "is_taken"),
    [
        ("", "", True),
        ("17 4 1", "", True),  # nobody said which areas are served: everybody is
        ("", "17 4 1", False),  # registered for none
        ("17 4 1", "17 4 1", True),
        ("4 1", "17 4 1", True),  # registered for what lies beneath its area
        ("17 4 1", "4 1", True),  # beneath an area that is served
        ("17 4 1", "18 4 1", False),  # only side by side
        ("7", "17 4 1", False),  # not a part of a number
        ("17 4 1", "9,30 8,1", True),
        ("17 4 1", "9,30 8,2", False),
    ],
)
def test_a_customer_and_a_location_meet_where_one_area_is_or_stands_above_the_other(customer, served, is_taken):
    assert is_registered(customer, served) is is_taken


@pytest.fixture
def world() -> World:
    """A region with a territory of two cities, and another region."""
    world = make_shop("OIL")
    rows = [
        AreaPut("SOUTH", "South"),
        AreaPut("BENIN", "South", "Edo", "Benin"),
        AreaPut("AUCHI", "South", "Edo", "Benin", "Auchi"),
        AreaPut("WARRI", "South", "Edo", "Benin", "Warri"),
        AreaPut("ABUJA", "North", "FCT", "Abuja"),
    ]
    put_areas(rows=rows, actor=world.actor, now=NOW)
    return world


def serve(world: World, *codes: str) -> None:
    areas = Area.objects.filter(code__in=codes)
    LocationArea.objects.bulk_create(LocationArea(location=world.location, area=area) for area in areas)


def register(code: str | None) -> None:
    Customer.objects.filter(code="C1").update(area=Area.objects.get(code=code) if code else None)


@pytest.mark.django_db
@pytest.mark.parametrize("is_confirmed", [False, True])
def test_row_19_an_order_is_refused_unless_the_customer_is_registered_for_the_location(world, is_confirmed):
    """Row 19."""
    serve(world, "BENIN")
    for home in ("ABUJA", None):
        register(home)
        with nothing_changed():
            refusal = refused(place(world, draft(world, line("OIL", 1), confirm=is_confirmed)))
        assert (refusal.status, refusal.code) == (409, "customer_not_registered")
        assert refusal.data == {"customer": "C1", "location": world.location.code}
    for home in ("SOUTH", "BENIN", "AUCHI"):
        register(home)
        assert taken(place(world, draft(world, line("OIL", 1), confirm=is_confirmed))).id
    assert SalesOrder.objects.count() == 3


@pytest.mark.django_db
def test_row_19_each_order_of_a_batch_is_asked_for_itself(world):
    other = world.another_location("OPEN")
    world.customer("C2")
    serve(world, "ABUJA", "WARRI")
    register("WARRI")
    drafts = [draft(world, line("OIL", 1), customer=who, location=where) for who, where in (
        ("C1", world.location.code), ("C2", world.location.code), ("C2", other.code),
    )]  # fmt: skip
    items = place(world, *drafts).items
    assert [item.refusal and item.refusal.code for item in items] == [None, "customer_not_registered", None]


@pytest.mark.django_db
def test_a_location_that_serves_no_area_takes_orders_of_everybody(world):
    for home in ("ABUJA", None):
        register(home)
        assert confirmed(world, line("OIL", 1)).lifecycle == "confirmed"


@pytest.mark.django_db
def test_whoever_stands_at_the_counter_is_served(world):
    serve(world, "BENIN")
    register("ABUJA")
    assert placed(world, line("OIL", 2), counter_sale=True).lifecycle == "closed"
    assert placed(world, line("OIL", 1), counter_sale=True, customer=None).lifecycle == "closed"
    assert world.stock("OIL") == (97, 0)


@pytest.mark.django_db
def test_an_area_moved_elsewhere_takes_its_customers_along(world):
    """What stands above an area is read with the order, not kept beside the customer."""
    serve(world, "BENIN")
    register("AUCHI")
    assert placed(world, line("OIL", 1)).id
    Area.objects.filter(code="AUCHI").update(parent=Area.objects.get(code="ABUJA"))
    assert refused(place(world, draft(world, line("OIL", 1)))).code == "customer_not_registered"


@pytest.mark.django_db
def test_an_order_that_was_taken_goes_on_when_the_areas_change(world):
    order = placed(world, line("OIL", 1))
    serve(world, "BENIN")
    assert taken(confirm(world, order.id)).lifecycle == "confirmed"


@pytest.mark.django_db
def test_over_http_the_refusal_says_who_and_where():
    shop = open_shop("OIL")
    put_areas(rows=[AreaPut("ABUJA", "North", "FCT", "Abuja")], actor=shop.world.actor, now=NOW)
    serve(shop.world, "ABUJA")
    answer = shop.send("POST", "", shop.draft(sent_line("OIL", 1)))
    assert refusal(answer) == (409, "customer_not_registered")
    assert (answer.json()["customer"], answer.json()["location"]) == ("C1", shop.world.location.code)
    register("ABUJA")
    assert shop.send("POST", "", shop.draft(sent_line("OIL", 1))).status_code == 201


@pytest.mark.django_db
def test_a_foreign_location_is_not_told_apart_by_its_areas(world):
    serve(world, "BENIN")
    stranger = replace(world.actor, branch_ids=frozenset())
    assert refused(place(world, draft(world, line("OIL", 1)), actor=stranger)).status == 404
