"""Row 73: a selling price is not below the purchase price, unless somebody who may says why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from kontor.access.models import AuditRecord
from kontor.access.types import Actor
from kontor.pricing.errors import PriceBelowCost
from kontor.pricing.models import Price, PriceList, PriceRecord, TaxRate
from kontor.pricing.operations import put_prices, set_prices
from kontor.pricing.types import PriceDraft, PricePut, PutPrice
from tests.world import NOW, World, make_world

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 10)


@pytest.fixture
def world() -> World:
    world = make_world()
    world.sku("OIL", price_micros=1_300_000)
    for code, more in (("COSTS", {"kind": "purchase"}), ("TRADE", {}), ("SHOP", {"is_tax_inclusive": True})):
        PriceList.objects.create(business=world.business, code=code, name=code, **more)
    put(world, "COSTS", "1.00", date(2026, 1, 1))
    return world


def put(world: World, code: str, price: str, since: date = DAY, *, actor: Actor | None = None, **more: Any) -> PutPrice:
    row = PricePut(code, "OIL", since, price, **more)
    return put_prices(rows=[row], actor=actor or world.actor, now=NOW).items[0]


def clerk(world: World) -> Actor:
    return replace(world.actor, rights=frozenset({"pricing.write", "costs.read"}))


def test_row_73_a_price_below_the_purchase_price_needs_a_right_and_a_reason(world: World) -> None:
    """Row 73."""
    written = Price.objects.count()
    refused = put(world, "TRADE", "0.99")
    assert (refused.verdict, refused.field) == ("refused", "reason")
    assert refused.reason == "OIL per EA: 0.99 is below the purchase price of 1.00; say why (reason)."
    refused = put(world, "TRADE", "0.99", actor=clerk(world), reason="clearance")
    assert (refused.verdict, refused.field) == ("refused", "unit_price")
    blind = replace(world.actor, rights=frozenset({"pricing.write"}))
    hidden = put(world, "TRADE", "0.99", actor=blind).reason
    assert (
        hidden == "OIL per EA: 0.99 is below the purchase price; raise it, or ask somebody with sales.override_price."
    )
    assert put(world, "COSTS", "0.50", actor=blind).field == "price_list"
    assert Price.objects.count() == written
    assert put(world, "TRADE", "1.00", actor=clerk(world)).verdict == "created"
    assert put(world, "TRADE", "0.99", reason=" clearance ").verdict == "updated"
    assert PriceRecord.objects.latest("id").reason == "clearance"
    assert '"reason":[null,"clearance"]' in AuditRecord.objects.latest("id").diff
    trade, drafts = PriceList.objects.get(code="TRADE").pk, [PriceDraft("OIL", "0.98", DAY)]
    with pytest.raises(PriceBelowCost):
        set_prices(price_list_id=trade, drafts=drafts, actor=world.actor, now=NOW)


def test_a_pack_costs_its_own_purchase_price_or_the_base_packs_times_the_factor(world: World) -> None:
    assert put(world, "TRADE", "23.99", pack="CASE").verdict == "refused"
    put(world, "COSTS", "20.00", date(2026, 1, 1), pack="CASE")
    assert put(world, "TRADE", "23.99", pack="CASE").verdict == "created"
    assert put(world, "TRADE", "19.99", pack="CASE", minimum_quantity=10).verdict == "refused"


def test_a_price_that_contains_the_tax_is_compared_without_it(world: World) -> None:
    assert put(world, "SHOP", "1.15").reason == (
        "OIL per EA: 1.15 (0.991379 without tax) is below the purchase price of 1.00; say why (reason)."
    )
    assert put(world, "SHOP", "1.16").verdict == "created"
    TaxRate.objects.create(tax_class=world.tax_class, valid_from=date(2026, 5, 1), rate_bp=2000)
    assert put(world, "SHOP", "1.16", date(2026, 5, 1)).verdict == "refused"


def test_the_purchase_price_of_the_day_counts_and_todays_for_a_price_from_before(world: World) -> None:
    put(world, "COSTS", "1.20", date(2026, 4, 1))
    assert put(world, "TRADE", "1.10").verdict == "created"
    assert put(world, "TRADE", "1.10", date(2026, 4, 1)).verdict == "refused"
    assert put(world, "TRADE", "0.50", date(2025, 6, 1)).verdict == "refused"
    put(world, "COSTS", "1.20", date(2026, 4, 1), valid_until=date(2026, 4, 30))
    assert put(world, "TRADE", "0.10", date(2026, 5, 1)).verdict == "created"


def test_a_purchase_price_itself_and_ending_a_price_are_never_below_cost(world: World) -> None:
    assert put(world, "TRADE", "0.80", reason="clearance").verdict == "created"
    assert put(world, "TRADE", "0.80", actor=clerk(world), valid_until=DAY).verdict == "updated"
    assert put(world, "COSTS", "0.70", DAY, actor=clerk(world)).verdict == "created"


def test_rows_of_one_call_see_the_purchase_prices_before_them(world: World) -> None:
    rows = [PricePut("COSTS", "OIL", DAY, "0.50"), PricePut("TRADE", "OIL", DAY, "0.60")]
    answer = put_prices(rows=rows, actor=clerk(world), now=NOW)
    assert [item.verdict for item in answer.items] == ["created", "created"]
