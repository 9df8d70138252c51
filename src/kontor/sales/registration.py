"""Whether a customer is registered for the location that an order is taken at. Pure.

A location may serve areas; so does what lies beneath them. A customer is registered for its area and what lies beneath
it. Both meet where one area is, or stands above, the other. A location that serves no area asks nothing.

A way is an area's id and those above it, from itself up: "17 4 1". What a location serves is ways with commas between.
"""

from __future__ import annotations


def is_registered(customer_way: str, served_ways: str) -> bool:
    """A customer without an area ("") is registered for none."""
    if not served_ways:
        return True
    home = customer_way.split()
    return bool(home) and any(_meet(home, served.split()) for served in served_ways.split(","))


def _meet(one: list[str], other: list[str]) -> bool:
    return one[0] in other or other[0] in one
