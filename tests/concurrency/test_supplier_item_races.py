"""Two people at the supplier of one SKU: one is preferred, no edit is lost, one row is made."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Sequence

import pytest
from django.db import connection

from kontor.kernel.errors import KontorError
from kontor.kernel.statements import Write
from kontor.procurement.models import SupplierItem
from kontor.procurement.operations import edit_supplier_item, remove_supplier_item
from kontor.procurement.supplying import ItemRow
from kontor.procurement.types import SupplierItemEdit
from tests.concurrency.races import meet_before_first_write, one_meets_the_other_uncommitted, race
from tests.procurement.supplies import item, make_market, preferred, put, row_of
from tests.world import NOW, World

pytestmark = pytest.mark.postgres
PUT = sys.modules["kontor.procurement.operations.put_supplier_items"]


@pytest.fixture
def world(race_database: str) -> World:
    return make_market()


def edited(world: World, version: int, **changes: object) -> Callable[[], str]:
    item_id, wanted = row_of("MILL", "OIL").pk, SupplierItemEdit(**changes)  # type: ignore[arg-type]  # what fits

    def run() -> str:
        try:
            edit_supplier_item(item_id=item_id, version=version, edit=wanted, actor=world.actor, now=NOW)
        except KontorError as error:
            return error.code
        return "done"

    return run


def prefers(world: World, supplier: str) -> Callable[[], str]:
    return lambda: put(world, item(supplier, "OIL", is_preferred=True)).items[0].verdict


def test_the_same_list_twice_at_once_makes_one_row(world: World) -> None:
    new = lambda: put(world, item("MILL", "OIL", supplier_sku="M-1")).items[0].verdict  # noqa: E731  # one of two twins
    assert one_meets_the_other_uncommitted(new, new) == "unchanged"
    assert SupplierItem.objects.count() == 1


def test_of_two_that_are_preferred_at_once_the_later_is(world: World) -> None:
    assert one_meets_the_other_uncommitted(prefers(world, "MILL"), prefers(world, "FARM")) == "created"
    assert preferred() == {"OIL": "FARM"}
    assert row_of("MILL", "OIL").version == 2


def test_control_without_the_index_both_are_preferred(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX supplieritem_one_is_preferred")
    meet_before_first_write(monkeypatch, PUT, 2)
    race(prefers(world, "MILL"), prefers(world, "FARM"))
    assert SupplierItem.objects.filter(is_preferred=True).count() == 2


def test_with_the_index_the_same_race_leaves_one(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    meet_before_first_write(monkeypatch, PUT, 2)
    race(prefers(world, "MILL"), prefers(world, "FARM"))
    assert len(preferred()) == 1
    assert SupplierItem.objects.count() == 2


def test_of_eight_edits_of_one_version_exactly_one_is_kept(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    put(world, item("MILL", "OIL"))
    calls = [edited(world, 1, lead_time_days=days) for days in range(8)]
    meet_before_first_write(monkeypatch, PUT, 8)
    assert sorted(race(*calls)) == ["done", *["version_mismatch"] * 7]
    assert row_of("MILL", "OIL").version == 2


def test_control_without_the_version_updates_are_lost(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    barrier = threading.Barrier(4)

    def unguarded(fresh: Sequence[ItemRow], changed: Sequence[ItemRow]) -> list[Write]:
        barrier.wait(20)
        for row in changed:
            SupplierItem.objects.filter(id=row.id).update(lead_time_days=row.lead_time_days, version=row.version)
        return []

    put(world, item("MILL", "OIL"))
    calls = [edited(world, 1, lead_time_days=days) for days in range(1, 5)]
    monkeypatch.setattr(PUT, "item_writes", unguarded)
    assert race(*calls) == ["done"] * 4
    assert row_of("MILL", "OIL").version == 2


def test_an_item_removed_meanwhile_is_not_edited(world: World) -> None:
    put(world, item("MILL", "OIL"))
    item_id = row_of("MILL", "OIL").pk
    second = edited(world, 1, lead_time_days=1)
    assert (
        one_meets_the_other_uncommitted(
            lambda: remove_supplier_item(item_id=item_id, version=1, actor=world.actor, now=NOW), second
        )
        == "supplier_item_not_found"
    )
    assert SupplierItem.objects.count() == 0
