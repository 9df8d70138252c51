"""Two people at the same product, code, category or price: none loses an update, and the slower one is told why."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import F

from kontor.access.models import AuditRecord
from kontor.catalog.category_tree import refuse_cycle
from kontor.catalog.models import Category, Pack, Product
from kontor.catalog.operations import create_products, edit_category, edit_product
from kontor.catalog.types import CategoryEdit, CategoryItem, ProductDraft, ProductEdit, SkuDraft
from kontor.inventory.models import LocationArea
from kontor.inventory.operations import edit_location
from kontor.inventory.schemas import LocationEdit
from kontor.kernel.errors import KontorError
from kontor.parties.models import Area
from kontor.pricing.models import Price, PriceList
from kontor.pricing.operations import create_price_list, set_prices
from kontor.pricing.types import PriceDraft, PriceListDraft
from tests.concurrency.races import one_meets_the_other_uncommitted, race
from tests.world import NOW, TODAY, World, make_world

pytestmark = pytest.mark.postgres
EDIT_LOCATION = sys.modules["kontor.inventory.operations.edit_location"]
EDIT_PRODUCT = sys.modules["kontor.catalog.operations.edit_product"]
EDIT_CATEGORY = sys.modules["kontor.catalog.operations.edit_category"]


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
        return "done"

    return run


def meet_in(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, parties: int) -> None:
    """Let `parties` threads have read before any goes on to `name`: the worst moment for a race."""
    barrier, original = threading.Barrier(parties), getattr(module, name)

    def meet(*arguments: Any, **keywords: Any) -> Any:
        barrier.wait(20)
        return original(*arguments, **keywords)

    monkeypatch.setattr(module, name, meet)


# --- edits -------------------------------------------------------------------------------------------------------


def rename(world: World, product_id: int, name: str) -> Callable[[], str]:
    edit = ProductEdit(name=name)
    return outcome(lambda: edit_product(product_id=product_id, version=1, edit=edit, actor=world.actor, now=NOW))


def test_of_eight_edits_of_one_version_exactly_one_is_kept(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    product_id = world.sku("OIL").product_id
    meet_in(monkeypatch, EDIT_PRODUCT, "decide_edit", 8)
    outcomes = race(*[rename(world, product_id, f"Name {number}") for number in range(8)])
    assert sorted(outcomes) == ["done", *["version_mismatch"] * 7]
    assert Product.objects.get(id=product_id).version == 2
    assert AuditRecord.objects.filter(action="product.edit").count() == 1


def test_without_the_versions_guard_updates_are_lost(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the version in the UPDATE's predicate is what refuses the seven others."""

    def unguarded(rows: Any, *, version: int, changes: Any) -> int:
        rows.update(**changes, version=F("version") + 1)
        return version + 1

    product_id = world.sku("OIL").product_id
    monkeypatch.setattr(EDIT_PRODUCT, "write_version", unguarded)
    meet_in(monkeypatch, EDIT_PRODUCT, "decide_edit", 8)
    assert race(*[rename(world, product_id, f"Name {number}") for number in range(8)]) == ["done"] * 8
    assert AuditRecord.objects.filter(action="product.edit").count() == 8


def serve(world: World, area: Area) -> Callable[[], str]:
    edit = LocationEdit(area_ids=(area.pk,))
    return outcome(lambda: edit_location(code=world.location.code, edit=edit, version=1, actor=world.actor, now=NOW))


def areas_of(world: World) -> list[int]:
    return list(LocationArea.objects.filter(location=world.location).values_list("area_id", flat=True))


def test_of_two_edits_of_a_locations_areas_one_is_kept_whole(world: World) -> None:
    south, north = (Area.objects.create(name=name, level="region") for name in ("South", "North"))
    assert one_meets_the_other_uncommitted(serve(world, south), serve(world, north)) == "version_mismatch"
    assert areas_of(world) == [south.pk]


