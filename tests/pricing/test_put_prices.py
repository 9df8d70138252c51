from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from msgspec import UNSET

from kontor.access.models import AuditRecord
from kontor.kernel.wire import RequestKey
from kontor.organization.models import Business
from kontor.pricing.errors import PriceInvalid
from kontor.pricing.models import Price, PriceList, PriceRecord
from kontor.pricing.operations import put_prices, set_prices
from kontor.pricing.queries import list_prices
from kontor.pricing.types import PriceDraft, PricePut, PutPrices
from tests.world import NOW, World, make_world

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 1)


@pytest.fixture
def world() -> World:
    world = make_world()
    world.sku("OIL", price_micros=1_300_000)
    world.sku("RICE", price_micros=2_000_000)
    PriceList.objects.create(business=world.business, code="DEALER", name="Dealers")
    return world


def row(
    sku: str = "OIL", price: str | None = "1.25", since: date = DAY, *, to: str = "DEALER", **more: object
) -> PricePut:
    given = UNSET if price is None else price
    return PricePut(price_list=to, sku=sku, valid_from=since, unit_price=given, **more)  # type: ignore[arg-type]  # what fits


def put(world: World, *rows: PricePut, key: RequestKey | None = None, dry_run: bool = False) -> PutPrices:
    return put_prices(rows=rows, actor=world.actor, now=NOW, key=key, dry_run=dry_run)


def verdicts(answer: PutPrices) -> list[str]:
    return [item.verdict for item in answer.items]


def prices() -> list[tuple[object, ...]]:
    rows = Price.objects.filter(price_list__code="DEALER").order_by("id")
    return list(rows.values_list("pack__code", "from_quantity_base", "unit_price_micros", "valid_from", "valid_until"))


def test_prices_are_made_changed_left_alone_and_refused_row_by_row(world: World) -> None:
    put(world, row(price="1.25"), row("RICE", "2.00"))
    answer = put(
        world,
        row(price="1.20"),
        row("RICE", "2.00"),
        row("RICE", "40", pack="CASE", minimum_quantity=10),
        row("RICE", "41", pack="CASE", minimum_quantity="10"),
        row("RICE", None, date(2026, 9, 1)),
        row("NONE"),
        row(pack="BOX"),
        row(to="NOWHERE"),
        row(price="-1"),
        row(price="much"),
        row(since=date(1066, 1, 1)),
        row(currency="USD"),
        row(minimum_quantity="-3"),
        row(minimum_quantity="0.1"),
        row("RICE", "1", reason="x" * 201),
    )
    assert verdicts(answer)[:3] == ["updated", "unchanged", "created"]
    assert [(item.verdict, item.field) for item in answer.items[3:]] == [
        ("refused", "valid_from"), ("refused", "unit_price"), ("refused", "sku"), ("refused", "pack"),
        ("refused", "price_list"), ("refused", "unit_price"), ("refused", "unit_price"), ("refused", "valid_from"),
        ("refused", "currency"), ("refused", "minimum_quantity"), ("refused", None), ("refused", "reason"),
    ]  # fmt: skip
    assert (answer.created, answer.updated, answer.unchanged, answer.refused) == (1, 1, 1, 12)
    assert prices() == [
        ("EA", 0, 1_200_000, DAY, None),
        ("EA", 0, 2_000_000, DAY, None),
        ("CASE", 240, 40_000_000, DAY, None),
    ]


def test_what_was_said_before_stays_known_and_nobody_can_take_it_away(world: World) -> None:
    put(world, row(price="1.25"))
    put(world, row(price="1.20"), row("RICE", reason="agreed"))
    rows = PriceRecord.objects.order_by("id").values_list("unit_price_micros", "actor_id", "recorded_at", "reason")
    assert list(rows) == [
        (1_250_000, world.actor.id, NOW, ""),
        (1_200_000, world.actor.id, NOW, ""),
        (1_250_000, world.actor.id, NOW, "agreed"),
    ]
    for spoil in (PriceRecord.objects.all().delete, lambda: PriceRecord.objects.update(unit_price_micros=1)):
        with pytest.raises(Exception, match="append-only"), transaction.atomic():
            spoil()
    assert PriceRecord.objects.count() == 3


def test_a_price_is_closed_by_its_last_day_and_opened_again(world: World) -> None:
    put(world, row(price="1.25"))
    end = date(2026, 3, 31)
    assert verdicts(put(world, row(price=None, valid_until=end))) == ["updated"]
    assert verdicts(put(world, row(price="1.25"), row("RICE", "1", valid_until=DAY - timedelta(1)))) == [
        "unchanged", "refused",
    ]  # fmt: skip
    assert prices() == [("EA", 0, 1_250_000, DAY, end)]
    dealer = PriceList.objects.get(code="DEALER").pk
    assert len(list_prices(price_list_id=dealer, actor=world.actor, on=end).items) == 1
    assert list_prices(price_list_id=dealer, actor=world.actor, on=end + timedelta(1)).items == []
    assert verdicts(put(world, row(price=None, valid_until=None))) == ["updated"]
    assert len(list_prices(price_list_id=dealer, actor=world.actor, on=end + timedelta(1)).items) == 1
    diffs = AuditRecord.objects.filter(action="price.set").order_by("id").values_list("diff", flat=True)
    assert list(diffs) == [
        '{"OIL per EA from 2026-03-01":[null,"1.25"]}',
        '{"OIL per EA from 2026-03-01":["1.25","1.25 until 2026-03-31"]}',
        '{"OIL per EA from 2026-03-01":["1.25 until 2026-03-31","1.25"]}',
    ]


