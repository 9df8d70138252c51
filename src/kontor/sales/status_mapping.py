"""How the order statuses of the systems Kontor replaces stand on its axes. Pure data and one lookup.

A status there is a place on several axes here: lifecycle, hold, fulfillment and the bill belong to sales, review and
push to posting, the proof of delivery to fulfillment. An axis a row does not name may have any value.
"""

from __future__ import annotations

from typing import Final

import msgspec


class OrderAxes(msgspec.Struct, frozen=True):
    """Where an order stands. `review`: "" (none yet), flagged, approved or rejected; `credit`: "", requested, given."""

    lifecycle: str
    hold: str = ""
    fulfillment: str = "none"
    is_billed: bool = False
    review: str = ""
    credit: str = ""
    is_pushed: bool = False
    is_proven: bool = False


class StatusMapping(msgspec.Struct, frozen=True):
    """One status of one system (S1 to S4) as the values it allows on each axis; null: any."""

    system: str
    status: str
    means: str
    lifecycle: tuple[str, ...] | None = None
    hold: tuple[str, ...] | None = None
    fulfillment: tuple[str, ...] | None = None
    is_billed: bool | None = None
    review: tuple[str, ...] | None = None
    credit: tuple[str, ...] | None = None
    is_pushed: bool | None = None
    is_proven: bool | None = None

    def fits(self, axes: OrderAxes) -> bool:
        return all(_allows(getattr(self, name), getattr(axes, name)) for name in OrderAxes.__struct_fields__)


_LIVE: Final = ("draft", "submitted", "confirmed", "closed")

#: The first row of a system that fits is the order's status there.
STATUSES: Final = (
    StatusMapping(
        system="S1",
        status="Billed",
        means="the bill is written; from here only a reversal",
        lifecycle=("confirmed", "closed"),
        is_billed=True,
    ),
    StatusMapping(
        system="S1",
        status="On hold due to OOS",
        means="a line is short, nothing moved, the amount is recorded",
        lifecycle=_LIVE,
        hold=("oos", "oversold"),
        is_billed=False,
    ),
    StatusMapping(
        system="S1",
        status="On hold due to insufficient balance",
        means="the customer's credit does not cover it",
        lifecycle=_LIVE,
        hold=("credit",),
        is_billed=False,
    ),
    StatusMapping(
        system="S1",
        status="Not Billed",
        means="raised and waiting for its bill",
        lifecycle=_LIVE,
        hold=("",),
        is_billed=False,
    ),
    StatusMapping(system="S2", status="04 Cancelled", means="nothing more happens", lifecycle=("cancelled",)),
    StatusMapping(
        system="S2", status="05 Credit Note Generated", means="goods came back and were credited", credit=("given",)
    ),
    StatusMapping(
        system="S2", status="03 Credit Note Requested", means="a return is authorized", credit=("requested",)
    ),
    StatusMapping(system="S2", status="06 Transferred", means="its entry is in the source of truth", is_pushed=True),
    StatusMapping(system="S2", status="02 Approved", means="its entry may be pushed", review=("approved",)),
    StatusMapping(system="S2", status="01 Wait for Approval", means="its entry waits for a person or a rule"),
    StatusMapping(
        system="S3",
        status="draft",
        means="may be edited; no goods are promised",
        lifecycle=("draft", "submitted"),
    ),
    StatusMapping(
        system="S3",
        status="delivered",
        means="everything left the house",
        lifecycle=("closed",),
        fulfillment=("full",),
    ),
    StatusMapping(
        system="S3", status="confirmed", means="goods are promised, some may have left", lifecycle=("confirmed",)
    ),
    StatusMapping(
        system="S4",
        status="Delivered",
        means="received by the customer, with proof",
        lifecycle=("confirmed", "closed"),
        fulfillment=("full",),
        is_proven=True,
    ),
    StatusMapping(
        system="S4",
        status="Shipped",
        means="everything left the house",
        lifecycle=("confirmed", "closed"),
        fulfillment=("full",),
    ),
    StatusMapping(
        system="S4",
        status="Pending",
        means="taken; its goods left the stock when it was placed (deduct_at = place)",
        lifecycle=_LIVE,
        fulfillment=("none", "partly"),
    ),
)


def status_in(system: str, axes: OrderAxes) -> str | None:
    """The order's status as `system` would call it; None where that system knows no such order."""
    return next((row.status for row in STATUSES if row.system == system and row.fits(axes)), None)


def _allows(wanted: object, value: object) -> bool:
    if wanted is None:
        return True
    return value in wanted if isinstance(wanted, tuple) else value is wanted
