"""Delisting with its history, one change for many customers, and erasing who one was."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kontor.access.models import AuditRecord
from kontor.kernel.errors import PreconditionFailed
from kontor.kernel.models import Event
from kontor.kernel.text import TextInvalid
from kontor.kernel.wire import RequestKey
from kontor.parties.errors import CustomerErased, CustomerListed, CustomerNotFound, PartyInvalid
from kontor.parties.listing_types import CustomerChange, CustomerRef
from kontor.parties.models import Area, Channel, Customer, CustomerListing
from kontor.parties.operations import (
    change_customers,
    create_customers,
    delist_customer,
    edit_customer,
    pseudonymize_customer,
    put_customers,
    relist_customer,
)
from kontor.parties.queries import customer_detail, list_listings
from kontor.parties.types import CustomerDraft, CustomerEdit, CustomerPut, PartyVersion, PutParties
from tests.calls import refusal, send
from tests.people import client_of, make_key, make_user
from tests.world import NOW, World, everything, make_world

pytestmark = pytest.mark.django_db

SHOP = CustomerDraft(
    "C1", "Corner Shop", "TT", "Kenya", "Harbour Road 1", "+254 700", "shop@example.com", "P051", date(2024, 2, 29),
    area="A", payment_terms="net_30",
)  # fmt: skip
SECRETS = ("Corner Shop", "Harbour Road", "254 700", "shop@example.com", "P051")


@pytest.fixture
def world() -> World:
    Channel.objects.create(code="TT", name="Traditional trade")
    Area.objects.create(code="A", name="South", level="region")
    return make_world()


def make(world: World, *drafts: CustomerDraft) -> tuple[PartyVersion, ...]:
    return create_customers(drafts=drafts or [SHOP], actor=world.actor, now=NOW).items


def delist(world: World, customer: PartyVersion, version: int = 1, reason: str = "Shop closed") -> PartyVersion:
    return delist_customer(customer_id=customer.id, version=version, reason=reason, actor=world.actor, now=NOW)


def change(world: World, *refs: CustomerRef, key: RequestKey | None = None, **what: Any) -> PutParties:
    return change_customers(customers=refs, change=CustomerChange(**what), actor=world.actor, now=NOW, key=key)


def erase(world: World, customer: PartyVersion, version: int = 2) -> PartyVersion:
    return pseudonymize_customer(customer_id=customer.id, version=version, actor=world.actor, now=NOW)


# --- delisting ---------------------------------------------------------------------------------------------------


def test_delisting_keeps_who_when_why_and_the_whole_row(world: World) -> None:
    (shop,) = make(world)
    before = customer_detail(customer_id=shop.id, actor=world.actor)
    assert delist(world, shop) == PartyVersion(shop.id, "C1", False, 2)
    (kept,) = list_listings(customer_id=shop.id, actor=world.actor).items
    assert (kept.is_active, kept.reason, kept.actor_id, kept.at) == (False, "Shop closed", world.actor.id, NOW)
    row = kept.row
    assert (row.code, row.name, row.country, row.address, row.phone, row.email, row.tax_pin) == (
        before.code, before.name, before.country, before.address, before.phone, before.email, before.tax_pin,
    )  # fmt: skip
    assert (row.is_active, row.version, row.payment_terms, row.registered_on) == (True, 1, "net_30", date(2024, 2, 29))
    assert (row.channel_id, row.area_id) == (Channel.objects.get().pk, Area.objects.get().pk)


def test_delisting_and_relisting_are_kept_and_told(world: World) -> None:
    (shop,) = make(world)
    delist(world, shop)
    delist(world, shop, version=2)  # changes nothing
    relist_customer(customer_id=shop.id, version=2, actor=world.actor, now=NOW)
    kept = list_listings(customer_id=shop.id, actor=world.actor).items
    assert [(one.is_active, one.row.is_active, one.row.version) for one in kept] == [(False, True, 1), (True, False, 2)]
    told = Event.objects.filter(aggregate=f"parties.customer:{shop.id}").order_by("id")
    assert list(told.values_list("type", flat=True)) == ["CustomerDelisted", "CustomerRelisted"]
    assert told[0].payload == f'{{"customer_id":{shop.id},"code":"C1"}}'
    page = list_listings(customer_id=shop.id, actor=world.actor, limit=1)
    rest = list_listings(customer_id=shop.id, actor=world.actor, after=int(page.next_cursor or 0))
    assert [*page.items, *rest.items] == kept


@pytest.mark.parametrize("reason", ["", "  ", "x" * 241, "a\x07"])
def test_a_delisting_without_a_fit_reason_changes_nothing(world: World, reason: str) -> None:
    (shop,) = make(world)
    before = everything()
    with pytest.raises(TextInvalid):
        delist(world, shop, reason=reason)
    with pytest.raises(TextInvalid):
        change(world, CustomerRef(shop.id), is_active=False, reason=reason)
    assert everything() == before


# --- many at once ------------------------------------------------------------------------------------------------


def test_many_customers_are_changed_at_once_and_each_is_answered(world: World) -> None:
    one, two, three = make(world, SHOP, CustomerDraft("C2", "Two"), CustomerDraft("C3", "Three"))
    put = change(
        world, CustomerRef(one.id), CustomerRef(two.id, 1), CustomerRef(three.id, 9), CustomerRef(two.id),
        CustomerRef(10**30), CustomerRef(0), payment_terms="net_30",
    )  # fmt: skip
    assert [(item.code, item.verdict, item.version) for item in put.items] == [
        ("C1", "unchanged", 1), ("C2", "updated", 2), ("C3", "refused", None), ("C2", "refused", None),
        (str(10**30), "refused", None), ("0", "refused", None),
    ]  # fmt: skip
    assert (put.created, put.updated, put.unchanged, put.refused) == (0, 1, 1, 4)
    assert dict(Customer.objects.values_list("code", "payment_terms")) == {
        "C1": "net_30", "C2": "net_30", "C3": "immediate",
    }  # fmt: skip
    assert AuditRecord.objects.filter(action="customer.edit").count() == 1


def test_many_are_delisted_and_relisted_with_their_history(world: World) -> None:
    shops = make(world, SHOP, CustomerDraft("C2", "Two"))
    refs = [CustomerRef(shop.id) for shop in shops]
    assert change(world, *refs, is_active=False, reason="Season over").updated == 2
    assert CustomerListing.objects.filter(reason="Season over", is_active=False).count() == 2
    assert change(world, *refs, is_active=False, reason="Again").unchanged == 2
    assert change(world, *refs, is_active=True).updated == 2
    assert CustomerListing.objects.count() == 4
    assert Event.objects.filter(type="CustomerDelisted").count() == 2


def test_channel_and_area_are_set_and_taken_away_but_no_place_is_taken_twice(world: World) -> None:
    one, two = make(world, SHOP, CustomerDraft("C2", "Corner Shop"))
    (twin,) = change(world, CustomerRef(two.id), channel="TT", area="A").items
    assert (twin.verdict, twin.field) == ("refused", "name")
    change(world, CustomerRef(one.id), channel=None, area=None)
    assert Customer.objects.filter(code="C1", channel=None, area=None, version=2).exists()
    assert change(world, CustomerRef(two.id), channel="TT", area="A").updated == 1


@pytest.mark.parametrize(
    "what", [{}, {"channel": "NONE"}, {"area": "NONE"}, {"payment_terms": "never"}, {"reason": "nothing else"}]
)
def test_a_change_that_is_wrong_for_all_is_refused_whole(world: World, what: dict[str, Any]) -> None:
    (shop,) = make(world)
    before = everything()
    with pytest.raises(PartyInvalid):
        change(world, CustomerRef(shop.id), **what)
    with pytest.raises(PartyInvalid):
        change(world, *[CustomerRef(shop.id)] * 5_001, payment_terms="cod")
    assert everything() == before


def test_the_statements_do_not_depend_on_the_number_of_customers(world: World) -> None:
    shops = make(world, *[CustomerDraft(f"C{number}", "Name") for number in range(300)])

    def statements(*refs: CustomerRef) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert change(world, *refs, is_active=False, reason="Closed").updated == len(refs)
        return len(captured)

    assert statements(CustomerRef(shops[0].id)) == statements(*[CustomerRef(shop.id) for shop in shops[1:]])


def test_the_same_key_changes_once(world: World) -> None:
    (shop,) = make(world)
    key = RequestKey(7, "k", "f")
    first = change(world, CustomerRef(shop.id), key=key, payment_terms="cod")
    assert change(world, CustomerRef(shop.id), key=key, payment_terms="cod") == first
    assert Customer.objects.get().version == 2


# --- erasing who somebody was ------------------------------------------------------------------------------------


def test_nothing_says_who_an_erased_customer_was_and_code_and_ids_stay(world: World) -> None:
    (shop,) = make(world)
    edit_customer(customer_id=shop.id, version=1, edit=CustomerEdit(phone="+254 700 1"), actor=world.actor, now=NOW)
    delist(world, shop, version=2)
    assert any(secret in str(everything()) for secret in SECRETS)
    assert erase(world, shop, version=3) == PartyVersion(shop.id, "C1", False, 4)
    kept = str(everything())
    assert [secret for secret in SECRETS if secret in kept] == []
    after = customer_detail(customer_id=shop.id, actor=world.actor)
    assert (after.code, after.name, after.area, after.channel, after.erased_at) == ("C1", "Erased C1", "A", "TT", NOW)
    (audit,) = AuditRecord.objects.filter(action="customer.pseudonymize")
    assert audit.actor_id == world.actor.id
    assert Event.objects.filter(type="CustomerPseudonymized").count() == 1
    (listing,) = list_listings(customer_id=shop.id, actor=world.actor).items
    assert (listing.row.name, listing.row.phone, listing.reason) == ("Erased C1", "", "Shop closed")


def test_a_listed_or_unknown_customer_or_an_old_version_is_not_erased(world: World) -> None:
    (shop,) = make(world)
    before = everything()
    with pytest.raises(CustomerListed):
        erase(world, shop, version=1)
    with pytest.raises(PreconditionFailed):
        erase(world, shop, version=2)
    with pytest.raises(CustomerNotFound):
        pseudonymize_customer(customer_id=10**6, version=1, actor=world.actor, now=NOW)
    assert everything() == before


def test_an_erased_customer_stays_erased(world: World) -> None:
    (shop,) = make(world)
    delist(world, shop)
    erase(world, shop)
    before = everything()
    assert erase(world, shop, version=3).version == 3
    tries = [
        lambda: edit_customer(customer_id=shop.id, version=3, edit=CustomerEdit(name="X"), actor=world.actor, now=NOW),
        lambda: relist_customer(customer_id=shop.id, version=3, actor=world.actor, now=NOW),
    ]
    for attempt in tries:
        with pytest.raises(CustomerErased):
            attempt()
    assert change(world, CustomerRef(shop.id), is_active=True).refused == 1
    (item,) = put_customers(rows=[CustomerPut("C1", "Corner Shop")], actor=world.actor, now=NOW).items
    assert (item.verdict, item.field) == ("refused", "code")
    assert everything() == before


def test_over_http(world: World) -> None:
    owner = client_of(make_key(make_user("owner")))
    (shop,) = make(world)
    path = f"/api/v1/customers/{shop.id}"
    assert refusal(send(owner, "POST", f"{path}/delist", {}, version=1)) == (422, "invalid_input")
    assert refusal(send(owner, "POST", f"{path}/delist", {"reason": " "}, version=1)) == (422, "text_invalid")
    assert refusal(send(owner, "POST", f"{path}/pseudonymize", version=1)) == (409, "customer_still_listed")
    body = {"customers": [{"id": shop.id, "version": 1}], "is_active": False, "reason": "Closed"}
    changed = send(owner, "POST", "/api/v1/customers/change", body, key="c1")
    assert (changed.json()["updated"], changed.json()["items"][0]["version"]) == (1, 2)
    assert send(owner, "POST", "/api/v1/customers/change", body, key="c1").content == changed.content
    (listing,) = send(owner, "GET", f"{path}/listings").json()["items"]
    assert (listing["reason"], listing["row"]["name"]) == ("Closed", "Corner Shop")
    erased = send(owner, "POST", f"{path}/pseudonymize", version=2)
    assert (erased.status_code, erased["ETag"]) == (200, '"3"')
    assert refusal(send(owner, "PATCH", path, {"name": "X"}, version=3)) == (409, "customer_erased")
    assert refusal(send(owner, "POST", f"{path}/relist", version=3)) == (409, "customer_erased")


def test_erasing_is_a_right_of_its_own(world: World) -> None:
    (shop,) = make(world)
    manager = client_of(make_key(make_user("branch_manager")))
    assert refusal(send(manager, "POST", f"/api/v1/customers/{shop.id}/pseudonymize", version=1)) == (403, "forbidden")
