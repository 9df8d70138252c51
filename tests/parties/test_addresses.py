"""A customer's addresses: several of each kind, one default each, and texts that documents may keep."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from kontor.access.models import AuditRecord
from kontor.kernel.errors import KontorError, PreconditionFailed
from kontor.kernel.text import TextInvalid
from kontor.kernel.wire import RequestKey
from kontor.parties.address_types import AddressDraft, AddressEdit, AddressItem, AddressVersion
from kontor.parties.errors import AddressNotFound, CustomerErased, CustomerNotFound, PartyInvalid
from kontor.parties.models import Address, Area, Customer
from kontor.parties.operations import (
    add_address,
    delist_customer,
    edit_address,
    pseudonymize_customer,
    remove_address,
)
from kontor.parties.queries import address_detail, default_addresses, frozen_addresses, list_addresses
from tests.calls import refusal, send
from tests.people import client_of, make_key, make_user
from tests.world import NOW, World, everything, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    Area.objects.create(code="A", name="South", level="region")
    return make_world()


@pytest.fixture
def shop(world: World) -> int:
    return world.customer("C1").pk


def add(world: World, shop: int, line1: str = "Harbour Road 1", kind: str = "delivery", **more: Any) -> AddressVersion:
    draft = AddressDraft(kind, line1, **more)  # type: ignore[arg-type]  # a test may send another kind
    return add_address(customer_id=shop, draft=draft, actor=world.actor, now=NOW)


def edit(world: World, shop: int, address: AddressVersion, **changes: Any) -> AddressVersion:
    return edit_address(
        customer_id=shop,
        address_id=address.id,
        version=address.version,
        edit=AddressEdit(**changes),
        actor=world.actor,
        now=NOW,
    )


def remove(world: World, shop: int, address: AddressVersion, version: int | None = None) -> AddressVersion:
    return remove_address(
        customer_id=shop, address_id=address.id, version=version or address.version, actor=world.actor, now=NOW
    )


def defaults(shop: int) -> list[tuple[str, str]]:
    rows = Address.objects.filter(customer_id=shop, is_default=True).order_by("kind")
    return list(rows.values_list("kind", "line1"))


def test_an_address_is_kept_as_sent_but_trimmed(world: World, shop: int) -> None:
    place: dict[str, Any] = {"latitude": Decimal("6.3350454"), "longitude": Decimal("-5.603747")}
    added = add(
        world, shop, " Harbour Road 1 ", label="Back gate", line2="Shed 4", city="Auchi", area="A", postal_code="312",
        phone="+234 803", **place,
    )  # fmt: skip
    assert address_detail(customer_id=shop, address_id=added.id, actor=world.actor) == AddressItem(
        added.id, shop, "delivery", "Back gate", "Harbour Road 1", "Shed 4", "Auchi", "A", "312", "+234 803",
        Decimal("6.335045"), Decimal("-5.603747"), True, False, 1,
    )  # fmt: skip


def test_each_kind_has_one_default_the_first_until_another_is_made_it(world: World, shop: int) -> None:
    add(world, shop, "Bills", kind="billing")
    first, second = add(world, shop, "First"), add(world, shop, "Second")
    assert defaults(shop) == [("billing", "Bills"), ("delivery", "First")]
    moved = edit(world, shop, second, is_default=True)
    assert moved == AddressVersion(second.id, "delivery", True, False, 2)
    assert defaults(shop) == [("billing", "Bills"), ("delivery", "Second")]
    assert Address.objects.get(id=first.id).version == 2  # who read it as the default is told so
    add(world, shop, "Third", is_default=True)
    assert defaults(shop) == [("billing", "Bills"), ("delivery", "Third")]
    assert default_addresses(customer_ids=[shop], kind="billing", actor=world.actor).keys() == {shop}


def test_the_default_is_not_just_taken_away(world: World, shop: int) -> None:
    first = add(world, shop)
    before = everything()
    with pytest.raises(PartyInvalid) as refused:
        edit(world, shop, first, is_default=False)
    assert refused.value.data["field"] == "is_default"
    assert everything() == before


def test_a_removed_address_hands_its_default_on_and_is_offered_no_more(world: World, shop: int) -> None:
    first, second, third = (add(world, shop, line) for line in ("First", "Second", "Third"))
    assert remove(world, shop, first) == AddressVersion(first.id, "delivery", False, True, 2)
    assert defaults(shop) == [("delivery", "Second")]
    assert [item.id for item in list_addresses(customer_id=shop, actor=world.actor).items] == [second.id, third.id]
    assert frozen_addresses(address_ids=[first.id], actor=world.actor) == {}
    with pytest.raises(AddressNotFound):
        remove(world, shop, first, version=2)
    with pytest.raises(AddressNotFound):
        edit(world, shop, AddressVersion(first.id, "delivery", False, True, 2), city="X")
    remove(world, shop, third)
    remove(world, shop, second, version=2)
    assert defaults(shop) == []
    assert Address.objects.filter(customer_id=shop).count() == 3


def test_what_a_document_froze_does_not_change_with_the_address(world: World, shop: int) -> None:
    address = add(world, shop, "Harbour Road 1", line2="Shed 4", city="Auchi", postal_code="312", area="A")
    with CaptureQueriesContext(connection) as captured:
        frozen = frozen_addresses(address_ids=[address.id, 10**6], actor=world.actor)[address.id]
    assert len(captured) == 1
    assert frozen.text == "Harbour Road 1\nShed 4\n312 Auchi"
    edit(world, shop, address, line1="New Road 2", line2="", postal_code="")
    again = frozen_addresses(address_ids=[address.id], actor=world.actor)[address.id]
    assert (frozen.version, again.version, again.text) == (1, 2, "New Road 2\nAuchi")


@pytest.mark.parametrize(
    ("draft", "error", "field"),
    [
        ({"line1": " "}, TextInvalid, "line1"),
        ({"line1": "x" * 121}, TextInvalid, "line1"),
        ({"city": "x" * 81}, TextInvalid, "city"),
        ({"postal_code": "a\x07"}, TextInvalid, "postal_code"),
        ({"area": "NOWHERE"}, PartyInvalid, "area"),
        ({"latitude": Decimal(1)}, PartyInvalid, "latitude"),
        ({"latitude": Decimal("90.1"), "longitude": Decimal(1)}, PartyInvalid, "latitude"),
        ({"latitude": Decimal(1), "longitude": Decimal("NaN")}, PartyInvalid, "longitude"),
        ({"latitude": Decimal(1), "longitude": Decimal("1e999")}, PartyInvalid, "longitude"),
    ],
)
def test_what_cannot_be_an_address_is_refused_by_name(
    world: World, shop: int, draft: dict[str, Any], error: type[KontorError], field: str
) -> None:
    added = add(world, shop)
    before = everything()
    with pytest.raises(error) as refused:
        add(world, shop, **draft)
    assert refused.value.data["field"] == field
    with pytest.raises(error):
        edit(world, shop, added, **draft)
    assert everything() == before


def test_nothing_is_written_at_another_customer_or_an_older_version(world: World, shop: int) -> None:
    other = world.customer("C2").pk
    address = add(world, shop)
    edit(world, shop, address, city="Auchi")
    before = everything()
    with pytest.raises(AddressNotFound):
        edit(world, other, address, city="X")
    with pytest.raises(CustomerNotFound):
        add(world, 10**30)
    with pytest.raises(PreconditionFailed):
        edit(world, shop, address, city="X")
    with pytest.raises(PreconditionFailed):
        remove(world, shop, address)
    assert everything() == before


def test_an_edit_that_changes_nothing_keeps_the_version(world: World, shop: int) -> None:
    address = add(world, shop, city="Auchi")
    assert edit(world, shop, address, city="Auchi ").version == 1
    assert AuditRecord.objects.filter(action="address.edit").count() == 0


def test_the_database_keeps_one_default_of_a_kind(world: World, shop: int) -> None:
    add(world, shop)
    add(world, shop)
    with pytest.raises(IntegrityError), transaction.atomic():
        Address.objects.update(is_default=True)


def test_erasing_a_customer_erases_its_addresses_also_removed_ones_and_takes_no_new_ones(
    world: World, shop: int
) -> None:
    secret = {"label": "Grandma", "line2": "Garden door", "postal_code": "31255", "phone": "+234 803"}
    first = add(world, shop, "Hidden Lane 7", **secret, latitude=Decimal("6.335"), longitude=Decimal("5.603"))
    key = RequestKey(7, "k", "f")
    draft = AddressDraft("billing", "Hidden Lane 7")
    add_address(customer_id=shop, draft=draft, actor=world.actor, now=NOW, key=key)
    remove(world, shop, first)
    delist_customer(customer_id=shop, version=1, reason="Moved away", actor=world.actor, now=NOW)
    pseudonymize_customer(customer_id=shop, version=2, actor=world.actor, now=NOW)
    kept = str(everything())
    assert [text for text in ("Hidden Lane", *secret.values(), "6.335") if text in kept] == []
    with pytest.raises(CustomerErased):
        add(world, shop)
    assert Customer.objects.get(id=shop).name == "Erased C1"


def test_over_http(world: World, shop: int) -> None:
    owner = client_of(make_key(make_user("owner")))
    path = f"/api/v1/customers/{shop}/addresses"
    body = {"kind": "delivery", "line1": "Harbour Road 1", "latitude": "6.335045", "longitude": "5.603747"}
    added = send(owner, "POST", path, body, key="a1")
    assert (added.status_code, added["ETag"]) == (201, '"1"')
    assert send(owner, "POST", path, body, key="a1").content == added.content
    one = f"{path}/{added.json()['id']}"
    read = send(owner, "GET", one)
    assert (read["ETag"], read.json()["latitude"], read.json()["is_default"]) == ('"1"', "6.335045", True)
    assert refusal(send(owner, "POST", path, {**body, "kind": "home"})) == (422, "invalid_input")
    assert refusal(send(owner, "PATCH", one, {"city": "Auchi"})) == (428, "if_match_required")
    assert send(owner, "PATCH", one, {"city": "Auchi"}, version=1)["ETag"] == '"2"'
    assert refusal(send(owner, "PATCH", one, {"kind": "billing"}, version=2)) == (422, "invalid_input")
    assert refusal(send(owner, "DELETE", one, version=1)) == (412, "version_mismatch")
    assert send(owner, "DELETE", one, version=2).json()["is_removed"] is True
    assert send(owner, "GET", path).json()["items"] == []
    assert send(owner, "GET", f"{path}?kind=billing").status_code == 200
    assert refusal(send(owner, "GET", f"/api/v1/customers/{10**30}/addresses/1")) == (404, "address_not_found")
