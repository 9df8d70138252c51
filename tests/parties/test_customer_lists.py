"""Customer lists kept elsewhere that have gaps: what each rule does with them, and a real distributor's list."""

from __future__ import annotations

import csv
from collections.abc import Sequence

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kontor.access.models import AuditRecord
from kontor.parties.errors import CustomerTwice
from kontor.parties.models import Area, Channel, Customer
from kontor.parties.operations import create_customers, edit_customer, put_areas, put_customers
from kontor.parties.queries import CustomerFilter, list_customers
from kontor.parties.types import AreaPut, CustomerDraft, CustomerEdit, CustomerPut, PutParties, PutRules
from tests.shared import shared_file
from tests.world import NOW, World, make_world

pytestmark = pytest.mark.django_db

LENIENT = PutRules(unknown_areas="without", unknown_channels="make", missing_names="code")


@pytest.fixture
def world() -> World:
    world = make_world()
    put_areas(rows=[AreaPut("A", "South"), AreaPut("B", "North")], actor=world.actor, now=NOW)
    Channel.objects.create(code="TT", name="Traditional trade")
    return world


def put(world: World, *rows: CustomerPut, rules: PutRules | None = None, dry_run: bool = False) -> PutParties:
    return put_customers(rows=rows, rules=rules, actor=world.actor, now=NOW, dry_run=dry_run)


def counts(put: PutParties) -> tuple[int, int, int, int]:
    return put.created, put.updated, put.unchanged, put.refused


def test_without_rules_gaps_are_refused(world: World) -> None:
    rows = [CustomerPut("C1", "One", area="X"), CustomerPut("C2", "Two", channel="X"), CustomerPut("C3")]
    refused = put(world, *rows)
    assert [(item.verdict, item.field) for item in refused.items] == [
        ("refused", "area"), ("refused", "channel"), ("refused", "name"),
    ]  # fmt: skip
    assert not Customer.objects.exists()
    assert Channel.objects.count() == 1


def test_a_customer_of_an_unknown_area_is_taken_without_and_the_verdict_says_so(world: World) -> None:
    row = CustomerPut("C1", "One", area="X")
    (item,) = put(world, row, rules=LENIENT).items
    assert (item.verdict, item.notes) == ("created", ("There is no area 'X': taken without it.",))
    assert Customer.objects.get().area_id is None
    (again,) = put(world, row, rules=LENIENT).items
    assert (again.verdict, again.version, again.notes) == ("unchanged", 1, item.notes)


def test_an_unknown_area_takes_no_known_one_away_but_none_does(world: World) -> None:
    put(world, CustomerPut("C1", "One", area="A"))
    put(world, CustomerPut("C1", area="X"), rules=LENIENT)
    assert Customer.objects.get().area_id == Area.objects.get(code="A").pk
    put(world, CustomerPut("C1", area=None), rules=LENIENT)
    assert Customer.objects.get().area_id is None


def test_a_missing_channel_is_made_once_named_as_its_code_and_audited(world: World) -> None:
    made = put(world, CustomerPut("C1", "One", channel="7"), CustomerPut("C2", "Two", channel="7"), rules=LENIENT)
    assert [item.notes for item in made.items] == [("The channel 7 was new and is made.",)] * 2
    assert list(Channel.objects.order_by("id").values_list("code", "name")) == [
        ("TT", "Traditional trade"), ("7", "7"),
    ]  # fmt: skip
    assert AuditRecord.objects.filter(action="channel.create").count() == 1
    (again,) = put(world, CustomerPut("C1", channel="7"), rules=LENIENT).items
    assert (again.verdict, again.notes) == ("unchanged", ())


def test_a_channel_that_only_a_refused_row_names_is_not_made(world: World) -> None:
    rows = [CustomerPut("C1", "One", channel="7", email="x"), CustomerPut("C2", "Two")]
    assert counts(put(world, *rows, rules=LENIENT)) == (1, 0, 0, 1)
    assert Channel.objects.count() == 1


@pytest.mark.parametrize("channel", ["", " 7", "X" * 21, "A\x07"])
def test_what_cannot_be_a_channels_code_is_refused_even_then(world: World, channel: str) -> None:
    (item,) = put(world, CustomerPut("C1", "One", channel=channel), rules=LENIENT).items
    assert (item.verdict, item.field) == ("refused", "channel")


def test_a_missing_name_is_the_code_and_a_known_customer_keeps_its_name(world: World) -> None:
    put(world, CustomerPut("C1", "One"))
    first, second = put(world, CustomerPut(" C1 "), CustomerPut("C2"), rules=LENIENT).items
    assert (first.verdict, first.notes) == ("unchanged", ())
    assert (second.verdict, second.notes) == ("created", ("The name was missing: the code is taken for it.",))
    assert dict(Customer.objects.values_list("code", "name")) == {"C1": "One", "C2": "C2"}


def test_a_dry_run_with_rules_writes_nothing(world: World) -> None:
    assert counts(put(world, CustomerPut("C1", channel="7", area="X"), rules=LENIENT, dry_run=True)) == (1, 0, 0, 0)
    assert (Customer.objects.count(), Channel.objects.count()) == (0, 1)


# --- a name stands once for an area and a channel ----------------------------------------------------------------


