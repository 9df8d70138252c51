from __future__ import annotations

from datetime import datetime

from kontor.access.audit import audit_row, audit_writes
from kontor.access.types import Actor
from kontor.kernel.errors import PreconditionFailed
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import insert, write_all
from kontor.kernel.versions import write_version
from kontor.kernel.wire import RequestKey
from kontor.pricing.errors import PriceListNotFound
from kontor.pricing.models import ChannelPriceList
from kontor.pricing.operations.widen_lists import widen_for_some
from kontor.pricing.queries.price_lists import channel_id_of, channel_prices, sale_list_detail
from kontor.pricing.rows import ChannelAssignmentRow
from kontor.pricing.types import ChannelAssignment, ChannelPrices


def assign_channel_list(
    *,
    channel: str,
    assignment: ChannelAssignment,
    actor: Actor,
    now: datetime,
    version: int | None = None,
    key: RequestKey | None = None,
) -> ChannelPrices:
    """Customers of the channel (its code) without a list of their own are given this one of the business, or none.

    `version` is what the assignment was read with, 0 where there was none; None takes it as it is. Raises
    ChannelUnknown, BusinessUnknown, PriceListNotFound, ListInvalid, PreconditionFailed.
    """
    return write_once(key, now, ChannelPrices, lambda: _assign(channel, assignment, version, actor, now))


def _assign(
    channel: str, assignment: ChannelAssignment, version: int | None, actor: Actor, now: datetime
) -> ChannelPrices:
    business_id, price_list_id = assignment.business_id, assignment.price_list_id
    before = channel_prices(channel=channel, business_id=business_id, actor=actor)
    if version is not None and version != before.version:
        raise PreconditionFailed(version=before.version)
    if price_list_id is not None:
        _check_list(price_list_id, business_id, actor)
        widen_for_some(business_id)
    if before.price_list_id == price_list_id:
        return before
    channel_id = channel_id_of(channel)
    audit = audit_row(
        action="channel.assign_price_list",
        subject=f"parties.channel:{channel_id}",
        diff={"price_list_id": (before.price_list_id, price_list_id)},
        actor=actor,
        now=now,
    )
    after = ChannelPrices(channel, business_id, price_list_id, before.version + 1)
    if before.version:
        rows = ChannelPriceList.objects.filter(channel_id=channel_id, business_id=business_id)
        write_version(rows, version=before.version, changes={"price_list_id": price_list_id})
        write_all(audit_writes([audit]))
    else:
        row = ChannelAssignmentRow(channel_id, business_id, price_list_id, after.version)
        write_all([insert("pricing_channelpricelist", [row], name="assignment"), *audit_writes([audit])])
    return after


def _check_list(price_list_id: int, business_id: int, actor: Actor) -> None:
    price_list = sale_list_detail(price_list_id=price_list_id, actor=actor)
    if price_list.business_id != business_id:
        raise PriceListNotFound(f"{price_list.code} is of another business.", field="price_list_id")
