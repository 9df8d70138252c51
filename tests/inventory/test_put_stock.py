from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kontor.access.models import AuditRecord
from kontor.access.types import Actor
from kontor.inventory.errors import StockInvalid
from kontor.inventory.models import Lot, StockLevel, StockMovement, StockPosting
from kontor.inventory.operations import put_stock
from kontor.inventory.queries.stock import stock_as_believed, stock_as_known
from kontor.inventory.schemas import PutStock, StockPut
from kontor.kernel.wire import RequestKey
from kontor.organization.models import Branch, Business
from tests.calls import send
from tests.people import client_of, make_key, make_user
from tests.world import NOW, TODAY, World, assert_ledger_proves_levels, everything, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = make_world()
    world.sku("OIL")
    world.sku("RICE")
    return world


def row(world: World, sku: str = "OIL", quantity: int | str = 10, cost: str = "2.00", **more: object) -> StockPut:
    values: dict = {"location": world.location.code, **more}
    return StockPut(sku=sku, quantity=quantity, unit_cost=cost, **values)


def put(world: World, *rows: StockPut, actor: Actor | None = None, key: RequestKey | None = None) -> PutStock:
    return put_stock(rows=rows, actor=actor or world.actor, now=NOW, key=key)


def verdicts(answer: PutStock) -> list[tuple[str, str | None]]:
    return [(item.verdict, item.field) for item in answer.items]


def test_stock_is_opened_with_one_posting_for_each_location(world: World) -> None:
    shop = world.another_location("SHOP")
    answer = put(
        world, row(world), row(world, "RICE", 2, "48.00", pack="CASE"), row(world, location="SHOP", quantity=7)
    )
    assert (answer.created, answer.unchanged, answer.refused, len(answer.posting_ids)) == (3, 0, 0, 2)
    assert (world.stock("OIL"), world.stock("RICE"), world.stock("OIL", shop)) == ((10, 0), (48, 0), (7, 0))
    assert (world.level("OIL").average_cost_micros, world.level("RICE").average_cost_micros) == (2_000_000, 2_000_000)
    assert list(StockPosting.objects.values_list("kind", flat=True)) == ["opening", "opening"]
    assert AuditRecord.objects.filter(action="stock.put").count() == 2
    assert_ledger_proves_levels()


def test_the_same_rows_again_change_nothing_and_another_quantity_is_for_a_count(world: World) -> None:
    put(world, row(world), row(world, "RICE"))
    before = everything()
    answer = put(world, row(world), row(world, "RICE", 11))
    assert verdicts(answer) == [("unchanged", None), ("refused", "quantity")]
    assert answer.items[1].reason == "It was opened with 10, not 11; use an adjustment or a count."
    assert verdicts(put(world, row(world, cost="3.00"))) == [("refused", "unit_cost")]
    assert everything() == before


def test_what_moved_since_does_not_make_an_opening_another(world: World) -> None:
    put(world, row(world))
    world.receive("OIL", 5)
    world.post(world.line("OIL", -3), kind="issue")
    assert verdicts(put(world, row(world))) == [("unchanged", None)]
    assert world.stock("OIL") == (12, 0)


def test_rows_of_one_place_sku_and_lot_add_up(world: World) -> None:
    Lot.objects.create(sku=world.skus["OIL"], code="L1", expires_on=date(2027, 1, 1))
    rows = [row(world, quantity=4), row(world, quantity=1, cost="48.00", pack="CASE"), row(world, quantity=6, lot="L1")]
    assert verdicts(put(world, *rows)) == [("created", None)] * 3
    assert world.stock("OIL") == (34, 0)
    assert list(StockMovement.objects.order_by("id").values_list("on_hand_delta", "lot__code")) == [
        (4, None), (24, None), (6, "L1"),
    ]  # fmt: skip
    assert verdicts(put(world, row(world, quantity=28), row(world, quantity=6, lot="L1"))) == [("unchanged", None)] * 2
    assert verdicts(put(world, rows[0])) == [("refused", "quantity")]
    assert_ledger_proves_levels()


