"""For which areas customers are registered: what an order for an area asks before it is taken."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from kontor.access.types import Actor
from kontor.parties.models import Area, Customer


def customer_area_ids(*, customer_ids: Iterable[int], actor: Actor) -> dict[int, int | None]:
    """Customer -> its area, None where it has none; unknown customers are left out. One query."""
    return dict(Customer.objects.filter(id__in=list(customer_ids)).values_list("id", "area_id"))


def registered_pairs(*, pairs: Collection[tuple[int, int]], actor: Actor) -> set[tuple[int, int]]:
    """Of (customer, area) those where the customer is registered for that area or for one above it. Two queries.

    A customer without an area is registered for none.
    """
    homes = customer_area_ids(customer_ids={customer for customer, _ in pairs}, actor=actor)
    above = ("id", "parent_id", "parent__parent_id", "parent__parent__parent_id")
    ways = {way[0]: way for way in Area.objects.filter(id__in={area for _, area in pairs}).values_list(*above)}
    return {
        (customer, area)
        for customer, area in pairs
        if homes.get(customer) is not None and homes[customer] in ways.get(area, ())
    }
