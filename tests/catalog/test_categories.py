from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from kontor.access.models import AuditRecord
from kontor.catalog.category_tree import with_descendants
from kontor.catalog.errors import CategoryCycle, CategoryNotFound, CategoryTaken, CodeTaken
from kontor.catalog.models import Category, TaxClass
from kontor.catalog.operations import create_category, create_tax_class, edit_category
from kontor.catalog.types import CategoryDraft, CategoryEdit, CategoryItem, TaxClassDraft
from kontor.kernel.errors import KontorError, PreconditionFailed
from kontor.kernel.text import TextInvalid
from kontor.kernel.wire import RequestKey
from tests.world import NOW, World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def create(world: World, name: str, parent_id: int | None = None, key: RequestKey | None = None) -> CategoryItem:
    return create_category(draft=CategoryDraft(name, parent_id), actor=world.actor, now=NOW, key=key)


def edit(world: World, item: CategoryItem, **changes: Any) -> CategoryItem:
    change = CategoryEdit(**changes)
    return edit_category(category_id=item.id, version=item.version, edit=change, actor=world.actor, now=NOW)


def everything() -> tuple[list[tuple[object, ...]], int]:
    return list(Category.objects.order_by("id").values_list()), AuditRecord.objects.count()


def test_a_category_stands_below_its_parent(world: World) -> None:
    food = create(world, " Food ")
    rice = create(world, "Rice", food.id)
    assert list(Category.objects.order_by("id").values_list("id", "name", "parent_id", "version")) == [
        (food.id, "Food", None, 1),
        (rice.id, "Rice", food.id, 1),
    ]
    assert AuditRecord.objects.filter(action="category.create").count() == 2


def test_the_same_key_makes_one_category(world: World) -> None:
    key = RequestKey(7, "k", "f")
    assert create(world, "Food", key=key) == create(world, "Food", key=key)
    assert Category.objects.count() == 1


def test_a_name_stands_once_below_each_parent(world: World) -> None:
    food, drinks = create(world, "Food"), create(world, "Drinks")
    create(world, "Organic", food.id)
    create(world, "Organic", drinks.id)
    before = everything()
    with pytest.raises(CategoryTaken):
        create(world, "Organic", food.id)
    with pytest.raises(CategoryTaken):
        create(world, "Food")
    assert everything() == before


@pytest.mark.parametrize("below_a_parent", [True, False])
def test_the_database_refuses_a_second_name_too(world: World, below_a_parent: bool) -> None:
    parent = create(world, "Food").id if below_a_parent else None
    Category.objects.create(name="Organic", parent_id=parent)
    with pytest.raises(IntegrityError), transaction.atomic():
        Category.objects.create(name="Organic", parent_id=parent)


def test_a_category_is_renamed_and_moved_with_what_is_below_it(world: World) -> None:
    food, drinks = create(world, "Food"), create(world, "Drinks")
    juice = create(world, "Juice", food.id)
    assert edit(world, juice, name="Juices", parent_id=drinks.id) == CategoryItem(juice.id, "Juices", drinks.id, 2)
    row = AuditRecord.objects.get(action="category.edit")
    assert row.diff == f'{{"name":["Juice","Juices"],"parent_id":[{food.id},{drinks.id}]}}'
    top = edit(world, CategoryItem(juice.id, "Juices", drinks.id, 2), parent_id=None)
    assert (top.parent_id, top.version) == (None, 3)


def test_an_edit_that_changes_nothing_keeps_the_version(world: World) -> None:
    food = create(world, "Food")
    before = everything()
    assert edit(world, food, name="Food", parent_id=None) == food
    assert everything() == before


def test_a_category_never_stands_below_itself(world: World) -> None:
    top = create(world, "A")
    middle = create(world, "B", top.id)
    bottom = create(world, "C", middle.id)
    before = everything()
    for parent in (top, middle, bottom):
        with pytest.raises(CategoryCycle):
            edit(world, top, parent_id=parent.id)
    assert everything() == before
    edit(world, bottom, parent_id=top.id)


def test_a_move_below_a_category_that_is_there_twice_by_name_is_refused(world: World) -> None:
    food = create(world, "Food")
    create(world, "Rice", food.id)
    rice = create(world, "Rice")
    before = everything()
    with pytest.raises(CategoryTaken):
        edit(world, rice, parent_id=food.id)
    assert everything() == before


def test_an_edit_of_an_older_version_is_refused(world: World) -> None:
    food = create(world, "Food")
    edit(world, food, name="Foods")
    before = everything()
    with pytest.raises(PreconditionFailed):
        edit(world, food, name="Groceries")
    assert everything() == before


@pytest.mark.parametrize(
    ("name", "parent_id", "error"),
    [("", None, TextInvalid), ("X" * 81, None, TextInvalid), ("Rice", 10**9, CategoryNotFound)],
)
def test_a_category_that_is_not_right_is_refused(
    world: World, name: str, parent_id: int | None, error: type[KontorError]
) -> None:
    food = create(world, "Food")
    before = everything()
    with pytest.raises(error):
        create(world, name, parent_id)
    with pytest.raises(error):
        edit(world, food, name=name, parent_id=parent_id)
    assert everything() == before


def test_an_unknown_category_is_not_found(world: World) -> None:
    with pytest.raises(CategoryNotFound):
        edit(world, CategoryItem(10**9, "none", None, 1), name="New")


def test_everything_below_a_category_is_found() -> None:
    assert with_descendants(1, {1: None, 2: 1, 3: 2, 4: None, 5: 4, 6: 1}) == {1, 2, 3, 6}
    assert with_descendants(9, {1: None}) == {9}


def test_a_tax_class_is_made_once(world: World) -> None:
    item = create_tax_class(draft=TaxClassDraft(" A ", "Exempt"), actor=world.actor, now=NOW)
    assert TaxClass.objects.values_list("code", "name").get(id=item.id) == ("A", "Exempt")
    before = TaxClass.objects.count(), AuditRecord.objects.count()
    with pytest.raises(CodeTaken) as refused:
        create_tax_class(draft=TaxClassDraft("A", "Other"), actor=world.actor, now=NOW)
    assert refused.value.data["taken"] == "A"
    assert (TaxClass.objects.count(), AuditRecord.objects.count()) == before
