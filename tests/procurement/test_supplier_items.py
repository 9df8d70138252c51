"""Row 51: who delivers what, from either side: put in as lists, changed one by one, removed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from kontor.access.models import AuditRecord
from kontor.catalog.models import SKU
from kontor.kernel.errors import InvalidInput, PreconditionFailed
from kontor.kernel.wire import RequestKey
from kontor.parties.models import Supplier
from kontor.procurement.errors import SupplierItemInvalid, SupplierItemNotFound
from kontor.procurement.models import SupplierItem
from kontor.procurement.operations import edit_supplier_item, put_supplier_items, remove_supplier_item
from kontor.procurement.queries import (
    SupplierItemFilter,
    list_supplier_items,
    supplier_item_detail,
    suppliers_of_sku,
)
from kontor.procurement.types import SupplierItemEdit
from tests.procurement.supplies import item, make_market, preferred, put, row_of, verdicts
from tests.world import NOW, World, everything

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_market()


def edit(world: World, item_id: int, version: int, **changes: Any) -> int:
    wanted = SupplierItemEdit(**changes)
    return edit_supplier_item(item_id=item_id, version=version, edit=wanted, actor=world.actor, now=NOW).version


def found(world: World, **wanted: Any) -> list[tuple[str, str]]:
    rows = list_supplier_items(actor=world.actor, wanted=SupplierItemFilter(**wanted)).items
    return [(row.supplier, row.sku) for row in rows]


# --- putting in --------------------------------------------------------------------------------------------------


def test_row_51_a_list_is_put_in_changed_and_the_same_again_changes_nothing(world: World) -> None:
    rows = [
        item("MILL", "OIL", supplier_sku="M-1", pack="CASE", cost="96.5", currency="GBP", lead_time_days=3),
        item("FARM", "OIL"),
    ]
    assert put(world, *rows).created == 2
    oil, farm = row_of("MILL", "OIL"), row_of("FARM", "OIL")
    assert (oil.supplier_sku, oil.pack.code, oil.cost_micros, oil.currency, oil.lead_time_days, oil.version) == (
        "M-1", "CASE", 96_500_000, "GBP", 3, 1,
    )  # fmt: skip
    assert (farm.pack.code, farm.cost_micros, farm.currency, farm.lead_time_days) == ("EA", None, "", None)
    before = everything()
    assert put(world, *rows).unchanged == 2
    assert everything() == before
    changed = put(world, item("MILL", "OIL", cost="97", lead_time_days=None), item("FARM", "OIL"))
    assert [(row.verdict, row.version) for row in changed.items] == [("updated", 2), ("unchanged", 1)]
    oil = row_of("MILL", "OIL")
    assert (oil.cost_micros, oil.currency, oil.lead_time_days, oil.supplier_sku) == (97_000_000, "GBP", None, "M-1")
    record = AuditRecord.objects.filter(subject=f"procurement.supplier_item:{oil.pk}").order_by("-id")[0]
    assert json.loads(record.diff) == {"cost_micros": [96_500_000, 97_000_000], "lead_time_days": [3, None]}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"supplier": "NOBODY"}, "supplier"),
        ({"sku": "NOTHING"}, "sku"),
        ({"pack": "BOX"}, "pack"),
        ({"cost": "1"}, "currency"),
        ({"currency": "GBP"}, "cost"),
        ({"cost": None, "currency": "GBP"}, "cost"),
        ({"cost": "-1", "currency": "GBP"}, "cost"),
        ({"cost": "0.0000001", "currency": "GBP"}, "cost"),
        ({"cost": "9999999999", "currency": "GBP"}, "cost"),
        ({"cost": "much", "currency": "GBP"}, "cost"),
        ({"cost": "1", "currency": "pounds"}, "currency"),
        ({"cost": "1", "currency": "XXX"}, "currency"),
        ({"lead_time_days": -1}, "lead_time_days"),
        ({"lead_time_days": 3_651}, "lead_time_days"),
        ({"supplier_sku": "x" * 41}, "supplier_sku"),
        ({"supplier_sku": "a\x07"}, "supplier_sku"),
    ],
)
def test_a_wrong_row_is_refused_by_name_and_the_others_are_written(world: World, wrong: dict[str, Any], field: str):
    right = item("FARM", "RICE", lead_time_days=1)
    assert verdicts(put(world, item(**{"supplier": "MILL", "sku": "OIL", **wrong}), right)) == [
        ("refused", field), ("created", None),
    ]  # fmt: skip
    assert [row.sku.code for row in SupplierItem.objects.all()] == ["RICE"]


def test_a_supplier_and_sku_stand_once_in_a_list_and_lists_end_at_5000(world: World) -> None:
    answer = put(world, item("MILL", "OIL", lead_time_days=1), item(" MILL ", "OIL", lead_time_days=2))
    assert verdicts(answer) == [("created", None), ("refused", "sku")]
    assert row_of("MILL", "OIL").lead_time_days == 1
    for rows in ([], [item("MILL", "OIL")] * 5_001):
        with pytest.raises(SupplierItemInvalid):
            put(world, *rows)


def test_a_suppliers_own_code_means_one_sku(world: World) -> None:
    put(world, item("MILL", "OIL", supplier_sku="M-1"), item("FARM", "OIL", supplier_sku="M-1"))
    answer = put(world, item("MILL", "OIL", supplier_sku="M-2"), item("MILL", "RICE", supplier_sku="M-1"))
    assert verdicts(answer) == [("updated", None), ("refused", "supplier_sku")]  # free with the next list only
    assert put(world, item("MILL", "RICE", supplier_sku="M-1")).created == 1
    assert verdicts(put(world, item("FARM", "RICE", supplier_sku="M-1"))) == [("refused", "supplier_sku")]
    with pytest.raises(IntegrityError), transaction.atomic():
        SupplierItem.objects.filter(supplier__code="MILL", sku__code="RICE").update(supplier_sku="M-2")


def test_one_supplier_of_a_sku_is_preferred_and_a_new_one_takes_it_over(world: World) -> None:
    put(world, item("MILL", "OIL", is_preferred=True), item("MILL", "RICE", is_preferred=True))
    answer = put(world, item("MILL", "OIL"), item("FARM", "OIL", is_preferred=True))
    assert [(row.verdict, row.version) for row in answer.items] == [("updated", 2), ("created", 1)]
    assert preferred() == {"RICE": "MILL", "OIL": "FARM"}
    back = put(world, item("MILL", "OIL", is_preferred=True))
    assert (back.updated, preferred()["OIL"], row_of("FARM", "OIL").version) == (1, "MILL", 2)
    told = AuditRecord.objects.get(
        subject=f"procurement.supplier_item:{row_of('FARM', 'OIL').pk}", diff__contains="[true,false]"
    )
    assert told.action == "supplier_item.put"
    put(world, item("FARM", "RICE"))
    both = put(world, item("FARM", "OIL", is_preferred=True), item("MILL", "OIL", is_preferred=True))
    assert verdicts(both) == [("updated", None), ("refused", "is_preferred")]
    assert preferred()["OIL"] == "FARM"
    with pytest.raises(IntegrityError), transaction.atomic():
        SupplierItem.objects.filter(sku__code="OIL").update(is_preferred=True)


def test_who_is_not_bought_from_is_not_preferred(world: World) -> None:
    Supplier.objects.filter(code="MILL").update(is_active=False)
    assert verdicts(put(world, item("MILL", "OIL", is_preferred=True), item("MILL", "RICE"))) == [
        ("refused", "is_preferred"), ("created", None),
    ]  # fmt: skip


def test_a_dry_run_tells_and_writes_nothing_and_a_key_answers_twice(world: World) -> None:
    before = everything()
    assert put(world, item("MILL", "OIL"), dry_run=True).created == 1
    assert everything() == before
    key = RequestKey(world.actor.id, "k1", "f")
    first = put(world, item("MILL", "OIL"), key=key)
    assert put(world, item("MILL", "OIL"), key=key) == first
    assert SupplierItem.objects.count() == 1


def test_a_list_costs_the_same_statements_whatever_its_length(world: World) -> None:
    for number in range(30):
        world.sku(f"S{number}")
    costs = []
    for count in (1, 30):
        with CaptureQueriesContext(connection) as queries:
            put(world, *[item("MILL", f"S{number}", lead_time_days=count) for number in range(count)])
        costs.append(len([query for query in queries if "SAVEPOINT" not in query["sql"]]))
    assert costs[1] - costs[0] <= 2  # the second one also changes a row


# --- one by one --------------------------------------------------------------------------------------------------


def test_an_item_is_changed_if_nobody_was_faster(world: World) -> None:
    put(world, item("MILL", "OIL", cost="2", currency="GBP"), item("FARM", "OIL", is_preferred=True))
    oil = row_of("MILL", "OIL")
    assert edit(world, oil.pk, 1, pack="CASE", is_preferred=True) == 2
    assert (row_of("MILL", "OIL").pack.code, preferred()) == ("CASE", {"OIL": "MILL"})
    before = everything()
    assert edit(world, oil.pk, 2, pack="CASE") == 2  # nothing to change
    with pytest.raises(PreconditionFailed):
        edit(world, oil.pk, 1, lead_time_days=9)
    for wrong in ({"pack": "BOX"}, {"currency": ""}, {"lead_time_days": -1}, {"supplier_sku": "x" * 41}):
        with pytest.raises(InvalidInput):
            edit(world, oil.pk, 2, **wrong)
    with pytest.raises(SupplierItemNotFound):
        edit(world, 10**9, 1, lead_time_days=9)
    assert everything() == before
    assert edit(world, oil.pk, 2, cost=None) == 3
    assert (row_of("MILL", "OIL").cost_micros, row_of("MILL", "OIL").currency) == (None, "")


def test_an_item_is_removed_and_the_audit_keeps_it_whole(world: World) -> None:
    put(world, item("MILL", "OIL", supplier_sku="M-1", is_preferred=True, lead_time_days=3), item("FARM", "OIL"))
    oil = row_of("MILL", "OIL")
    with pytest.raises(PreconditionFailed):
        remove_supplier_item(item_id=oil.pk, version=2, actor=world.actor, now=NOW)
    key = RequestKey(world.actor.id, "gone", "f")
    first = remove_supplier_item(item_id=oil.pk, version=1, actor=world.actor, now=NOW, key=key)
    assert remove_supplier_item(item_id=oil.pk, version=1, actor=world.actor, now=NOW, key=key) == first
    with pytest.raises(SupplierItemNotFound):
        remove_supplier_item(item_id=oil.pk, version=1, actor=world.actor, now=NOW)
    diff = json.loads(AuditRecord.objects.get(action="supplier_item.remove").diff)
    assert (diff["supplier_sku"], diff["lead_time_days"], diff["is_preferred"]) == (
        ["M-1", None], [3, None], [True, None],
    )  # fmt: skip
    assert (SupplierItem.objects.count(), preferred()) == (1, {})
    assert put(world, item("MILL", "RICE", supplier_sku="M-1")).created == 1


# --- reading -----------------------------------------------------------------------------------------------------


def test_row_51_products_of_a_supplier_and_suppliers_of_a_product(world: World) -> None:
    put(world, item("MILL", "OIL"), item("MILL", "RICE", supplier_sku="R-9"), item("FARM", "OIL", is_preferred=True))
    mill, oil = Supplier.objects.get(code="MILL"), SKU.objects.get(code="OIL")
    with CaptureQueriesContext(connection) as queries:
        assert found(world, supplier_id=mill.pk) == [("MILL", "OIL"), ("MILL", "RICE")]
    assert len(queries) == 1
    assert found(world, supplier="FARM") == [("FARM", "OIL")]
    assert found(world, product_id=oil.product_id) == [("MILL", "OIL"), ("FARM", "OIL")]
    assert found(world, sku="RICE") == [("MILL", "RICE")]
    assert found(world, is_preferred=True) == [("FARM", "OIL")]
    assert found(world, search="R-") == found(world, search="RIC") == [("MILL", "RICE")]
    assert found(world, search="duct OI") == [("MILL", "OIL"), ("FARM", "OIL")]
    with CaptureQueriesContext(connection) as queries:
        assert [row.supplier for row in suppliers_of_sku(sku="OIL", actor=world.actor)] == ["FARM", "MILL"]
    assert len(queries) == 1
    first = list_supplier_items(actor=world.actor, limit=2, sort="-sku__code")
    assert [row.sku for row in first.items] == ["RICE", "OIL"]
    after = int(first.next_cursor or 0)
    assert len(list_supplier_items(actor=world.actor, after=after, limit=2, sort="-sku__code").items) == 1


def test_an_item_tells_the_pack_its_cost_is_for(world: World) -> None:
    put(world, item("MILL", "OIL", pack="CASE", cost="96.50", currency="GBP", lead_time_days=3))
    detail = supplier_item_detail(item_id=row_of("MILL", "OIL").pk, actor=world.actor)
    assert (detail.supplier_name, detail.pack, detail.pack_factor, detail.unit) == ("Valley Mill", "CASE", 24, "EA")
    assert (detail.cost, detail.currency, detail.lead_time_days, detail.version) == ("96.50", "GBP", 3, 1)
    with pytest.raises(SupplierItemNotFound):
        supplier_item_detail(item_id=2**70, actor=world.actor)


def test_rows_are_the_operations_own_and_need_no_request(world: World) -> None:
    """What a program in the same process sends meets the same rules."""
    answer = put_supplier_items(rows=[item("MILL", "OIL", cost="1e-9", currency="GBP")], actor=world.actor, now=NOW)
    assert verdicts(answer) == [("refused", "cost")]
