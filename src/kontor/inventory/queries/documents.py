"""Adjustments and transfers, as lists and in full."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from django.db.models import F, Q, QuerySet

from kontor.access.types import Actor
from kontor.inventory.answers import (
    AdjustmentDetail,
    AdjustmentListRow,
    AdjustmentSeenLine,
    TransferDetail,
    TransferListRow,
    TransferredLine,
    TransferStepRow,
)
from kontor.inventory.errors import DocumentUnknown
from kontor.inventory.models import (
    AdjustmentPolicy,
    StockAdjustment,
    StockAdjustmentLine,
    Transfer,
    TransferLine,
    TransferPosting,
)
from kontor.inventory.schemas import AdjustmentPolicyDetail
from kontor.inventory.sql.desk import business_of_read
from kontor.kernel.listing import page
from kontor.kernel.statements import read_rows
from kontor.kernel.wire import Page


class AdjustmentFilters(msgspec.Struct, frozen=True):
    state: str | None = None
    location: str | None = None
    source: str | None = None
    external_reference: str | None = None


class TransferFilters(msgspec.Struct, frozen=True):
    """`location` is where it comes from or goes to."""

    state: str | None = None
    location: str | None = None


def _adjustments(actor: Actor) -> QuerySet[Any, Any]:
    rows = StockAdjustment.objects.filter(location__branch_id__in=actor.branch_ids)
    return rows.annotate(location_code=F("location__code"), branch_code=F("location__branch__code"))


def list_adjustments(
    *, actor: Actor, filters: AdjustmentFilters, cursor: int | None, limit: int
) -> Page[AdjustmentListRow]:
    """The adjustments of the actor's branches, newest first. One query."""
    wanted = {
        "state": filters.state,
        "location__code": filters.location,
        "source": filters.source,
        "external_reference": filters.external_reference,
    }
    rows = _adjustments(actor).filter(**{field: value for field, value in wanted.items() if value is not None})
    return page(rows, AdjustmentListRow, after=cursor, limit=limit, newest_first=True)


def adjustment_detail(*, actor: Actor, adjustment_id: int) -> AdjustmentDetail:
    """One adjustment with its lines, in two queries. Raises DocumentUnknown."""
    row = _adjustments(actor).filter(id=adjustment_id).values(*AdjustmentListRow.__struct_fields__).first()
    if row is None:
        raise DocumentUnknown(f"There is no adjustment {adjustment_id} for you.")
    lines = StockAdjustmentLine.objects.filter(adjustment_id=adjustment_id).annotate(
        sku_code=F("sku__code"), name=F("sku__name"), unit=F("sku__base_unit")
    )
    return AdjustmentDetail(**row, lines=_values(lines.order_by("position"), AdjustmentSeenLine))


def adjustment_policy(*, actor: Actor, business: str) -> AdjustmentPolicyDetail:
    """The limits of a business the actor works in. Raises DocumentUnknown."""
    found = read_rows(business_of_read(business, sorted(actor.branch_ids)))
    if not found:
        raise DocumentUnknown(f"There is no business {business!r} for you.")
    columns = ("approval_quantity_base", "approval_value_minor", "version")
    limits = AdjustmentPolicy.objects.filter(business_id=found[0].id).values_list(*columns).first()
    return AdjustmentPolicyDetail(business, *limits or (None, None, 0))


def _transfers(actor: Actor) -> QuerySet[Any, Any]:
    seen = Q(from_location__branch_id__in=actor.branch_ids) | Q(to_location__branch_id__in=actor.branch_ids)
    return Transfer.objects.filter(seen).annotate(from_code=F("from_location__code"), to_code=F("to_location__code"))


def list_transfers(*, actor: Actor, filters: TransferFilters, cursor: int | None, limit: int) -> Page[TransferListRow]:
    """The transfers from or to the actor's branches, newest first. One query."""
    rows = _transfers(actor)
    if filters.state is not None:
        rows = rows.filter(state=filters.state)
    if filters.location is not None:
        rows = rows.filter(Q(from_location__code=filters.location) | Q(to_location__code=filters.location))
    return page(rows, TransferListRow, after=cursor, limit=limit, newest_first=True)


def transfer_detail(*, actor: Actor, transfer_id: int) -> TransferDetail:
    """One transfer with its lines and steps, in three queries. Raises DocumentUnknown."""
    row = _transfers(actor).filter(id=transfer_id).values(*TransferListRow.__struct_fields__).first()
    if row is None:
        raise DocumentUnknown(f"There is no transfer {transfer_id} for you.")
    lines = TransferLine.objects.filter(transfer_id=transfer_id).annotate(
        sku_code=F("sku__code"),
        name=F("sku__name"),
        unit=F("sku__base_unit"),
        in_transit_base=F("quantity_base") - F("received_base") - F("written_off_base"),
    )
    steps = TransferPosting.objects.filter(transfer_id=transfer_id).annotate(
        at=F("posting__occurred_at"), actor_id=F("posting__actor_id"), note=F("posting__reason")
    )
    return TransferDetail(
        **row,
        lines=_values(lines.order_by("position"), TransferredLine),
        steps=_values(steps.order_by("id"), TransferStepRow),
    )


def _values(rows: QuerySet[Any, Any], row: Any) -> Sequence[Any]:
    return [row(**values) for values in rows.values(*row.__struct_fields__)]