def test_control_without_the_version_the_later_areas_replace_the_earlier(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    south, north = (Area.objects.create(name=name, level="region") for name in ("South", "North"))
    monkeypatch.setattr(EDIT_LOCATION, "write_version", lambda rows, *, version, changes: version + 1)
    assert one_meets_the_other_uncommitted(serve(world, south), serve(world, north)) == "done"
    assert areas_of(world) == [north.pk]


# --- codes -------------------------------------------------------------------------------------------------------


def test_of_eight_products_with_one_code_one_is_made_and_the_others_name_it(world: World) -> None:
    draft = ProductDraft(code="OIL", name="Oil", tax_class=world.tax_class.code, skus=(SkuDraft(code="OIL"),))
    outcomes = race(*[outcome(lambda: create_products(drafts=[draft], actor=world.actor, now=NOW)) for _ in range(8)])
    assert sorted(outcomes) == [*["code_taken"] * 7, "done"]
    assert (Product.objects.count(), Pack.objects.count(), AuditRecord.objects.count()) == (1, 1, 1)


def test_of_eight_default_lists_of_one_business_one_is_made(world: World) -> None:
    PriceList.objects.all().delete()
    drafts = [PriceListDraft(world.business.pk, f"L{number}", "List", is_default=True) for number in range(8)]

    def create(draft: PriceListDraft) -> Callable[[], str]:
        return outcome(lambda: create_price_list(draft=draft, actor=world.actor, now=NOW))

    assert sorted(race(*map(create, drafts))) == [*["default_taken"] * 7, "done"]
    assert PriceList.objects.filter(is_default=True).count() == 1


# --- the tree of categories --------------------------------------------------------------------------------------


def move(world: World, category: Category, below: Category) -> None:
    edit = CategoryEdit(parent_id=below.pk)
    edit_category(category_id=category.pk, version=1, edit=edit, actor=world.actor, now=NOW)


@pytest.fixture
def pair(world: World) -> tuple[Category, Category]:
    return Category.objects.create(name="A"), Category.objects.create(name="B")


def test_two_moves_cannot_close_a_circle_together(world: World, pair: tuple[Category, Category]) -> None:
    first, second = pair
    other = one_meets_the_other_uncommitted(
        lambda: move(world, first, second), outcome(lambda: move(world, second, first))
    )
    assert other == "category_cycle"
    assert list(Category.objects.order_by("id").values_list("parent_id", flat=True)) == [second.pk, None]


def test_without_the_lock_two_moves_close_a_circle(
    world: World, pair: tuple[Category, Category], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the lock on all categories is what keeps the tree a tree."""
    first, second = pair

    def unlocked() -> dict[int, CategoryItem]:
        rows = Category.objects.order_by("id").values_list("id", "name", "parent_id", "version")
        return {row[0]: CategoryItem(*row) for row in rows}

    def slip_in(*arguments: Any) -> None:
        """Between what the first move has read and what it writes, the other one is done whole."""
        monkeypatch.setattr(EDIT_CATEGORY, "refuse_cycle", refuse_cycle)
        assert race(outcome(lambda: move(world, second, first))) == ["done"]
        refuse_cycle(*arguments)

    monkeypatch.setattr(EDIT_CATEGORY, "_locked_tree", unlocked)
    monkeypatch.setattr(EDIT_CATEGORY, "refuse_cycle", slip_in)
    move(world, first, second)
    assert list(Category.objects.order_by("id").values_list("parent_id", flat=True)) == [second.pk, first.pk]


# --- prices ------------------------------------------------------------------------------------------------------


def test_price_batches_in_opposite_orders_follow_each_other_without_a_deadlock(world: World) -> None:
    codes = [f"S{number}" for number in range(20)]
    for code in codes:
        world.sku(code)

    def set_all(price: str, order: list[str]) -> Callable[[], str]:
        drafts = [PriceDraft(code, price, TODAY) for code in order]
        return outcome(lambda: set_prices(price_list_id=world.price_list.pk, drafts=drafts, actor=world.actor, now=NOW))

    backwards = list(reversed(codes))
    calls = [set_all(str(number), codes if number % 2 else backwards) for number in range(1, 9)]
    assert race(*calls) == ["done"] * 8
    today = Price.objects.filter(valid_from=TODAY)
    assert (today.count(), today.values("unit_price_micros").distinct().count()) == (20, 1)
