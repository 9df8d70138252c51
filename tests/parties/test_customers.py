from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kontor.access.models import AuditRecord
from kontor.kernel.errors import KontorError, PreconditionFailed
from kontor.kernel.models import IdempotencyKey
from kontor.kernel.row_checks import RowRefusal, RowsConflict, RowsInvalid
from kontor.kernel.text import TextInvalid
from kontor.kernel.wire import RequestKey
from kontor.parties.errors import CodeTaken, CustomerNotFound, PartyInvalid
from kontor.parties.models import Channel, Customer
from kontor.parties.operations import (
    create_channel,
    create_customers,
    delist_customer,
    edit_customer,
    relist_customer,
)
from kontor.parties.queries import CustomerFilter, customer_detail, customer_ids_by_code, list_channels, list_customers
from kontor.parties.types import (
    ChannelDraft,
    CreatedParties,
    CustomerDraft,
    CustomerEdit,
    CustomerItem,
    PartyVersion,
)
from tests.shared import shared_rows
from tests.world import NOW, World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = make_world()
    create_channel(draft=ChannelDraft("HORECA", "Hotels and restaurants"), actor=world.actor, now=NOW)
    return world


def create(world: World, *drafts: CustomerDraft, key: RequestKey | None = None) -> CreatedParties:
    return create_customers(drafts=drafts, actor=world.actor, now=NOW, key=key)


def edit(world: World, customer: PartyVersion, version: int | None = None, **changes: Any) -> PartyVersion:
    return edit_customer(
        customer_id=customer.id,
        version=version or customer.version,
        edit=CustomerEdit(**changes),
        actor=world.actor,
        now=NOW,
    )


def everything() -> tuple[list[Any], int, int]:
    rows = list(Customer.objects.order_by("id").values_list())
    return rows, AuditRecord.objects.count(), IdempotencyKey.objects.count()


FULL = CustomerDraft(
    code=" CSTD0001 ",
    name=" Café Aroma ",
    channel="HORECA",
    country="Kenya",
    address="12 Moi Avenue, Nairobi",
    phone="+254 700 000 001",
    email="orders@example.com",
    tax_pin="P051234567X",
    registered_on=date(2024, 2, 29),
)


def test_a_customer_is_stored_as_sent_but_trimmed(world: World) -> None:
    (item,) = create(world, FULL).items
    assert customer_detail(customer_id=item.id, actor=world.actor) == CustomerItem(
        id=item.id,
        code="CSTD0001",
        name="Café Aroma",
        channel="HORECA",
        country="Kenya",
        address="12 Moi Avenue, Nairobi",
        phone="+254 700 000 001",
        email="orders@example.com",
        tax_pin="P051234567X",
        is_active=True,
        registered_on=date(2024, 2, 29),
        version=1,
    )


def test_a_customer_needs_nothing_and_is_called_by_the_code_it_gets(world: World) -> None:
    (item,) = create(world, CustomerDraft()).items
    assert item == PartyVersion(item.id, "CSTD0001", True, 1)
    assert customer_detail(customer_id=item.id, actor=world.actor).name == "CSTD0001"


def test_code_and_name_are_enough(world: World) -> None:
    (item,) = create(world, CustomerDraft("C1", "Walk-in")).items
    assert item == PartyVersion(item.id, "C1", True, 1)


def test_the_same_key_creates_once_and_answers_the_same(world: World) -> None:
    key = RequestKey(7, "k", "f")
    first = create(world, FULL, key=key)
    before = everything()
    assert create(world, FULL, key=key) == first
    assert everything() == before


@pytest.mark.parametrize(
    ("draft", "error", "detail"),
    [
        (CustomerDraft("X" * 41, "Name"), TextInvalid, "code has 41 characters, at most 40 fit."),
        (CustomerDraft("C1", "N" * 161), TextInvalid, "name has 161 characters, at most 160 fit."),
        (CustomerDraft("C1", "A\x00"), TextInvalid, "name holds a control character."),
        (CustomerDraft("C1", "Name", email="nobody"), TextInvalid, "'nobody' is no e-mail address."),
        (CustomerDraft("C1", "Name", channel="NONE"), PartyInvalid, "There is no channel 'NONE'; make it first."),
    ],
)
def test_a_customer_that_is_not_right_is_refused_and_nothing_stored(
    world: World, draft: CustomerDraft, error: type[KontorError], detail: str
) -> None:
    before = everything()
    with pytest.raises(error) as refused:
        create(world, draft, key=RequestKey(7, "k", "f"))
    assert refused.value.detail == detail
    assert everything() == before


