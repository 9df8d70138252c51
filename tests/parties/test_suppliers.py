from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kontor.access.models import AuditRecord
from kontor.kernel.errors import KontorError, PreconditionFailed
from kontor.kernel.row_checks import RowsInvalid
from kontor.kernel.text import TextInvalid
from kontor.parties.errors import CodeTaken, PartyInvalid, SupplierNotFound
from kontor.parties.models import Supplier
from kontor.parties.operations import create_suppliers, edit_supplier
from kontor.parties.queries import SupplierFilter, list_suppliers, supplier_detail, supplier_ids_by_code
from kontor.parties.types import CreatedParties, PartyVersion, SupplierDraft, SupplierEdit, SupplierItem
from tests.calls import refusal, send
from tests.people import client_of, make_key, make_user
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
    assert [item.code for item in list_suppliers(actor=world.actor, wanted=SupplierFilter("T")).items] == ["T2"]
    assert [item.code for item in list_suppliers(actor=world.actor, wanted=SupplierFilter("mill")).items] == [
        "S1",
        "T2",
    ]
    page = list_suppliers(actor=world.actor, limit=1)
    assert ([item.id for item in page.items], page.next_cursor) == ([one.id], str(one.id))
    assert [item.id for item in list_suppliers(actor=world.actor, after=one.id).items] == [two.id]
    assert supplier_ids_by_code(["S1", "none"]) == {"S1": one.id}


def test_real_suppliers_go_in(world: World) -> None:
    rows = list(shared_rows("northwind/Suppliers.csv.gz"))
    drafts = [SupplierDraft(row["SupplierID"], row["CompanyName"], phone=row["Phone"]) for row in rows]
    assert len(create(world, *drafts).items) == 29


# --- terms, opening balance and edits ----------------------------------------------------------------------------

OPENING: dict[str, Any] = {
    "opening_balance_minor": 125_000,
    "opening_balance_currency": "KES",
    "opening_balance_on": date(2026, 1, 1),
}


def edit(world: World, supplier: PartyVersion, version: int | None = None, **changes: Any) -> PartyVersion:
    return edit_supplier(
        supplier_id=supplier.id,
        version=version or supplier.version,
        edit=SupplierEdit(**changes),
        actor=world.actor,
        now=NOW,
    )


@pytest.mark.parametrize("terms", ["net_15", "net_30", "cod", "advance_50", "immediate"])
def test_a_supplier_has_terms_and_an_opening_balance_from_the_start(world: World, terms: str) -> None:
    (item,) = create(world, SupplierDraft("S1", "Mill", payment_terms=terms, **OPENING)).items
    found = supplier_detail(supplier_id=item.id, actor=world.actor)
    assert (found.payment_terms, found.opening_balance_minor, found.opening_balance_on) == (
        terms, 125_000, date(2026, 1, 1),
    )  # fmt: skip
    assert list_suppliers(actor=world.actor, wanted=SupplierFilter(payment_terms=terms)).items == [found]
    assert list_suppliers(actor=world.actor, wanted=SupplierFilter(payment_terms="net_90")).items == []


def test_an_edit_changes_what_it_names_and_no_personal_data_is_audited(world: World) -> None:
    (item,) = create(world, SupplierDraft("S1", "Mill", phone="2", **OPENING)).items
    assert edit(world, item, name=" Saw mill ", payment_terms="net_15", is_active=False) == PartyVersion(
        item.id, "S1", False, 2
    )
    found = supplier_detail(supplier_id=item.id, actor=world.actor)
    assert (found.name, found.phone, found.payment_terms, found.opening_balance_minor) == (
        "Saw mill", "2", "net_15", 125_000,
    )  # fmt: skip
    row = AuditRecord.objects.get(action="supplier.edit")
    assert row.diff == (
        '{"name":["changed","changed"],"payment_terms":["immediate","net_15"],"is_active":[true,false]}'
    )
    assert edit(world, item, version=2, name="Saw mill").version == 2
    assert list_suppliers(actor=world.actor, wanted=SupplierFilter(is_active=True)).items == []


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"name": " "}, TextInvalid),
        ({"email": "x"}, TextInvalid),
        ({"payment_terms": "never"}, PartyInvalid),
        ({"opening_balance_minor": None}, PartyInvalid),
        ({"opening_balance_currency": "kes"}, PartyInvalid),
        ({"opening_balance_currency": "XAU"}, PartyInvalid),
        ({"opening_balance_minor": 10**15 + 1}, PartyInvalid),
        ({"opening_balance_minor": -(10**30)}, PartyInvalid),
    ],
)
def test_a_wrong_edit_changes_nothing(world: World, changes: dict[str, Any], error: type[KontorError]) -> None:
    (item,) = create(world, SupplierDraft("S1", "Mill", **OPENING)).items
    with pytest.raises(error):
        edit(world, item, **{"phone": "3", **changes})
    assert Supplier.objects.get().version == 1
    if "name" not in changes:
        with pytest.raises(error):
            create(world, SupplierDraft("S2", "Two", **{**OPENING, **changes}))
    assert Supplier.objects.count() == 1


def test_an_older_version_or_an_unknown_supplier_is_refused(world: World) -> None:
    (item,) = create(world, SupplierDraft("S1", "Mill")).items
    edit(world, item, name="First")
    with pytest.raises(PreconditionFailed):
        edit(world, item, name="Second")
    for unknown in (0, 10**9, 10**30):
        with pytest.raises(SupplierNotFound):
            edit(world, PartyVersion(unknown, "", True, 1), name="X")
    assert Supplier.objects.get().name == "First"


def test_a_balance_kept_in_a_currency_withdrawn_since_hinders_no_edit(world: World) -> None:
    (item,) = create(world, SupplierDraft("S1", "Mill", **OPENING)).items
    Supplier.objects.update(opening_balance_currency="HRK")
    assert edit(world, item, phone="3", opening_balance_currency="HRK").version == 2
    with pytest.raises(PartyInvalid, match="'SLL' is no currency in use; send the three capital letters of one"):
        edit(world, item, version=2, opening_balance_currency="SLL")
    assert Supplier.objects.get().opening_balance_currency == "HRK"


def test_a_supplier_over_http(db: None) -> None:
    owner = client_of(make_key(make_user("owner")))
    body = {"code": "S1", "name": "Mill", "payment_terms": "advance_50"}
    added = send(owner, "POST", "/api/v1/suppliers", body)
    assert (added.status_code, added["ETag"]) == (201, '"1"')
    path = f"/api/v1/suppliers/{added.json()['id']}"
    assert refusal(send(owner, "PATCH", path, {"name": "X"})) == (428, "if_match_required")
    opening = {
        "opening_balance_minor": 100, "opening_balance_currency": "KES", "opening_balance_on": "2026-01-01",
    }  # fmt: skip
    assert send(owner, "PATCH", path, opening, version=1)["ETag"] == '"2"'
    read = send(owner, "GET", path)
    assert (read["ETag"], read.json()["payment_terms"], read.json()["opening_balance_on"]) == (
        '"2"', "advance_50", "2026-01-01",
    )  # fmt: skip
    assert refusal(send(owner, "PATCH", path, {"name": "X"}, version=1)) == (412, "version_mismatch")
    assert refusal(send(owner, "PATCH", path, {"code": "S2"}, version=2)) == (422, "invalid_input")
    assert refusal(send(owner, "GET", "/api/v1/suppliers/999999")) == (404, "supplier_not_found")
