from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from kontor.access.models import AuditRecord
from kontor.kernel.wire import RequestKey
from kontor.parties.errors import PartyInvalid
from kontor.parties.models import Area, Customer, Supplier
from kontor.parties.operations import put_areas, put_customers, put_suppliers
from kontor.parties.types import AreaPut, CustomerPut, PutParties, SupplierPut
from tests.world import NOW, World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def areas(world: World, *rows: AreaPut, dry_run: bool = False) -> PutParties:
    return put_areas(rows=rows, actor=world.actor, now=NOW, dry_run=dry_run)


def customers(world: World, *rows: CustomerPut, key: RequestKey | None = None, dry_run: bool = False) -> PutParties:
    return put_customers(rows=rows, actor=world.actor, now=NOW, key=key, dry_run=dry_run)


def suppliers(world: World, *rows: SupplierPut) -> PutParties:
    return put_suppliers(rows=rows, actor=world.actor, now=NOW)


def verdicts(put: PutParties) -> list[str]:
    return [item.verdict for item in put.items]


def counts(put: PutParties) -> tuple[int, int, int, int]:
    return put.created, put.updated, put.unchanged, put.refused


def test_an_area_makes_what_stands_above_it_once(world: World) -> None:
    put = areas(world, AreaPut("A", "South", "Edo", "Benin", "Auchi"), AreaPut("W", "South", "Edo", "Benin", "Warri"))
    assert verdicts(put) == ["created", "created"]
    rows = Area.objects.order_by("id").values_list("code", "name", "level", "parent__name")
    assert list(rows) == [
        (None, "South", "region", None),
        (None, "Edo", "state", "South"),
        (None, "Benin", "territory", "Edo"),
        ("A", "Auchi", "city", "Benin"),
        ("W", "Warri", "city", "Benin"),
    ]


def test_a_renamed_area_keeps_its_customers_and_what_it_was_called(world: World) -> None:
    areas(world, AreaPut("A", "South", "Edo", "Benin", "Auchi"))
    customers(world, CustomerPut("C1", "Shop", area="A"))
    assert verdicts(areas(world, AreaPut("A", "South", "Edo", "Benin", "Old Auchi"))) == ["updated"]
    assert Customer.objects.get().area_id == Area.objects.get(code="A", name="Old Auchi", version=2).pk
    assert "Auchi" in str(AuditRecord.objects.filter(action="area.put").latest("id").diff)


def test_siblings_never_share_a_name_not_even_by_going_round_the_operation(world: World) -> None:
    areas(world, AreaPut("A", "South"))
    put = areas(world, AreaPut("B", "South"), AreaPut("C", "North", city="Kano"), AreaPut("D", " "))
    assert [(item.verdict, item.field) for item in put.items] == [
        ("refused", "code"), ("refused", "state"), ("refused", "region"),
    ]  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Area.objects.create(name="South", level="region")
    assert Area.objects.count() == 1


def test_two_areas_that_swap_names_are_refused_rather_than_half_done(world: World) -> None:
    areas(world, AreaPut("A", "South"), AreaPut("B", "North"))
    assert verdicts(areas(world, AreaPut("A", "North"), AreaPut("B", "South"))) == ["refused", "refused"]
    assert dict(Area.objects.values_list("code", "name")) == {"A": "South", "B": "North"}


def test_a_level_above_gets_its_code_later(world: World) -> None:
    areas(world, AreaPut("A", "South", "Edo"))
    assert verdicts(areas(world, AreaPut("S", "South"))) == ["updated"]
    assert Area.objects.get(code="A").parent_id == Area.objects.get(code="S").pk
    assert verdicts(areas(world, AreaPut("S", "South", "Delta"))) == ["refused"]  # a region stays one


def test_customers_are_made_changed_left_alone_and_refused_row_by_row(world: World) -> None:
    customers(world, CustomerPut("C1", "One", phone="1"), CustomerPut("C2", "Two"))
    put = customers(
        world,
        CustomerPut("C1", "One", payment_terms="net_30"),
        CustomerPut("C2", "Two"),
        CustomerPut("C3", "Three"),
        CustomerPut("C3", "Again"),
        CustomerPut("C4"),
        CustomerPut("C5", "Five", area="NOWHERE"),
        CustomerPut("C6", "Six", payment_terms="never"),
        CustomerPut("C7", "Seven", email="no address"),
    )
    assert [item.verdict for item in put.items[:3]] == ["updated", "unchanged", "created"]
    assert [(item.verdict, item.field) for item in put.items[3:]] == [
        ("refused", "code"), ("refused", "name"), ("refused", "area"), ("refused", "payment_terms"),
        ("refused", "email"),
    ]  # fmt: skip
    assert counts(put) == (1, 1, 1, 5)
    rows = Customer.objects.order_by("code").values_list("code", "phone", "payment_terms", "version")
    assert list(rows) == [("C1", "1", "net_30", 2), ("C2", "", "immediate", 1), ("C3", "", "immediate", 1)]


def test_a_dry_run_tells_all_and_writes_nothing(world: World) -> None:
    assert counts(areas(world, AreaPut("A", "South"), dry_run=True)) == (1, 0, 0, 0)
    assert counts(customers(world, CustomerPut("C1", "One"), CustomerPut("C2"), dry_run=True)) == (1, 0, 0, 1)
    assert (Area.objects.count(), Customer.objects.count(), AuditRecord.objects.count()) == (0, 0, 0)


def test_the_same_key_answers_the_same_and_too_many_rows_are_refused(world: World) -> None:
    key = RequestKey(1, "k", "f")
    first = customers(world, CustomerPut("C1", "One"), key=key)
    assert customers(world, CustomerPut("C1", "One"), key=key) == first
    assert first.created == 1
    with pytest.raises(PartyInvalid):
        customers(world, *[CustomerPut(f"X{n}", "X") for n in range(5_001)])
    assert Customer.objects.count() == 1


def test_a_put_never_delists_nor_relists(world: World) -> None:
    customers(world, CustomerPut("C1", "One"))
    Customer.objects.update(is_active=False)
    customers(world, CustomerPut("C1", "Renamed"))
    assert list(Customer.objects.values_list("name", "is_active")) == [("Renamed", False)]


def test_a_suppliers_opening_balance_is_whole_or_not_there(world: World) -> None:
    day = date(2026, 1, 1)
    whole = SupplierPut(
        "S1",
        "Mill",
        payment_terms="advance_50",
        opening_balance_minor=125_000,
        opening_balance_currency="KES",
        opening_balance_on=day,
    )
    put = suppliers(world, whole, SupplierPut("S2", "Two", opening_balance_minor=5), SupplierPut("S3", "Three"))
    assert verdicts(put) == ["created", "refused", "created"]
    assert verdicts(suppliers(world, whole, SupplierPut("S1", opening_balance_on=None))) == ["unchanged", "refused"]
    row = Supplier.objects.get(code="S1")
    assert (row.payment_terms, row.opening_balance_minor, row.opening_balance_on) == ("advance_50", 125_000, day)
    assert verdicts(suppliers(world, SupplierPut("S1", opening_balance_minor=None))) == ["refused"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Supplier.objects.update(opening_balance_on=None, opening_balance_currency="")
