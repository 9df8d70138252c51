from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from kontor.access.models import AuditRecord
from kontor.inventory.errors import (
    LocationUnknown,
    NotStocked,
    PeriodClosed,
    SkuUnknown,
    StockInvalid,
    TransitionRefused,
)
from kontor.inventory.models import StockMovement, StockPosting
from kontor.inventory.operations import correct_cost, reverse_posting
from kontor.inventory.schemas import CorrectedCost, CostAnswer, CostCorrection, CostLine
from kontor.kernel.errors import KontorError
from kontor.kernel.wire import RequestKey
from kontor.organization.models import Branch
from tests.calls import refusal, send
from tests.people import client_of, make_key, make_user
from tests.world import NOW, World, assert_ledger_proves_levels, everything, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = make_world()
    world.sku("OIL")
    world.sku("RICE")
    world.receive("OIL", 10, cost=2_000_000)
    return world


def correct(
    world: World, *lines: CostLine, note: str = "freight", location: str = "", key: RequestKey | None = None
) -> CostAnswer:
    correction = CostCorrection(location or world.location.code, lines, note)
    return correct_cost(correction=correction, actor=world.actor, now=NOW, key=key)


def test_what_is_there_gets_another_worth_and_the_difference_is_a_variance(world: World) -> None:
    answer = correct(world, CostLine("OIL", "60.00", "CASE"))
    assert answer.lines == (CorrectedCost("OIL", 10, "2.00", "2.50", "5.00"),)
    assert answer.id is not None
    line = StockMovement.objects.get(posting_id=answer.id)
    assert (line.on_hand_delta, line.reserved_delta, line.value_delta_micros, line.reason_code) == (0, 0, 5_000_000, 6)
    level = world.level("OIL")
    assert (level.on_hand, level.average_cost_micros, level.value_micros) == (10, 2_500_000, 25_000_000)
    assert StockPosting.objects.values_list("kind", "reason").get(pk=answer.id) == ("adjustment", "freight")
    audit = AuditRecord.objects.filter(action="stock.correct_cost").values_list("diff", flat=True)
    assert list(audit) == ['{"OIL":["2.00","2.50"],"note":[null,"freight"]}']
    assert_ledger_proves_levels()


def test_goods_issued_before_keep_their_cost_and_later_ones_take_the_corrected(world: World) -> None:
    world.post(world.line("OIL", -4), kind="issue")
    correct(world, CostLine("OIL", "1.00"))
    world.post(world.line("OIL", -1), kind="issue")
    values = StockMovement.objects.order_by("id").values_list("on_hand_delta", "value_delta_micros", "reason_code")
    assert list(values) == [(10, 20_000_000, 0), (-4, -8_000_000, 0), (0, -6_000_000, 16), (-1, -1_000_000, 0)]
    assert_ledger_proves_levels()


def test_a_cost_of_nothing_is_taken_and_the_same_cost_posts_nothing(world: World) -> None:
    assert correct(world, CostLine("OIL", "0")).lines[0].variance == "-20.00"
    before = everything()
    assert correct(world, CostLine("OIL", "0")).id is None
    assert everything() == before


@pytest.mark.parametrize(
    ("line", "more", "error"),
    [
        (CostLine("OIL", "-0.01"), {}, StockInvalid),
        (CostLine("OIL", "much"), {}, KontorError),
        (CostLine("OIL", "1", "BOX"), {}, StockInvalid),
        (CostLine("NONE", "1"), {}, SkuUnknown),
        (CostLine("WORK", "1"), {}, NotStocked),
        (CostLine("RICE", "1"), {}, TransitionRefused),
        (CostLine("OIL", "1"), {"note": " "}, StockInvalid),
        (CostLine("OIL", "1"), {"location": "NOWHERE"}, LocationUnknown),
    ],
)
def test_a_correction_that_is_not_right_is_refused_whole(
    world: World, line: CostLine, more: dict[str, Any], error: type[KontorError]
) -> None:
    world.sku("WORK", is_stocked=False)
    before = everything()
    with pytest.raises(error):
        correct(world, line, **more)
    with pytest.raises(StockInvalid):
        correct(world, CostLine("OIL", "3"), CostLine("OIL", "4"))
    assert everything() == before


def test_a_closed_day_takes_no_correction(world: World) -> None:
    Branch.objects.update(closed_through_on=NOW.date())
    with pytest.raises(PeriodClosed):
        correct(world, CostLine("OIL", "3"))


def test_the_same_key_corrects_once_and_a_correction_is_not_reversed(world: World) -> None:
    key = RequestKey(1, "k", "f")
    first = correct(world, CostLine("OIL", "3"), key=key)
    correct(world, CostLine("OIL", "4"))
    assert correct(world, CostLine("OIL", "3"), key=key) == first
    assert world.level("OIL").average_cost_micros == 4_000_000
    assert first.id is not None
    with pytest.raises(TransitionRefused, match="correct the cost once more"):
        reverse_posting(posting_id=first.id, reason="oops", actor=world.actor, now=NOW)


def test_a_cost_is_corrected_over_http_by_who_may(world: World) -> None:
    path = "/api/v1/stock-cost-corrections"
    body = {"location": world.location.code, "lines": [{"sku": "OIL", "unit_cost": "3"}], "note": "freight"}
    keeper: Client = client_of(make_key(make_user("storekeeper", branches=(world.branch,))))
    assert refusal(send(keeper, "POST", path, body))[0] == 403
    owner: Client = client_of(make_key(make_user("owner", branches=(world.branch,))))
    assert send(owner, "POST", path, body).status_code == 201
    assert world.level("OIL").average_cost_micros == 3_000_000