def test_one_wrong_row_refuses_all_and_every_wrong_row_is_named(world: World) -> None:
    create(world, CustomerDraft("C1", "First"))
    before = everything()
    with pytest.raises(CodeTaken) as taken:
        create(world, CustomerDraft("C1", "Again"))
    assert taken.value.data["taken"] == "C1"
    with pytest.raises(RowsConflict) as clash:
        create(world, CustomerDraft("C1", "Again"), CustomerDraft("C2", "Two"), CustomerDraft("C2", "Two again"))
    assert clash.value.data["rows"] == [
        RowRefusal(0, "code_taken", "There is a customer C1 already.", "code"),
        RowRefusal(2, "code_taken", "There is a customer C2 already.", "code"),
    ]
    with pytest.raises(RowsInvalid):
        create(world, CustomerDraft("C1", "Again"), CustomerDraft("C3", "Three", email="x"))
    assert everything() == before


def statements(world: World, count: int, prefix: str) -> int:
    drafts = [CustomerDraft(f"{prefix}{number}", "Name", channel="HORECA") for number in range(count)]
    with CaptureQueriesContext(connection) as captured:
        create(world, *drafts)
    return len(captured)


def test_the_number_of_statements_does_not_depend_on_the_number_of_customers(world: World) -> None:
    few, many = statements(world, 1, "A"), statements(world, 500, "B")
    savepoints = 2  # opened and released by the transaction inside the test's own
    assert few == many == savepoints + (2 if connection.vendor == "postgresql" else 3)


# --- edits -------------------------------------------------------------------------------------------------------


def test_what_an_edit_names_changes_and_the_rest_stays(world: World) -> None:
    (item,) = create(world, FULL).items
    assert edit(world, item, name="Aroma", channel=None, phone=" 1 ") == PartyVersion(item.id, "CSTD0001", True, 2)
    after = customer_detail(customer_id=item.id, actor=world.actor)
    assert (after.name, after.channel, after.phone, after.country) == ("Aroma", None, "1", "Kenya")


def test_the_audit_trail_keeps_no_personal_data(world: World) -> None:
    (item,) = create(world, FULL).items
    edit(world, item, name="Aroma", email="new@example.com", country="Uganda", channel=None)
    row = AuditRecord.objects.get(action="customer.edit")
    assert row.diff == (
        '{"name":["changed","changed"],"channel":["HORECA",null],"country":["Kenya","Uganda"],'
        '"email":["changed","changed"]}'
    )
    assert not AuditRecord.objects.filter(diff__contains="Aroma").exists()


def test_an_edit_that_changes_nothing_keeps_the_version(world: World) -> None:
    (item,) = create(world, FULL).items
    before = everything()
    assert edit(world, item, name="Café Aroma", channel="HORECA").version == 1
    assert everything() == before


def test_an_edit_of_an_older_version_is_refused_so_no_update_is_lost(world: World) -> None:
    (item,) = create(world, FULL).items
    edit(world, item, name="First")
    before = everything()
    with pytest.raises(PreconditionFailed) as refused:
        edit(world, item, phone="2")
    assert refused.value.data == {"version": 2}
    assert everything() == before


@pytest.mark.parametrize(
    ("changes", "error"),
    [({"name": ""}, TextInvalid), ({"email": "x"}, TextInvalid), ({"channel": "NONE"}, PartyInvalid),
     ({"phone": "1" * 41}, TextInvalid)],
)  # fmt: skip
def test_an_edit_that_is_not_right_changes_nothing(
    world: World, changes: dict[str, Any], error: type[KontorError]
) -> None:
    (item,) = create(world, FULL).items
    before = everything()
    with pytest.raises(error):
        edit(world, item, country="Uganda", **changes)
    assert everything() == before


