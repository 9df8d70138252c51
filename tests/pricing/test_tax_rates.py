from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kontor.access.models import AuditRecord
from kontor.kernel.errors import KontorError
from kontor.kernel.wire import RequestKey
from kontor.pricing.errors import PriceInvalid, TaxRateInvalid
from kontor.pricing.models import TaxRate
from kontor.pricing.operations import set_tax_rate
from kontor.pricing.queries import list_tax_rates
from kontor.pricing.types import TaxRateDraft, TaxRateItem
from tests.world import NOW, World, make_world

pytestmark = pytest.mark.django_db

DAY = date(2026, 7, 1)


@pytest.fixture
def world() -> World:
    return make_world()


def set_(world: World, rate_bp: int, day: date = DAY, key: RequestKey | None = None, **extra: Any) -> TaxRateItem:
    draft = TaxRateDraft(extra.get("tax_class", world.tax_class.code), day, rate_bp)
    return set_tax_rate(draft=draft, actor=world.actor, now=NOW, key=key)


def rates() -> list[tuple[Any, ...]]:
    return list(TaxRate.objects.order_by("id").values_list("valid_from", "rate_bp"))


def test_a_rate_holds_from_its_day_on_and_the_same_day_is_replaced(world: World) -> None:
    first = set_(world, 1800)
    assert first == TaxRateItem(first.id, world.tax_class.code, DAY, 1800)
    assert set_(world, 1750) == TaxRateItem(first.id, world.tax_class.code, DAY, 1750)
    assert set_(world, 1750).rate_bp == 1750
    assert rates() == [(date(2020, 1, 1), 1600), (DAY, 1750)]
    diffs = AuditRecord.objects.filter(action="tax_rate.set").order_by("id").values_list("diff", flat=True)
    assert list(diffs) == ['{"rate_bp from 2026-07-01":[null,1800]}', '{"rate_bp from 2026-07-01":[1800,1750]}']


def test_the_same_key_answers_the_same(world: World) -> None:
    key = RequestKey(7, "k", "f")
    first = set_(world, 1800, key=key)
    set_(world, 1700)
    assert set_(world, 1800, key=key) == first
    assert rates()[-1] == (DAY, 1700)


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"rate_bp": -1}, TaxRateInvalid),
        ({"rate_bp": 10_001}, TaxRateInvalid),
        ({"rate_bp": 1600, "tax_class": "none"}, TaxRateInvalid),
        ({"rate_bp": 1600, "day": date(1899, 12, 31)}, PriceInvalid),
    ],
)
def test_a_rate_that_is_not_right_is_refused(world: World, values: dict[str, Any], error: type[KontorError]) -> None:
    before = rates(), AuditRecord.objects.count()
    with pytest.raises(error):
        set_(world, **values)
    assert (rates(), AuditRecord.objects.count()) == before


def test_rates_are_listed_by_class(world: World) -> None:
    other = make_world()
    set_(world, 1800)
    mine = list_tax_rates(actor=world.actor, tax_class=world.tax_class.code)
    assert [(item.valid_from, item.rate_bp) for item in mine.items] == [(date(2020, 1, 1), 1600), (DAY, 1800)]
    assert len(list_tax_rates(actor=world.actor).items) == 3
    assert len(list_tax_rates(actor=world.actor, tax_class=other.tax_class.code, limit=1).items) == 1
