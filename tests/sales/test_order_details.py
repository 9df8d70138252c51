from __future__ import annotations

from dataclasses import replace
from datetime import date

import msgspec
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kontor.access.models import User
from kontor.parties.area_types import ShipperPut
from kontor.parties.models import Address, Area, Channel, Customer, Shipper
from kontor.parties.operations import put_areas, put_shippers
from kontor.parties.types import AreaPut
from kontor.sales.errors import OrderNotFound
from kontor.sales.operations import reverse_sales
from kontor.sales.queries import OrderDetail, order_detail
from kontor.sales.queries.order_details import OrderShipper
from kontor.sales.types import OrderAnswer, ReversalDraft, ReversalLine
from tests.sales.orders import cancel, confirm, confirmed, line, make_shop, placed, ship
from tests.world import NOW, World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_shop("OIL", "RICE")


def detail(world: World, order: OrderAnswer) -> OrderDetail:
    return order_detail(actor=world.actor, order_id=order.id)


def test_an_order_shows_its_whole_fmcg_header(world: World) -> None:
    """Row 2."""
    Channel.objects.create(code="HORECA", name="Horeca")
    for name in ("rep7", "asm3"):
        User.objects.create(username=name)
    order = placed(
        world,
        line("OIL", 1),
        channel="HORECA",
        route="R-12",
        priority=1,
        sales_rep="rep7",
        area_sales_manager="asm3",
        order_mix="fresh",
        location_capacity=480,
        wanted_on=date(2026, 3, 4),
        source="desk",
        external_reference="PO 77",
    )
    shown = detail(world, order)
    assert (shown.location, shown.location_name) == (world.location.code, "Main store")  # the distribution center
    assert (shown.branch, shown.branch_name) == (world.branch.code, "Main depot")
    assert (shown.customer, shown.customer_name, shown.channel) == ("C1", "Customer C1", "HORECA")
    assert (shown.route, shown.priority, shown.order_mix, shown.location_capacity) == ("R-12", 1, "fresh", 480)
    assert (shown.sales_rep, shown.area_sales_manager) == ("rep7", "asm3")
    assert (shown.ordered_at, shown.business_date, shown.wanted_on) == (NOW, date(2026, 3, 2), date(2026, 3, 4))
    assert (shown.source, shown.external_reference, shown.version) == ("desk", "PO 77", 1)


def test_an_orders_lines_say_what_is_reserved_gone_and_still_open(world: World) -> None:
    order = confirmed(
        world,
        line("OIL", 5, pack="CASE"),
        line("RICE", "10", unit_price="8.125", discount_bp=1000),
        when_short="backorder",
    )
    ship(world, order.id, (1, 30))
    oil, rice = detail(world, order).lines
    assert msgspec.to_builtins(oil) == {
        "position": 1,
        "sku": "OIL",
        "name": "Product OIL",
        "pack": "CASE",
        "pack_factor": 24,
        "is_stocked": True,
        "is_free": False,
        "quantity": "5",
        "quantity_base": 120,
        "reserved_base": 70,
        "issued_base": 30,
        "shipped_base": 30,
        "unshipped_base": 90,
        "backordered_base": 20,
        "list_price": "240.00",
        "unit_price": "240.00",
        "discount_bp": 0,
        "tax_rate_bp": 1600,
        "discount": "0.00",
        "net": "1200.00",
        "tax": "192.00",
        "total": "1392.00",
    }
    assert (rice.list_price, rice.unit_price, rice.discount) == ("10.00", "8.125", "8.13")
    assert (rice.net, rice.tax, rice.total) == ("73.12", "11.70", "84.82")


def test_an_order_lists_its_stock_documents_and_who_did_what(world: World) -> None:
    person = User.objects.create(username="desk1")
    world.actor = replace(world.actor, id=person.pk)
    order = placed(world, line("OIL", 4))
    confirm(world, order.id)
    ship(world, order.id)
    shown = detail(world, order)
    assert [posting.kind for posting in shown.postings] == ["reserve", "issue"]
    assert [posting.occurred_at for posting in shown.postings] == [NOW, NOW]
    assert [(entry.action, entry.actor) for entry in shown.history] == [
        ("order.place", "desk1"),
        ("order.confirm", "desk1"),
        ("order.ship", "desk1"),
    ]
    assert shown.history[1].changes["lifecycle"] == ["draft", "confirmed"]
    assert b'"changes":{' in msgspec.json.encode(shown)