def test_a_delisted_customer_keeps_its_row_and_can_come_back(world: World) -> None:
    (item,) = create(world, FULL).items
    delisted = delist_customer(customer_id=item.id, version=1, reason="Closed", actor=world.actor, now=NOW)
    assert delisted == PartyVersion(item.id, "CSTD0001", False, 2)
    assert delist_customer(customer_id=item.id, version=2, reason="Closed", actor=world.actor, now=NOW) == delisted
    assert Customer.objects.get(id=item.id).is_active is False
    relisted = relist_customer(customer_id=item.id, version=2, actor=world.actor, now=NOW)
    assert relisted == PartyVersion(item.id, "CSTD0001", True, 3)
    actions = AuditRecord.objects.filter(subject=f"parties.customer:{item.id}").order_by("id")
    assert list(actions.values_list("action", flat=True)) == ["customer.create", "customer.delist", "customer.relist"]


def test_delisting_an_older_version_is_refused(world: World) -> None:
    (item,) = create(world, FULL).items
    edit(world, item, name="First")
    before = everything()
    with pytest.raises(PreconditionFailed):
        delist_customer(customer_id=item.id, version=1, reason="Closed", actor=world.actor, now=NOW)
    assert everything() == before


def test_an_unknown_customer_is_not_found(world: World) -> None:
    with pytest.raises(CustomerNotFound):
        edit(world, PartyVersion(10**9, "", True, 1), name="New")
    with pytest.raises(CustomerNotFound):
        delist_customer(customer_id=10**9, version=1, reason="Closed", actor=world.actor, now=NOW)


# --- lists -------------------------------------------------------------------------------------------------------


def codes(world: World, **wanted: Any) -> list[str]:
    return [item.code for item in list_customers(actor=world.actor, wanted=CustomerFilter(**wanted)).items]


def test_customers_are_found_by_code_name_and_phone_and_come_in_pages(world: World) -> None:
    one, two, _ = create(world, FULL, CustomerDraft("C2", "Duka 100%"), CustomerDraft("C3", "Aroma Two")).items
    delist_customer(customer_id=two.id, version=1, reason="Closed", actor=world.actor, now=NOW)
    assert codes(world) == ["CSTD0001", "C2", "C3"]
    assert codes(world, search="CSTD") == ["CSTD0001"]
    assert codes(world, search="AROMA") == ["CSTD0001", "C3"]
    assert codes(world, search="+254 7") == ["CSTD0001"]
    assert codes(world, search="100%") == ["C2"]
    assert codes(world, channel="HORECA") == ["CSTD0001"]
    assert codes(world, is_active=False) == ["C2"]
    page = list_customers(actor=world.actor, wanted=CustomerFilter(), limit=1)
    assert (page.items[0].id, page.next_cursor) == (one.id, str(one.id))
    rest = list_customers(actor=world.actor, wanted=CustomerFilter(), after=one.id)
    assert ([item.code for item in rest.items], rest.next_cursor) == (["C2", "C3"], None)


def test_a_list_of_customers_is_one_query(world: World) -> None:
    create(world, *[CustomerDraft(f"C{number}", "Name", channel="HORECA") for number in range(60)])
    with CaptureQueriesContext(connection) as captured:
        assert len(list_customers(actor=world.actor, wanted=CustomerFilter(is_active=True)).items) == 50
    assert len(captured) == 1


def test_codes_lead_to_ids(world: World) -> None:
    (item,) = create(world, CustomerDraft("c1", "Name")).items
    assert customer_ids_by_code(["c1", "C1"]) == {"c1": item.id}


def test_a_channel_is_made_once(world: World) -> None:
    before = Channel.objects.count(), AuditRecord.objects.count()
    with pytest.raises(CodeTaken):
        create_channel(draft=ChannelDraft("HORECA", "Again"), actor=world.actor, now=NOW)
    assert (Channel.objects.count(), AuditRecord.objects.count()) == before
    assert [item.code for item in list_channels(actor=world.actor).items] == ["HORECA"]


def test_real_customers_go_in_with_their_accents(world: World) -> None:
    rows = list(shared_rows("northwind/Customers.csv.gz"))
    drafts = [
        CustomerDraft(
            code=row["CustomerID"],
            name=row["CompanyName"],
            country=row["Country"],
            address=f"{row['Address']}, {row['City']}",
            phone=row["Phone"],
        )
        for row in rows
    ]
    assert len(create(world, *drafts).items) == 91
    assert codes(world, search="Königlich") == ["KOENE"]
