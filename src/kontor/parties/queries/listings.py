"""When customers were delisted and relisted. They are the company's: every actor sees all of them."""

from __future__ import annotations

import msgspec

from kontor.access.types import Actor
from kontor.kernel.listing import page_of
from kontor.kernel.wire import MOST_ID, Page
from kontor.parties.listing_types import ListedRow, ListingItem
from kontor.parties.models import CustomerListing


def list_listings(*, customer_id: int, actor: Actor, after: int | None = None, limit: int = 50) -> Page[ListingItem]:
    """A customer's delistings and relistings as they happened; none for an unknown customer. One query."""
    kept = CustomerListing.objects.filter(customer_id=min(customer_id, MOST_ID), id__gt=after or 0).order_by("id")
    rows = kept.values_list("id", "is_active", "reason", "actor_id", "at", "row")[: limit + 1]
    return page_of([ListingItem(*row[:5], msgspec.json.decode(row[5], type=ListedRow)) for row in rows], limit)
