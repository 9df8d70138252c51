"""Codes that are given out: CSTD and the next number nobody has."""

from __future__ import annotations

import pytest

from kontor.kernel.row_checks import RowsInvalid
from kontor.parties.models import Customer
from kontor.parties.operations import create_customers, put_customers
from kontor.parties.types import CustomerDraft, CustomerPut
from tests.world import NOW, World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def codes(world: World, *drafts: CustomerDraft) -> list[str]:
    return [item.code for item in create_customers(drafts=drafts, actor=world.actor, now=NOW).items]


def test_customers_without_a_code_are_numbered_on(world: World) -> None:
    assert codes(world, CustomerDraft(name="One"), CustomerDraft(name="Two")) == ["CSTD0001", "CSTD0002"]
    assert codes(world, CustomerDraft(code=" ", name="Three")) == ["CSTD0003"]


def test_numbers_go_on_behind_those_of_an_imported_list(world: World) -> None:
    imported = [CustomerPut(f"CSTD{number:04d}", "Imported") for number in range(1, 1293)]
    put_customers(rows=imported, actor=world.actor, now=NOW)
    assert codes(world, CustomerDraft(name="New"), CustomerDraft(name="Newer")) == ["CSTD1293", "CSTD1294"]


def test_a_number_chosen_by_hand_in_the_same_batch_is_passed_over(world: World) -> None:
    drafts = [CustomerDraft(name="A"), CustomerDraft("CSTD0001", "B"), CustomerDraft(name="C")]
    assert codes(world, *drafts) == ["CSTD0002", "CSTD0001", "CSTD0003"]


@pytest.mark.parametrize("other", ["CSTD", "CSTDX001", "CSTD12", "CSTD00O9", "cstd0009", "XCSTD0009"])
def test_codes_that_only_look_alike_do_not_count(world: World, other: str) -> None:
    assert codes(world, CustomerDraft(other, "Other"), CustomerDraft("CSTD0001", "By hand")) == [other, "CSTD0001"]
    assert codes(world, CustomerDraft(name="New")) == ["CSTD0002"]


def test_a_refused_batch_gives_out_no_code(world: World) -> None:
    with pytest.raises(RowsInvalid):
        codes(world, CustomerDraft(name="One"), CustomerDraft(email="x"))
    assert not Customer.objects.exists()
    assert codes(world, CustomerDraft(name="One")) == ["CSTD0001"]
