"""Two people at the same customer, area or territory: none loses an update, and the slower one is told why."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.db.utils import IntegrityError

from kontor.kernel.errors import KontorError
from kontor.parties.address_types import AddressDraft
from kontor.parties.area_types import ManagerPut
from kontor.parties.models import Address, Area, Channel, Customer, CustomerListing, TerritoryManager
from kontor.parties.operations import (
    add_address,
    create_area,
    create_customers,
    delist_customer,
    edit_area,
    edit_customer,
    pseudonymize_customer,
    put_customers,
    put_territories,
)
from kontor.parties.types import AreaDraft, AreaEdit, CustomerDraft, CustomerEdit, CustomerPut
from tests.concurrency.races import one_meets_the_other_uncommitted, race
from tests.world import NOW, World, make_world

pytestmark = pytest.mark.postgres
ADD_ADDRESS = sys.modules["kontor.parties.operations.add_address"]
PUTTING = sys.modules["kontor.parties.sql.putting"]


@pytest.fixture
def world(race_database: str) -> World:
    return make_world()


def outcome(call: Callable[[], Any]) -> Callable[[], str]:
    """`call` as "done" or the code of its refusal."""

    def run() -> str:
        try:
            call()
        except KontorError as error:
            return error.code
        except IntegrityError:
            return "integrity"
        return "done"

    return run


def test_customers_made_together_get_different_codes(world: World) -> None:
    def make() -> list[str]:
        drafts = [CustomerDraft(name="One"), CustomerDraft(name="Two")]
        return [item.code for item in create_customers(drafts=drafts, actor=world.actor, now=NOW).items]

    codes = [code for made in race(*[make] * 8) for code in made]
    assert sorted(codes) == [f"CSTD{number:04d}" for number in range(1, 17)]


def test_of_eight_areas_of_one_combination_one_is_made_and_the_others_are_told(world: World) -> None:
    draft = AreaDraft("South", "Edo", "Benin", "Auchi")
    outcomes = race(*[outcome(lambda: create_area(draft=draft, actor=world.actor, now=NOW)) for _ in range(8)])
    assert sorted(outcomes) == [*["area_taken"] * 7, "done"]
    assert Area.objects.count() == 4


def test_of_two_renames_of_an_area_the_slower_one_is_told(world: World) -> None:
    area = create_area(draft=AreaDraft("South"), actor=world.actor, now=NOW)

    def rename(name: str) -> None:
        edit_area(area_id=area.id, version=1, edit=AreaEdit(name=name), actor=world.actor, now=NOW)

    assert one_meets_the_other_uncommitted(lambda: rename("First"), outcome(lambda: rename("Second"))) == (
        "version_mismatch"
    )
    assert Area.objects.get().name == "First"


def test_two_that_take_one_name_in_an_area_and_channel(world: World) -> None:
    Channel.objects.create(code="TT", name="Traditional trade")
    Area.objects.create(code="A", name="South", level="region")

    def make(code: str) -> None:
        draft = CustomerDraft(code, "Corner Shop", "TT", area="A")
        create_customers(drafts=[draft], actor=world.actor, now=NOW)

    assert one_meets_the_other_uncommitted(lambda: make("C1"), outcome(lambda: make("C2"))) == (
        "customer_registered_already"
    )
    assert Customer.objects.get().code == "C1"


# --- edits of one version ----------------------------------------------------------------------------------------


def rename_customer(world: World, customer_id: int, name: str) -> Callable[[], str]:
    edit = CustomerEdit(name=name)
    return outcome(lambda: edit_customer(customer_id=customer_id, version=1, edit=edit, actor=world.actor, now=NOW))


def test_of_two_edits_of_one_version_the_slower_one_is_told(world: World) -> None:
    customer = world.customer().pk
    met = one_meets_the_other_uncommitted(
        rename_customer(world, customer, "First"), rename_customer(world, customer, "Second")
    )
    assert (met, Customer.objects.get().name, Customer.objects.get().version) == ("version_mismatch", "First", 2)


def test_control_without_the_version_in_the_update_the_first_edit_is_lost(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    guarded = PUTTING._update

    def unguarded(table: str, rows: Any) -> Any:
        write = guarded(table, rows)
        assert " AND t.version = d.version - 1" in write.sql
        return type(write)(
            write.name, write.sql.replace(" AND t.version = d.version - 1", ""), write.parameters, write.expected
        )

    monkeypatch.setattr(PUTTING, "_update", unguarded)
    customer = world.customer().pk
    met = one_meets_the_other_uncommitted(
        rename_customer(world, customer, "First"), rename_customer(world, customer, "Second")
    )
    assert (met, Customer.objects.get().name, Customer.objects.get().version) == ("done", "Second", 2)


# --- one at a time -----------------------------------------------------------------------------------------------


def test_a_territory_given_to_two_at_once_has_one_after_the_other(world: World) -> None:
    city = create_area(draft=AreaDraft("South", "Edo", "Benin", "Auchi"), actor=world.actor, now=NOW)
    assert city.parent_id is not None
    territory_id = city.parent_id

    def appoint(name: str) -> None:
        put_territories(rows=[ManagerPut(territory_id, name)], actor=world.actor, now=NOW)

    met = one_meets_the_other_uncommitted(lambda: appoint("First"), outcome(lambda: appoint("Second")))
    rows = TerritoryManager.objects.order_by("id").values_list("name", "until_at")
    assert (met, list(rows)) == ("done", [("First", NOW), ("Second", None)])


def add(world: World, customer_id: int, line1: str) -> None:
    draft = AddressDraft("delivery", line1, is_default=True)
    add_address(customer_id=customer_id, draft=draft, actor=world.actor, now=NOW)


def test_of_two_default_addresses_the_later_one_is_the_default(world: World) -> None:
    customer = world.customer().pk
    met = one_meets_the_other_uncommitted(
        lambda: add(world, customer, "First"), outcome(lambda: add(world, customer, "Second"))
    )
    rows = Address.objects.order_by("id").values_list("line1", "is_default")
    assert (met, list(rows)) == ("done", [("First", False), ("Second", True)])


def test_control_without_the_customers_lock_the_second_default_fails(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ADD_ADDRESS, "lock_customer", lambda _: None)
    customer = world.customer().pk
    met = one_meets_the_other_uncommitted(
        lambda: add(world, customer, "First"), outcome(lambda: add(world, customer, "Second"))
    )
    assert met == "integrity"


# --- erasing -----------------------------------------------------------------------------------------------------


def erase(world: World, customer_id: int) -> None:
    pseudonymize_customer(customer_id=customer_id, version=2, actor=world.actor, now=NOW)


@pytest.fixture
def delisted(world: World) -> int:
    customer = world.customer().pk
    delist_customer(customer_id=customer, version=1, reason="Closed", actor=world.actor, now=NOW)
    return customer


def test_an_address_that_meets_an_erasure_is_refused(world: World, delisted: int) -> None:
    met = one_meets_the_other_uncommitted(
        lambda: erase(world, delisted), outcome(lambda: add(world, delisted, "Hidden Lane 7"))
    )
    assert (met, Address.objects.count()) == ("customer_erased", 0)


def test_an_erasure_that_meets_an_address_erases_it_too(world: World, delisted: int) -> None:
    met = one_meets_the_other_uncommitted(
        lambda: add(world, delisted, "Hidden Lane 7"), outcome(lambda: erase(world, delisted))
    )
    assert (met, list(Address.objects.values_list("line1", flat=True))) == ("done", ["Erased"])


def test_a_list_that_meets_an_erasure_does_not_bring_the_name_back(world: World, delisted: int) -> None:
    verdicts: list[str] = []

    def put() -> None:
        (item,) = put_customers(rows=[CustomerPut("C1", "Corner Shop")], actor=world.actor, now=NOW).items
        verdicts.append(item.verdict)

    one_meets_the_other_uncommitted(lambda: erase(world, delisted), outcome(put))
    assert (verdicts, Customer.objects.get().name) == (["refused"], "Erased C1")
    assert "Customer C1" not in CustomerListing.objects.get().row
