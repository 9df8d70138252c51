"""Ruling 0.4: the statuses of S1 to S4 on Kontor's axes, as data and as published in docs/status-mapping.md."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from kontor.sales.status_mapping import STATUSES, OrderAxes, StatusMapping, status_in

ROOT = Path(__file__).resolve().parents[2]
NAMES = {
    "S1": {"Not Billed", "On hold due to OOS", "On hold due to insufficient balance", "Billed"},
    "S2": {
        "01 Wait for Approval",
        "02 Approved",
        "03 Credit Note Requested",
        "04 Cancelled",
        "05 Credit Note Generated",
        "06 Transferred",
    },
    "S3": {"draft", "confirmed", "delivered"},
    "S4": {"Pending", "Shipped", "Delivered"},
}


def test_every_status_of_the_four_systems_is_mapped_once() -> None:
    assert {system: {row.status for row in STATUSES if row.system == system} for system in NAMES} == NAMES
    assert len(STATUSES) == sum(len(statuses) for statuses in NAMES.values())


@pytest.mark.parametrize("system", NAMES)
def test_every_status_can_be_reached_and_every_order_that_is_not_cancelled_has_one(system: str) -> None:
    reached = set()
    for lifecycle, hold, fulfillment, is_billed, review, credit, is_pushed, is_proven in product(
        ["draft", "submitted", "confirmed", "closed", "cancelled"],
        ["", "oos", "credit", "oversold"],
        ["none", "partly", "full"],
        [False, True],
        ["", "flagged", "approved", "rejected"],
        ["", "requested", "given"],
        [False, True],
        [False, True],
    ):
        if (is_billed and lifecycle in ("draft", "submitted", "cancelled")) or (
            (fulfillment == "full") != (lifecycle == "closed")
        ):
            continue  # no order is there
        axes = OrderAxes(lifecycle, hold, fulfillment, is_billed, review, credit, is_pushed, is_proven)
        status = status_in(system, axes)
        reached.add(status)
        assert status is not None or lifecycle == "cancelled", axes
    assert reached - {None} == NAMES[system]


@pytest.mark.parametrize(
    ("axes", "statuses"),
    [
        (OrderAxes("draft"), ("Not Billed", "01 Wait for Approval", "draft", "Pending")),
        (OrderAxes("submitted", hold="oos"), ("On hold due to OOS", "01 Wait for Approval", "draft", "Pending")),
        (
            OrderAxes("submitted", hold="credit"),
            ("On hold due to insufficient balance", "01 Wait for Approval", "draft", "Pending"),
        ),
        (OrderAxes("confirmed", review="approved"), ("Not Billed", "02 Approved", "confirmed", "Pending")),
        (
            OrderAxes("confirmed", fulfillment="partly", is_billed=True),
            ("Billed", "01 Wait for Approval", "confirmed", "Pending"),
        ),
        (
            OrderAxes("closed", fulfillment="full", is_billed=True, review="approved", is_pushed=True),
            ("Billed", "06 Transferred", "delivered", "Shipped"),
        ),
        (
            OrderAxes("closed", fulfillment="full", is_billed=True, credit="given", is_proven=True),
            ("Billed", "05 Credit Note Generated", "delivered", "Delivered"),
        ),
        (OrderAxes("cancelled"), (None, "04 Cancelled", None, None)),
    ],
)
def test_an_orders_axes_name_its_status_in_each_system(axes: OrderAxes, statuses: tuple) -> None:
    assert tuple(status_in(system, axes) for system in NAMES) == statuses


def test_the_published_table_is_the_data() -> None:
    text = (ROOT / "docs" / "status-mapping.md").read_text()
    assert [line for line in text.splitlines() if line.startswith("| S")] == [_row(row) for row in STATUSES]


def _row(row: StatusMapping) -> str:
    axes = (
        row.lifecycle,
        row.hold,
        row.fulfillment,
        row.is_billed,
        row.review,
        row.credit,
        row.is_pushed,
        row.is_proven,
    )
    cells = [row.system, row.status, *(_cell(value) for value in axes), row.means]
    return f"| {' | '.join(cells)} |"


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ", ".join(str(part) or "none" for part in value)
    return "yes" if value else "no"