def test_two_prices_never_hold_on_one_day(world: World) -> None:
    april, may, june = date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 1)
    put(world, row(since=DAY, valid_until=may), row(since=june))
    answer = put(
        world,
        row(since=april),
        row(since=may),
        row(since=date(2026, 5, 2), valid_until=june),
        row(price=None, valid_until=june),
        row(since=date(2026, 2, 1), valid_until=DAY),
        row(since=april, minimum_quantity=5),
        row(since=date(2026, 5, 2)),
        row(since=date(2026, 7, 1)),
    )
    assert [(item.verdict, item.field) for item in answer.items] == [
        ("refused", "valid_from"), ("refused", "valid_from"), ("refused", "valid_until"), ("refused", "valid_until"),
        ("refused", "valid_until"), ("created", None), ("created", None), ("created", None),
    ]  # fmt: skip
    assert answer.items[0].reason == (
        "OIL per EA: the price from 2026-03-01 holds until 2026-05-01; end it before 2026-04-01 first."
    )
    assert len(prices()) == 5
    with pytest.raises(IntegrityError), transaction.atomic():
        Price.objects.filter(valid_from=june).update(valid_until=april)


def test_a_first_price_is_more_than_0_and_a_later_one_not_negative(world: World) -> None:
    answer = put(world, row(price="0"), row(price="1"), row(price="0"), row(price="0", since=date(2026, 4, 1)))
    assert [(item.verdict, item.field) for item in answer.items] == [
        ("refused", "unit_price"), ("created", None), ("refused", "valid_from"), ("created", None),
    ]  # fmt: skip
    assert verdicts(put(world, row(price="0"), row(price="-0.01", since=date(2026, 5, 1)))) == ["updated", "refused"]
    with pytest.raises(PriceInvalid, match="a first price is more than 0"):
        set_prices(
            price_list_id=PriceList.objects.get(code="DEALER").pk,
            drafts=[PriceDraft("RICE", "0", DAY)],
            actor=world.actor,
            now=NOW,
        )


@pytest.mark.parametrize("kind", ["sale", "purchase"])
def test_row_21_a_price_or_cost_is_more_than_0_at_first_and_not_negative_later(world: World, kind: str) -> None:
    """A product's price stands on a selling list, its cost on the list of purchase prices."""
    PriceList.objects.create(business=world.business, code="ROW21", name="Row 21", kind=kind)

    def told(price: str, since: date = DAY) -> tuple[str, str | None]:
        (item,) = put(world, row(price=price, since=since, to="ROW21")).items
        return item.verdict, item.field

    assert [told(price) for price in ("0", "-1", "0.01")] == [
        ("refused", "unit_price"), ("refused", "unit_price"), ("created", None),
    ]  # fmt: skip
    assert [told(price) for price in ("-0.01", "0", "2")] == [
        ("refused", "unit_price"), ("updated", None), ("updated", None),
    ]  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Price.objects.filter(price_list__code="ROW21").update(unit_price_micros=-1)
    assert Price.objects.get(price_list__code="ROW21").unit_price_micros == 2_000_000


def test_a_dry_run_tells_all_and_writes_nothing(world: World) -> None:
    before = (Price.objects.count(), AuditRecord.objects.count(), PriceRecord.objects.count())
    answer = put(world, row(), row("NONE"), row(minimum_quantity=3), dry_run=True)
    assert verdicts(answer) == ["created", "refused", "created"]
    assert (Price.objects.count(), AuditRecord.objects.count(), PriceRecord.objects.count()) == before
    assert not PriceList.objects.filter(is_wide=True).exists()


def test_the_same_key_answers_the_same_and_too_many_rows_are_refused(world: World) -> None:
    key = RequestKey(1, "k", "f")
    first = put(world, row(), key=key)
    assert put(world, row(), key=key) == first
    assert first.created == 1
    for rows in ([], [row()] * 100_001):
        with pytest.raises(PriceInvalid):
            put(world, *rows)


def test_a_list_of_another_business_is_as_if_it_were_not_there(world: World) -> None:
    other = Business.objects.create(code="OTHER", name="Other", currency="EUR")
    PriceList.objects.create(business=other, code="THEIRS", name="Theirs")
    assert [item.field for item in put(world, row(to="THEIRS")).items] == ["price_list"]
    assert not Price.objects.filter(price_list__code="THEIRS").exists()


def statements(world: World, count: int, since: date) -> int:
    rows = [row(f"S{number}", since=since, minimum_quantity=number + 2) for number in range(count)]
    with CaptureQueriesContext(connection) as captured:
        assert put(world, *rows).created == count
    return len(captured)


def test_the_number_of_statements_does_not_depend_on_the_number_of_rows(world: World) -> None:
    for number in range(30):
        world.sku(f"S{number}")
    few = statements(world, 1, DAY)
    assert few == statements(world, 30, date(2026, 4, 1))