def test_rows_that_are_wrong_keep_no_other_from_being_posted(world: World) -> None:
    world.sku("WORK", is_stocked=False)
    world.another_location("SHUT", is_active=False)
    other = Branch.objects.create(
        business=Business.objects.create(code="O", name="Other", currency="EUR"), code="O", name="Other"
    )
    world.another_location("THEIRS", branch=other)
    answer = put(
        world,
        row(world, location="NOWHERE"),
        row(world, location="THEIRS"),
        row(world, location="SHUT"),
        row(world, "NONE"),
        row(world, "WORK"),
        row(world, pack="BOX"),
        row(world, quantity=0),
        row(world, quantity=-1),
        row(world, quantity="0.5"),
        row(world, cost="0"),
        row(world, cost="-1"),
        row(world, cost="much"),
        row(world, lot="L9"),
        row(world, on=TODAY + timedelta(2)),
        row(world, "RICE", 10**12, "1000000"),
        row(world),
    )
    assert verdicts(answer) == [
        ("refused", "location"), ("refused", "location"), ("refused", "location"), ("refused", "sku"),
        ("refused", "sku"), ("refused", "pack"), ("refused", "quantity"), ("refused", "quantity"),
        ("refused", "quantity"), ("refused", "unit_cost"), ("refused", "unit_cost"), ("refused", "unit_cost"),
        ("refused", "lot"), ("refused", "on"), ("refused", "quantity"), ("created", None),
    ]  # fmt: skip
    assert world.stock("OIL") == (10, 0)
    assert StockPosting.objects.count() == 1


def test_an_opening_counts_from_the_beginning_of_its_day_and_one_day_for_each_location(world: World) -> None:
    day = date(2026, 1, 1)
    answer = put(world, row(world, on=day), row(world, "RICE", on=date(2026, 1, 2)))
    assert verdicts(answer) == [("created", None), ("refused", "on")]
    assert StockPosting.objects.values_list("business_date", "occurred_at").get() == (
        day,
        datetime(2026, 1, 1, tzinfo=UTC),
    )
    noon = datetime(2026, 1, 1, 12, tzinfo=UTC)
    assert [item.on_hand for item in stock_as_believed(actor=world.actor, at=noon)] == [10]
    assert stock_as_known(actor=world.actor, at=noon) == []


def test_an_earlier_day_needs_its_right_and_a_closed_one_is_refused(world: World) -> None:
    keeper = Actor(5, "user", "keeper", frozenset({"stock.receive"}), world.actor.branch_ids)
    answer = put(world, row(world, on=date(2026, 1, 1)), actor=keeper)
    assert answer.items[0].reason == "This needs the right stock.backdate."
    Branch.objects.update(closed_through_on=date(2026, 1, 31))
    assert [item.verdict for item in put(world, row(world, on=date(2026, 1, 31))).items] == ["refused"]
    assert StockPosting.objects.count() == 0


def test_the_same_key_answers_the_same_a_dry_run_writes_nothing_and_too_many_are_refused(world: World) -> None:
    before = everything()
    told = put_stock(rows=[row(world), row(world, "NONE")], actor=world.actor, now=NOW, dry_run=True)
    assert (told.created, told.refused, told.posting_ids) == (1, 1, ())
    assert everything() == before
    assert not StockLevel.objects.exists()
    key = RequestKey(1, "k", "f")
    first = put(world, row(world), key=key)
    assert put(world, row(world), key=key) == first
    assert world.stock("OIL") == (10, 0)
    for rows in ([], [row(world)] * 50_001):
        with pytest.raises(StockInvalid):
            put(world, *rows)


def statements(world: World, codes: list[str]) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert put(world, *[row(world, code) for code in codes]).created == len(codes)
    return len(captured)


def test_the_number_of_statements_does_not_depend_on_the_number_of_rows(world: World) -> None:
    codes = [f"S{number}" for number in range(30)]
    for code in codes:
        world.sku(code)
    few = statements(world, ["OIL"])
    assert few == statements(world, codes)


def test_opening_stock_is_put_in_over_http(world: World) -> None:
    owner: Client = client_of(make_key(make_user("owner", branches=(world.branch,))))
    body = {
        "items": [{"location": world.location.code, "sku": "OIL", "quantity": "1.5", "pack": "CASE", "unit_cost": "48"}]
    }
    done = send(owner, "POST", "/api/v1/stock/put", body, key="s1")
    assert (done.status_code, done.json()["created"], world.stock("OIL")) == (200, 1, (36, 0))
    assert send(owner, "POST", "/api/v1/stock/put", body, key="s1").content == done.content
    assert send(owner, "POST", "/api/v1/stock/put", body).json()["unchanged"] == 1