def test_a_cancelled_order_keeps_the_reason_and_every_line_in_its_trail(world: World) -> None:
    order = confirmed(world, line("OIL", 4), line("RICE", 1))
    cancel(world, order.id, reason="ordered twice")
    changes = detail(world, order).history[-1].changes
    assert changes["reason"] == [None, "ordered twice"]
    assert changes["lines"][0] == [["OIL", 4, 4000], ["RICE", 1, 1000]]


def test_an_order_shows_what_came_back(world: World) -> None:
    order = placed(world, line("OIL", 4), counter_sale=True)
    back = ReversalDraft(
        location=world.location.code,
        reason="damaged",
        order_id=order.id,
        lines=(ReversalLine(position=1, quantity=1),),
    )
    reverse_sales(drafts=[back], actor=world.actor, now=NOW)
    (reversal,) = detail(world, order).reversals
    assert (reversal.reason, reversal.total) == ("damaged", "11.60")


def test_row_17_an_order_suggests_who_carries_it_to_where_its_customer_is(world: World) -> None:
    rows = [AreaPut("BENIN", "South", "Edo", "Benin"), AreaPut("AUCHI", "South", "Edo", "Benin", "Auchi")]
    put_areas(rows=rows, actor=world.actor, now=NOW)
    order = confirmed(world, line("OIL", 4))
    put_shippers(rows=[ShipperPut("BENIN", "Swift Haulage", "08030000000")], actor=world.actor, now=NOW)
    assert detail(world, order).suggested_shipper is None  # nobody knows where C1 is
    Customer.objects.filter(code="C1").update(area=Area.objects.get(code="AUCHI"))
    shipper = Shipper.objects.get()
    suggested = OrderShipper(shipper.pk, "Swift Haulage", "08030000000", "Benin")
    assert detail(world, order).suggested_shipper == suggested
    put_shippers(rows=[ShipperPut("AUCHI", "Near Cart", "08030000001")], actor=world.actor, now=NOW)
    nearer = detail(world, order).suggested_shipper
    assert nearer is not None
    assert (nearer.name, nearer.area) == ("Near Cart", "Auchi")
    unread = replace(world.actor, rights=world.actor.rights - {"parties.read"})
    assert order_detail(actor=unread, order_id=order.id).suggested_shipper is None
    ship(world, order.id)
    assert detail(world, order).suggested_shipper is None


def test_row_17_the_shipper_of_the_delivery_address_comes_before_the_customers_area(world: World) -> None:
    put_areas(rows=[AreaPut("SOUTH", "South"), AreaPut("NORTH", "North")], actor=world.actor, now=NOW)
    rows = [ShipperPut("SOUTH", "Swift", "08030000000"), ShipperPut("NORTH", "Far", "08030000001")]
    put_shippers(rows=rows, actor=world.actor, now=NOW)
    customer = Customer.objects.get(code="C1")
    Customer.objects.update(area=Area.objects.get(code="SOUTH"))
    order = placed(world, line("OIL", 1))
    delivered = {"customer": customer, "line1": "Depot", "area": Area.objects.get(code="NORTH")}
    Address.objects.create(kind="billing", is_default=True, **delivered)
    Address.objects.create(kind="delivery", is_default=False, **delivered)
    assert [shown.name for shown in [detail(world, order).suggested_shipper] if shown] == ["Swift"]
    Address.objects.create(kind="delivery", is_default=True, **delivered)
    assert [shown.name for shown in [detail(world, order).suggested_shipper] if shown] == ["Far"]
    with CaptureQueriesContext(connection) as queries:
        detail(world, order)
    assert len(queries) == 3


def test_an_order_of_a_foreign_branch_is_not_there(world: World) -> None:
    order = placed(world, line("OIL", 1))
    for order_id in (order.id, order.id + 1):
        with pytest.raises(OrderNotFound) as refusal:
            order_detail(actor=make_world().actor, order_id=order_id)
        assert refusal.value.data == {"order": order_id}


def test_an_order_is_read_with_a_constant_number_of_statements(world: World) -> None:
    """One on PostgreSQL; SQLite runs the same list one by one."""
    orders = [placed(world, *(line("OIL", 1) for _ in range(count))) for count in (1, 30)]
    costs = []
    for order in orders:
        with CaptureQueriesContext(connection) as queries:
            detail(world, order)
        costs.append(len(queries))
    assert costs == [1, 1]
