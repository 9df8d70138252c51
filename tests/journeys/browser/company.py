"""A small trading post with a document in every state, for tests that look at pages."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import django

PASSWORD: Final = "correct horse 7 battery"
GOODS: Final = (
    ("MAIZE-10KG", "Maize meal 10 kg", 92), ("OIL-2L", "Cooking oil 2 L", 54), ("SUGAR-2KG", "Sugar 2 kg", 42),
    ("SOAP-12", "Soap bar 12s", 36), ("RICE-5KG", "Rice 5 kg", 138), ("RICE-25KG", "Rice 25 kg", 640),
    ("COLA-330", "Cola 330 ml", 9), ("MILK-1L", "Milk 1 L", 24), ("BREAD", "Bread", 22), ("TEA-100", "Tea 100s", 35),
    ("SALT-1KG", "Salt 1 kg", 11), ("CANDLES-6", "Candles 6s", 15), ("EGGS-30", "Eggs tray 30", 78),
)  # fmt: skip


def make() -> dict[str, Any]:
    """The paths of the documents and the names of the users; everybody has PASSWORD."""
    from kontor.access.models import Role
    from kontor.catalog.operations import rebuild_search
    from kontor.pos.models import Register
    from kontor.project.tasks import dispatch_outbox
    from kontor.sales.operations import cancel_orders, place_orders, ship_orders
    from kontor.sales.types import DraftLine, OrderDraft, ShipRequest
    from tests.backoffice.party_places import (
        area_pages,
        category_pages,
        make_supplier_item,
        rich_customer,
        rich_supplier,
    )
    from tests.journeys.rights.backoffice import sent_transfer, waiting_adjustment
    from tests.payables.owing import rich_account
    from tests.people import make_user
    from tests.world import make_world

    world = make_world()
    world.branch.name = "Lusaka depot"
    world.branch.save()
    for code, name, price in GOODS:
        sku = world.sku(code, price_micros=price * 1_000_000)
        sku.name = name
        sku.weight_grams = 1_000
        sku.save()
        world.receive(code, 500)
    rebuild_search(actor=world.actor)  # the names were written past the catalog's operations
    world.sku("OIL")
    world.receive("OIL", 100)
    for code, name in (("C-100", "Chilenje Wholesale"), ("C-200", "Kabwata Mart"), ("C-300", "Matero <b>Stores</b>")):
        customer = world.customer(code)
        customer.name = name
        customer.save()

    def order(*lines: tuple[str, int], customer: str = "C-100", days_ago: int = 0, **extra: Any) -> int:
        draft = OrderDraft(
            location=world.location.code,
            customer=customer,
            lines=tuple(DraftLine(sku=sku, quantity=quantity) for sku, quantity in lines),
            **extra,
        )
        at = datetime.now(UTC) - timedelta(days=days_ago)
        (item,) = place_orders(drafts=[draft], actor=world.actor, now=at).items
        assert item.order is not None, item.refusal
        return item.order.id

    now = datetime.now(UTC)
    for days_ago in range(29, 0, -1):
        order(("SALT-1KG", 3 + days_ago * 7 % 11), counter_sale=True, days_ago=days_ago)
    draft = order(("MAIZE-10KG", 25), ("SUGAR-2KG", 12))
    confirmed = order(("MAIZE-10KG", 25), ("OIL-2L", 48), ("SUGAR-2KG", 12), customer="C-200", confirm=True)
    held = order(("RICE-25KG", 900), customer="C-300", confirm=True, when_short="hold")
    shipped = order(("MILK-1L", 12), customer="C-200", confirm=True)
    assert ship_orders(requests=[ShipRequest(order_id=shipped)], actor=world.actor, now=now).items[0].order
    cancelled = order(("BREAD", 5))
    assert cancel_orders(order_ids=[cancelled], reason="ordered twice", actor=world.actor, now=now).items[0].order
    dispatch_outbox()
    adjustment, transfer = waiting_adjustment(world), sent_transfer(world)
    corner_shop, mill = rich_customer(), rich_supplier()
    supplied, billed = make_supplier_item(), rich_account(world, now)
    till = Register.objects.create(code="TILL-1", name="Front till", location=world.location)
    lists = [*area_pages(), *category_pages()]
    make_user("owner", username="owner", branches=(world.branch,))
    make_user("owner", username="newcomer", branches=(make_world().branch,))
    seller = make_user("sales", username="sales", branches=(world.branch,))
    counter = Role.objects.create(code="counter", name="Counter", rights=["sales.place", "sales.read"])
    return {
        "user": f"/users/{seller.pk}",
        "role": f"/roles/{counter.pk}",
        "draft": f"/orders/{draft}",
        "confirmed": f"/orders/{confirmed}",
        "held": f"/orders/{held}",
        "shipped": f"/orders/{shipped}",
        "cancelled": f"/orders/{cancelled}",
        "adjustment": f"/stock/adjustments/{adjustment}",
        "transfer": f"/stock/transfers/{transfer}",
        "supplier": f"/suppliers/{mill}",
        "supplier-edit": f"/suppliers/{mill}/edit",
        "supplier-item": f"/suppliers/{mill}/items/{supplied}",
        "supplier-statement": f"/suppliers/{mill}/statement?from_on={now:%Y}-01-01",
        "supplier-statement-later": f"/suppliers/{mill}/statement?from_on={now + timedelta(days=40):%Y-%m-%d}"
        f"&to_on={now + timedelta(days=41):%Y-%m-%d}",
        "supplier-entry-new": f"/suppliers/{mill}/statement/new",
        "supplier-entry-reverse": f"/suppliers/{mill}/statement/{billed}/reverse",
        "register": f"/registers/{till.pk}/edit",
        "supplier-item-new": f"/suppliers/{mill}/items/new",
        **{f"list-{number}": path for number, path in enumerate(lists)},
        "price-list": f"/prices/{world.price_list.pk}",
        "price-list-edit": f"/prices/{world.price_list.pk}/edit",
        "price-new": f"/prices/{world.price_list.pk}/price?sku=OIL-2L",
        "customer": f"/customers/{corner_shop}",
        "customer-edit": f"/customers/{corner_shop}/edit",
        "address-new": f"/customers/{corner_shop}/addresses/new",
        "address": f"/customers/{corner_shop}/addresses/1",
    }


if __name__ == "__main__":
    django.setup()
    print(json.dumps(make()))
