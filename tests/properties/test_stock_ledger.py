"""Whatever the desk, orders and mishaps do to stock in whatever order, the ledger does what the plain model says."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from kontor.alerts.models import Alert
from kontor.inventory.errors import StockShort, TransitionRefused
from kontor.inventory.models import StockLevel, StockMovement
from kontor.inventory.operations import (
    adjust_stock,
    dispose_stock,
    issue_stock,
    post_stock,
    receive_stock,
    receive_transfer,
    reverse_posting,
    send_transfer,
    set_reorder_point,
)
from kontor.inventory.queries.proof import differences
from kontor.inventory.queries.stock import stock_as_believed, stock_as_known
from kontor.inventory.schemas import (
    AdjustmentDraft,
    AdjustmentDraftLine,
    ArrivedLine,
    ReceiptLine,
    ReorderPoint,
    StockDisposal,
    StockIssue,
    StockLine,
    StockReceipt,
    TransferArrival,
    TransferDraft,
)
from kontor.inventory.types import LineRequest, PostingRequest, PostingResult
from tests.properties.stock_model import Document, Moves, OnItsWay, Reservation, StockModel
from tests.world import NOW, TODAY, World, make_world

# Few places, few goods, small numbers: what happens together must meet.
places = st.sampled_from(["STORE", "STORE", "STORE", "SHOP"])
skus = st.sampled_from(["OIL", "OIL", "OIL", "RICE"])
quantities = st.integers(1, 6)
which = st.integers(0, 7)


class StockLedger(RuleBasedStateMachine):
    """One example: a rolled back transaction around a small world."""

    world: ClassVar[World]

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.savepoint()
        self.model = StockModel()
        self.now = NOW

    def teardown(self) -> None:
        try:
            self.check_the_proof()
            self.check_what_was_known_and_what_is_believed()
        finally:
            transaction.savepoint_rollback(self.savepoint)

    # --- goods in and out by hand

    @rule(
        place=places,
        sku=skus,
        quantity=quantities,
        cost=st.sampled_from(["0", "1.50", "4", "7.25"]),
        days=st.integers(0, 2),
    )
    def receive(self, place, sku, quantity, cost, days):
        at = self._tick() - timedelta(days=days)
        receipt = StockReceipt(location=place, lines=(ReceiptLine(sku, quantity, cost),), occurred_at=at)
        answer = receive_stock(receipt=receipt, actor=self.world.actor, now=self.now)
        self._moved(answer.id, [((place, sku), quantity)], days=days)

    @rule(place=places, sku=skus, quantity=quantities, more=quantities)
    def issue(self, place, sku, quantity, more):
        """Two lines of one SKU: they count together."""
        self._tick()
        issue = StockIssue(location=place, lines=(StockLine(sku, quantity), StockLine(sku, more)))
        moves = [((place, sku), -quantity), ((place, sku), -more)]
        if self.model.may_take((place, sku), quantity + more):
            self._moved(issue_stock(issue=issue, actor=self.world.actor, now=self.now).id, moves)
        else:
            with pytest.raises(StockShort):
                issue_stock(issue=issue, actor=self.world.actor, now=self.now)

    @rule(place=places, sku=skus, quantity=quantities)
    def find_damage(self, place, sku, quantity):
        self._tick()
        disposal = StockDisposal(location=place, lines=(StockLine(sku, quantity),))
        is_too_much = quantity > self.model.levels[place, sku].available
        answer = dispose_stock(disposal=disposal, actor=self.world.actor, now=self.now)
        assert answer.is_oversold == is_too_much
        self._moved(answer.id, [((place, sku), -quantity)])

    @rule(place=places, sku=skus, delta=st.integers(-9, 9).filter(bool))
    def adjust(self, place, sku, delta):
        self._tick()
        draft = AdjustmentDraft(location=place, lines=(AdjustmentDraftLine(sku, delta),), note="counted")
        (result,) = adjust_stock(adjustments=[draft], actor=self.world.actor, now=self.now).items
        assert result.adjustment is not None
        assert result.adjustment.posting_id is not None
        self._moved(result.adjustment.posting_id, [((place, sku), delta)])

    @precondition(lambda self: self.model.documents)
    @rule(which=which)
    def reverse(self, which):
        self._tick()
        document = self.model.documents[which % len(self.model.documents)]
        if document.is_reversed or not self.model.may_reverse(document):
            error = TransitionRefused if document.is_reversed else StockShort
            with pytest.raises(error):
                self._reverse(document.id)
            return
        self._reverse(document.id)
        document.is_reversed = True
        self.model.move([(pair, -delta) for pair, delta in document.moves], self.now, self.now)

    # --- promises, as orders make them

    @rule(place=places, sku=skus, quantity=quantities)
    def reserve(self, place, sku, quantity):
        result = self._post("reservation", place, sku, reserved=quantity)
        fits = quantity <= self.model.levels[place, sku].available
        assert (result.posting_id is not None) == fits
        if fits:
            self.model.levels[place, sku].reserved += quantity
            self.model.reservations.append(Reservation((place, sku), quantity))

    @precondition(lambda self: self.model.reserved())
    @rule(which=which, quantity=quantities)
    def release(self, which, quantity):
        reservation = self._open_reservation(which)
        released = min(quantity, reservation.open)
        assert self._post("release", *reservation.pair, reserved=-released).posting_id is not None
        reservation.open -= released
        self.model.levels[reservation.pair].reserved -= released

    @precondition(lambda self: self.model.reserved())
    @rule(which=which, quantity=quantities)
    def ship(self, which, quantity):
        reservation = self._open_reservation(which)
        shipped = min(quantity, reservation.open)
        result = self._post("issue", *reservation.pair, on_hand=-shipped, reserved=-shipped)
        assert (result.posting_id is not None) == self.model.may_ship(reservation, shipped)
        if result.posting_id is not None:
            reservation.open -= shipped
            self.model.levels[reservation.pair].reserved -= shipped
            self.model.move([(reservation.pair, -shipped)], self.now, self.now)
            with pytest.raises(TransitionRefused):
                self._reverse(result.posting_id)

    # --- transfers

    @rule(is_back=st.booleans(), sku=skus, quantity=quantities)
    def send(self, is_back, sku, quantity):
        self._tick()
        source, target = ("SHOP", "STORE") if is_back else ("STORE", "SHOP")
        draft = TransferDraft(from_location=source, to_location=target, lines=(StockLine(sku, quantity),))
        if not self.model.may_take((source, sku), quantity):
            with pytest.raises(StockShort):
                send_transfer(transfer=draft, actor=self.world.actor, now=self.now)
            return
        answer = send_transfer(transfer=draft, actor=self.world.actor, now=self.now)
        self.model.on_their_way.append(OnItsWay(answer.id, target, sku, quantity))
        self.model.move([((source, sku), -quantity), ((self._transit, sku), quantity)], self.now, self.now)

    @precondition(lambda self: self.model.in_transit())
    @rule(which=which, quantity=quantities, rest_is_lost=st.booleans())
    def arrive(self, which, quantity, rest_is_lost):
        self._tick()
        open_ones = [transfer for transfer in self.model.on_their_way if transfer.open]
        transfer = open_ones[which % len(open_ones)]
        arrived = min(quantity, transfer.open)
        arrival = TransferArrival(lines=(ArrivedLine(1, arrived),), write_off_rest=rest_is_lost, note="lost")
        answer = receive_transfer(transfer_id=transfer.id, arrival=arrival, actor=self.world.actor, now=self.now)
        gone = transfer.open if rest_is_lost else arrived
        transfer.open -= gone
        assert (answer.state == "received") == (transfer.open == 0)
        moves = [((self._transit, transfer.sku), -gone), ((transfer.to, transfer.sku), arrived)]
        self.model.move(moves, self.now, self.now)

    @rule(place=places, sku=skus, near=st.integers(-3, 3))
    def set_reorder_point(self, place, sku, near):
        at = max(0, self.model.levels[place, sku].available + near)
        point = ReorderPoint(location=place, sku=sku, reorder_point_base=at)
        set_reorder_point(points=[point], actor=self.world.actor, now=self._tick())
        self.model.reorder_points[place, sku] = at

    # --- what must hold after every step

    @invariant()
    def levels_are_what_the_model_says_and_the_movements_sum_up_to(self):
        sums: dict[int, tuple[int, int, int]] = {}
        deltas = ("level_id", "on_hand_delta", "reserved_delta", "value_delta_micros")
        for level_id, on_hand, reserved, value in StockMovement.objects.values_list(*deltas):
            before = sums.get(level_id, (0, 0, 0))
            sums[level_id] = (before[0] + on_hand, before[1] + reserved, before[2] + value)
        for row in self._levels():
            level = self.model.levels[row["location__code"], row["sku__code"]]
            assert (row["on_hand"], row["reserved"]) == (level.on_hand, level.reserved)
            assert (row["on_hand"], row["reserved"], row["value_micros"]) == sums.get(row["id"], (0, 0, 0))
            assert row["floor"] == min(0, level.available)

    @invariant()
    def reserved_is_what_is_open(self):
        reserved = {pair: level.reserved for pair, level in self.model.levels.items() if level.reserved}
        assert reserved == self.model.reserved()

    @invariant()
    def transit_holds_what_is_on_its_way(self):
        held = {sku: level.on_hand for (place, sku), level in self.model.levels.items() if place == self._transit}
        assert {sku: quantity for sku, quantity in held.items() if quantity} == self.model.in_transit()

    @invariant()
    def alerts_are_open_exactly_where_they_should_be(self):
        pair_of = {str(row["id"]): (row["location__code"], row["sku__code"]) for row in self._levels()}
        open_ones = Alert.objects.filter(resolved_at__isnull=True).values_list("kind", "subject_key")
        found = [(kind, pair_of[key]) for kind, key in open_ones]
        wanted = [("low_stock", pair) for pair in self.model.low()]
        wanted += [("oversold", pair) for pair in self.model.oversold()]
        assert sorted(found) == sorted(wanted)

    # --- and at the end

    def check_the_proof(self) -> None:
        assert differences() == []
        self.check_that_transfers_carry_their_cost()

    def check_that_transfers_carry_their_cost(self) -> None:
        """What a transfer moves it neither makes nor loses value of. A variance may follow where goods arrive at a
        level that owed some at another cost; never in transit."""
        moved = StockMovement.objects.filter(posting__kind="transfer").exclude(on_hand_delta=0)
        sums: dict[int, int] = {}
        for posting_id, value in moved.values_list("posting_id", "value_delta_micros"):
            sums[posting_id] = sums.get(posting_id, 0) + value
        assert set(sums.values()) <= {0}
        variances = StockMovement.objects.filter(on_hand_delta=0, reserved_delta=0)
        assert not variances.filter(level__location__code=self._transit).exists()

    def check_what_was_known_and_what_is_believed(self) -> None:
        for at in (self.now, NOW + (self.now - NOW) / 2, NOW - timedelta(hours=36)):
            known = stock_as_known(actor=self.world.actor, at=at)
            assert {(row.location, row.sku): row.on_hand for row in known if row.on_hand} == self.model.known(at)
            believed = stock_as_believed(actor=self.world.actor, at=at)
            assert {(row.location, row.sku): row.on_hand for row in believed if row.on_hand} == self.model.believed(at)

    # --- short words

    @property
    def _transit(self) -> str:
        return f"TRANSIT-{self.world.branch.pk}"

    def _tick(self):
        self.now += timedelta(minutes=1)
        return self.now

    def _moved(self, posting_id: int, moves: Moves, *, days: int = 0) -> None:
        summed = {pair: sum(delta for other, delta in moves if other == pair) for pair, _ in moves}
        self.model.documents.append(Document(posting_id, list(summed.items())))
        self.model.move(moves, self.now - timedelta(days=days), self.now)

    def _post(self, kind: str, place: str, sku: str, *, on_hand: int = 0, reserved: int = 0) -> PostingResult:
        location = self.world.location if place == "STORE" else self.shop
        line = LineRequest(location.pk, self.world.skus[sku].pk, on_hand, reserved)
        request = PostingRequest(kind, self.world.branch.pk, self._tick(), TODAY, (line,))
        return post_stock(requests=[request], actor=self.world.actor, now=self.now)[0]

    @property
    def shop(self):
        return self.world.__dict__["shop"]

    def _reverse(self, posting_id: int) -> None:
        reverse_posting(posting_id=posting_id, reason="twice", actor=self.world.actor, now=self.now)

    def _open_reservation(self, which: int) -> Reservation:
        open_ones = [reservation for reservation in self.model.reservations if reservation.open]
        return open_ones[which % len(open_ones)]

    def _levels(self):
        fields = ("id", "location__code", "sku__code", "on_hand", "reserved", "floor", "value_micros")
        return StockLevel.objects.values(*fields)


PARTS = 40


def run(examples: int, steps: int) -> None:
    world = make_world()
    world.location.code = "STORE"
    world.location.save()
    world.__dict__["shop"] = world.another_location("SHOP")
    for code in ("OIL", "RICE"):
        world.sku(code)
    StockLedger.world = world
    run_state_machine_as_test(
        StockLedger,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.django_db
def test_the_ledger_does_what_the_model_says():
    run(examples=40, steps=30)


@pytest.mark.django_db
@pytest.mark.long
@pytest.mark.parametrize("part", range(PARTS))
def test_the_ledger_does_what_the_model_says_ten_thousand_times(part):
    """In parts on books of their own: an example's rows stay, and would make the next ones slower and slower."""
    run(examples=10_000 // PARTS, steps=12)
