"""The same products put in by several at once: each is made once, and no change of another is lost."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import pytest
from django.core.management import call_command
from django.db import connections

from kontor.catalog.models import SKU, Barcode, Category, Pack, Product, ProductVersion
from kontor.catalog.operations import put_products
from kontor.catalog.types import PackDraft, ProductPut, PutProducts
from kontor.kernel.statements import is_postgres
from tests.concurrency.races import one_meets_the_other_uncommitted, race, with_own_connection
from tests.world import NOW, World, make_world

T = TypeVar("T")
PUT_PRODUCTS = sys.modules["kontor.catalog.operations.put_products"]
CODES = tuple(f"P{number:03}" for number in range(60))
BARCODES = ("4006381333931", "10614141000415")


@pytest.fixture
def database(request: pytest.FixtureRequest, tmp_path: Path, django_db_blocker: Any) -> Iterator[None]:
    """One in which commits are real, whichever is tested: a database of PostgreSQL, or a file of SQLite."""
    if is_postgres():
        request.getfixturevalue("race_database")
        yield
        return
    settings = connections.settings["default"]
    before, settings["NAME"] = settings["NAME"], str(tmp_path / "race.sqlite3")
    try:
        with django_db_blocker.unblock():
            elsewhere(lambda: call_command("migrate", verbosity=0))
            yield
    finally:
        settings["NAME"] = before


def elsewhere(call: Callable[[], T]) -> T:
    """Run in a thread, whose connection is the race's; this thread's may be to the tests' database in memory."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(with_own_connection(call)).result(120)


def rows(world: World, **more: Any) -> list[ProductPut]:
    made = [ProductPut(code, f"Goods {code}", world.tax_class.code, **more) for code in CODES]
    packs = (PackDraft("CASE", 12, (BARCODES[1],)),)
    made[0] = msgspec.structs.replace(made[0], barcodes=(BARCODES[0],), packs=packs)
    return made


def put(world: World, sent: list[ProductPut]) -> PutProducts:
    return put_products(rows=sent, actor=world.actor, now=NOW, make_categories=True)


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Product, SKU, Pack, Barcode, Category, ProductVersion))


@pytest.mark.usefixtures("database")
def test_products_put_in_by_four_at_once_are_made_once() -> None:
    world = elsewhere(make_world)
    sent = rows(world, category=("Food", "Dry"))
    answers = race(*[lambda: put(world, sent)] * 4)
    assert Counter((answer.created, answer.unchanged, answer.refused) for answer in answers) == {
        (len(CODES), 0, 0): 1,
        (0, len(CODES), 0): 3,
    }
    assert sum(answer.categories_made for answer in answers) == 2
    assert elsewhere(counts) == (60, 60, 61, 2, 2, 60)


@pytest.mark.usefixtures("database")
def test_different_changes_put_in_at_once_are_both_kept() -> None:
    world = elsewhere(make_world)
    elsewhere(lambda: put(world, rows(world)))
    brands = [ProductPut(code, brand="Mill") for code in CODES]
    texts = [ProductPut(code, description="Fine") for code in reversed(CODES)]
    answers = race(lambda: put(world, brands), lambda: put(world, texts))
    assert [answer.updated for answer in answers] == [len(CODES)] * 2
    kept = elsewhere(lambda: Counter(Product.objects.values_list("brand", "description", "version")))
    assert kept == {("Mill", "Fine", 3): len(CODES)}
    assert elsewhere(ProductVersion.objects.count) == 3 * len(CODES)


# --- the exact moment, where the second waits for the first ------------------------------------------------------


@pytest.fixture
def world(race_database: str) -> World:
    return make_world()


@pytest.mark.postgres
def test_who_meets_the_same_products_uncommitted_finds_them_unchanged(world: World) -> None:
    answer = one_meets_the_other_uncommitted(lambda: put(world, rows(world)), lambda: put(world, rows(world)))
    assert (answer.created, answer.unchanged) == (0, len(CODES))
    assert {item.id for item in answer.items} == set(Product.objects.values_list("id", flat=True))
    assert counts() == (60, 60, 61, 2, 0, 60)


@pytest.mark.postgres
def test_of_two_who_give_one_barcode_to_different_products_one_is_refused(world: World) -> None:
    def give(code: str) -> PutProducts:
        return put(world, [ProductPut(code, code, world.tax_class.code, barcodes=(BARCODES[0],))])

    (item,) = one_meets_the_other_uncommitted(lambda: give("ONE"), lambda: give("TWO")).items
    assert (item.verdict, item.field, item.reason) == (
        "refused", "barcodes", f"Barcode {BARCODES[0]} stands on ONE EA.",
    )  # fmt: skip
    assert list(Product.objects.values_list("code", flat=True)) == ["ONE"]


@pytest.mark.postgres
def test_a_change_that_meets_another_uncommitted_is_made_on_top_of_it(world: World) -> None:
    put(world, rows(world))
    answer = one_meets_the_other_uncommitted(
        lambda: put(world, [ProductPut("P000", brand="Mill")]),
        lambda: put(world, [ProductPut("P000", description="Fine")]),
    )
    assert answer.items[0].version == 3
    assert Product.objects.values_list("brand", "description").get(code="P000") == ("Mill", "Fine")


@pytest.mark.postgres
def test_control_without_the_version_in_the_update_the_first_change_is_lost(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    guarded = PUT_PRODUCTS.update_write

    def unguarded(*arguments: Any, **keywords: Any) -> Any:
        write = guarded(*arguments, **keywords)
        guard = " AND t.version = d.version - 1"
        assert guard in write.sql
        return msgspec.structs.replace(write, sql=write.sql.replace(guard, ""))

    monkeypatch.setattr(PUT_PRODUCTS, "update_write", unguarded)
    monkeypatch.setattr(PUT_PRODUCTS, "keep_versions", lambda *_, **__: None)
    put(world, rows(world))
    one_meets_the_other_uncommitted(
        lambda: put(world, [ProductPut("P000", brand="Mill")]),
        lambda: put(world, [ProductPut("P000", description="Fine")]),
    )
    assert Product.objects.values_list("brand", "description").get(code="P000") == ("", "Fine")