def twice(world: World) -> tuple[list[str], list[str]]:
    return (
        list(Customer.objects.order_by("id").values_list("code", flat=True)),
        [str(row) for row in AuditRecord.objects.values_list("diff", flat=True)],
    )


def test_a_name_stands_once_for_an_area_and_a_channel(world: World) -> None:
    first = CustomerDraft("C1", "Corner Shop", "TT", area="A")
    create_customers(drafts=[first], actor=world.actor, now=NOW)
    before = twice(world)
    with pytest.raises(CustomerTwice):
        create_customers(drafts=[CustomerDraft("C2", "Corner Shop ", "TT", area="A")], actor=world.actor, now=NOW)
    refused = put(world, CustomerPut("C2", "Corner Shop", channel="TT", area="A"))
    assert [(item.verdict, item.field) for item in refused.items] == [("refused", "name")]
    assert twice(world) == before
    others = [
        CustomerDraft("C3", "Corner Shop", "TT", area="B"),
        CustomerDraft("C4", "Corner Shop", area="A"),
        CustomerDraft("C5", "Corner Shop", "TT"),
        CustomerDraft("C6", "Corner Shop", "TT"),
    ]
    assert len(create_customers(drafts=others, actor=world.actor, now=NOW).items) == 4


def test_no_change_leads_to_a_second_one_either(world: World) -> None:
    drafts = [CustomerDraft("C1", "Shop", "TT", area="A"), CustomerDraft("C2", "Shop", "TT", area="B")]
    _, other = create_customers(drafts=drafts, actor=world.actor, now=NOW).items
    before = twice(world)
    with pytest.raises(CustomerTwice):
        edit_customer(customer_id=other.id, version=1, edit=CustomerEdit(area="A"), actor=world.actor, now=NOW)
    assert counts(put(world, CustomerPut("C2", area="A"))) == (0, 0, 0, 1)
    assert twice(world) == before
    edit_customer(
        customer_id=other.id, version=1, edit=CustomerEdit(area="A", name="Shop 2"), actor=world.actor, now=NOW
    )
    assert Customer.objects.filter(area__code="A").count() == 2


def test_two_rows_of_a_list_cannot_share_a_place_nor_take_one_that_is_left(world: World) -> None:
    rows = [CustomerPut("C1", "Shop", channel="TT", area="A"), CustomerPut("C2", "Shop", channel="TT", area="A")]
    assert [item.verdict for item in put(world, *rows).items] == ["created", "refused"]
    moved = put(world, CustomerPut("C1", area="B"), CustomerPut("C2", "Shop", channel="TT", area="A"))
    assert [item.verdict for item in moved.items] == ["updated", "refused"]
    assert [item.verdict for item in put(world, rows[1]).items] == ["created"]


# --- a real list -------------------------------------------------------------------------------------------------


def wine_distributor() -> tuple[list[AreaPut], list[CustomerPut]]:
    with shared_file("wine_distributor/locations.csv").open(encoding="utf-8", newline="") as file:
        areas = [AreaPut(*row.values()) for row in csv.DictReader(file)]
    with shared_file("wine_distributor/customers.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["customer_id"], row["customer_type"], row["location_id"]) for row in csv.DictReader(file)]
    return areas, [CustomerPut(code, channel=channel, area=area) for code, channel, area in rows]


def statements(world: World, rows: Sequence[CustomerPut], rules: PutRules) -> int:
    with CaptureQueriesContext(connection) as captured:
        put(world, *rows, rules=rules, dry_run=True)
    return len(captured)


def test_a_wine_distributors_areas_and_customers_go_in_and_again_change_nothing(world: World) -> None:
    areas, customers = wine_distributor()
    areas_put = put_areas(rows=areas, actor=world.actor, now=NOW)
    assert counts(areas_put) == (142, 0, 0, 0)
    assert statements(world, customers[:1], LENIENT) == statements(world, customers, LENIENT)
    first = put(world, *customers, rules=LENIENT)
    assert counts(first) == (1_292, 0, 0, 0)
    without = [item for item in first.items if any("area" in note for note in item.notes)]
    assert len(without) == 15
    assert {note for item in without for note in item.notes if "area" in note} == {
        "There is no area 'LOC0143': taken without it.",
        "There is no area 'LOC0144': taken without it.",
    }
    found = list_customers(actor=world.actor, wanted=CustomerFilter(has_area=False))
    assert [customer.code for customer in found.items] == [item.code for item in without]
    assert Customer.objects.filter(channel__code__in=["1", "2", "3"]).count() == 1_292
    written = AuditRecord.objects.count()
    assert counts(put_areas(rows=areas, actor=world.actor, now=NOW)) == (0, 0, 142, 0)
    assert counts(put(world, *customers, rules=LENIENT)) == (0, 0, 1_292, 0)
    assert AuditRecord.objects.count() == written


def test_the_same_list_without_the_rule_names_the_fifteen_rows(world: World) -> None:
    areas, customers = wine_distributor()
    put_areas(rows=areas, actor=world.actor, now=NOW)
    strict = put(world, *customers, rules=PutRules(unknown_channels="make", missing_names="code"))
    assert counts(strict) == (1_277, 0, 0, 15)
    assert {item.field for item in strict.items if item.verdict == "refused"} == {"area"}
