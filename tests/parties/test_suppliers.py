from __future__ import annotations

import pytest

from kontor.access.models import AuditRecord
from kontor.kernel.row_checks import RowsInvalid
from kontor.parties.errors import CodeTaken
from kontor.parties.models import Supplier
from kontor.parties.operations import create_suppliers
from kontor.parties.queries import list_suppliers, supplier_ids_by_code
from kontor.parties.types import CreatedParties, SupplierDraft, SupplierItem
from tests.shared import shared_rows
from tests.world import NOW, World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def create(world: World, *drafts: SupplierDraft) -> CreatedParties:
    return create_suppliers(drafts=drafts, actor=world.actor, now=NOW)


def test_a_supplier_is_stored_as_sent_but_trimmed(world: World) -> None:
    draft = SupplierDraft(" S1 ", " Mill ", address="1 Mill Lane", phone="2", email="mill@example.com", tax_pin="P1")
    (item,) = create(world, draft).items
    assert list_suppliers(actor=world.actor).items == [
        SupplierItem(item.id, "S1", "Mill", "1 Mill Lane", "2", "mill@example.com", "P1", True, 1)
    ]
    assert AuditRecord.objects.get().action == "supplier.create"


def test_a_code_in_use_or_a_wrong_row_refuses_all(world: World) -> None:
    create(world, SupplierDraft("S1", "Mill"))
    with pytest.raises(CodeTaken):
        create(world, SupplierDraft("S1", "Other"))
    with pytest.raises(RowsInvalid):
        create(world, SupplierDraft("S2", "Two"), SupplierDraft("S3", "", phone="x"))
    assert list(Supplier.objects.values_list("code", "name")) == [("S1", "Mill")]
    assert AuditRecord.objects.count() == 1


def test_suppliers_are_found_by_code_and_name_and_come_in_pages(world: World) -> None:
    one, two = create(world, SupplierDraft("S1", "Mill"), SupplierDraft("T2", "Sawmill")).items
    assert [item.code for item in list_suppliers(actor=world.actor, search="T").items] == ["T2"]
    assert [item.code for item in list_suppliers(actor=world.actor, search="mill").items] == ["S1", "T2"]
    page = list_suppliers(actor=world.actor, limit=1)
    assert ([item.id for item in page.items], page.next_cursor) == ([one.id], str(one.id))
    assert [item.id for item in list_suppliers(actor=world.actor, after=one.id).items] == [two.id]
    assert supplier_ids_by_code(["S1", "none"]) == {"S1": one.id}


def test_real_suppliers_go_in(world: World) -> None:
    rows = list(shared_rows("northwind/Suppliers.csv.gz"))
    drafts = [SupplierDraft(row["SupplierID"], row["CompanyName"], phone=row["Phone"]) for row in rows]
    assert len(create(world, *drafts).items) == 29
