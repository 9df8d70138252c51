"""Which prices are new, differ, are as they were or are refused, and why: the decision, over plain values. Pure.

A tier is a list, a pack and a minimum quantity. On each day at most one of its prices holds: one without a last day
ends where the next begins; one with a last day may not reach into the next. A selling price is not below the purchase
price that holds when it begins (today, where it began before), unless somebody who may says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final, NamedTuple

import msgspec

from kontor.access.types import Actor
from kontor.kernel.money import decimal_from_micros
from kontor.pricing.calculation import ONE_BP, round_half_up
from kontor.pricing.errors import PriceBelowCost, PriceInvalid, PricesOverlap
from kontor.pricing.types import Verdict

BELOW_COST: Final = "sales.override_price"
SEES_COSTS: Final = "costs.read"


class PriceTier(NamedTuple):
    price_list_id: int
    pack_id: int
    from_quantity_base: int


class PriceState(msgspec.Struct, frozen=True):
    """A price as it stands; `id` 0: not written yet."""

    id: int
    price_list_id: int
    pack_id: int
    from_quantity_base: int
    valid_from: date
    valid_until: date | None
    unit_price_micros: int

    @property
    def tier(self) -> PriceTier:
        return PriceTier(self.price_list_id, self.pack_id, self.from_quantity_base)


class Cost(NamedTuple):
    """Where the purchase price of a pack stands: `factor` times that of the tier."""

    tier: PriceTier
    factor: int


class WantedPrice(msgspec.Struct, frozen=True):
    """A row that found its list and pack; `label` names it to people. UNSET stays as it is."""

    tier: PriceTier
    label: str
    valid_from: date
    valid_until: date | msgspec.UnsetType | None
    unit_price_micros: int | msgspec.UnsetType
    reason: str = ""
    costs: tuple[Cost, ...] = ()  # the first that has a price counts
    included_tax_bp: int = 0


class Written(NamedTuple):
    """A price as it is to be written and what it was before."""

    wanted: WantedPrice
    price: PriceState
    before: PriceState | None

    def diff(self) -> dict[str, tuple[str | None, str]]:
        """For the audit: label and first day -> what it cost before and now."""
        key = f"{self.wanted.label} from {self.price.valid_from}"
        diff = {key: (None if self.before is None else _told(self.before), _told(self.price))}
        if self.wanted.reason:
            diff["reason"] = (None, self.wanted.reason)
        return diff


class PriceBook:
    """The prices that a batch may touch. `put` decides one row after the other and collects what is to be written."""

    def __init__(self, prices: Iterable[PriceState], *, today: date, actor: Actor) -> None:
        self._today = today
        self._may_go_below_cost = actor.may(BELOW_COST)
        self._sees_costs = actor.may(SEES_COSTS)
        self._tiers: dict[PriceTier, dict[date, PriceState]] = {}
        self._priced: set[tuple[int, int]] = set()
        self._named: set[tuple[PriceTier, date]] = set()
        self.written: list[Written] = []
        for price in prices:
            self._keep(price)

    def put(self, wanted: WantedPrice) -> Verdict:
        """Raises PriceInvalid, PricesOverlap and PriceBelowCost; the book then stays as it was."""
        price, before = self._priced_as(wanted)
        if (wanted.tier, wanted.valid_from) in self._named:
            raise PriceInvalid(f"{wanted.label} from {wanted.valid_from} is named twice.", field="valid_from")
        if price == before:
            self._named.add((wanted.tier, wanted.valid_from))
            return "unchanged"
        self._check_days(price, self._tiers.get(wanted.tier, {}), wanted.label)
        if before is None or before.unit_price_micros != price.unit_price_micros:
            self._check_cost(price, wanted)
        self._named.add((wanted.tier, wanted.valid_from))
        self._keep(price)
        self.written.append(Written(wanted, price, before))
        return "created" if before is None else "updated"

    def _priced_as(self, wanted: WantedPrice) -> tuple[PriceState, PriceState | None]:
        before = self._tiers.get(wanted.tier, {}).get(wanted.valid_from)
        micros, until = wanted.unit_price_micros, wanted.valid_until
        if before is not None:
            changes = {"unit_price_micros": micros, "valid_until": until}
            given = {name: value for name, value in changes.items() if value is not msgspec.UNSET}
            return msgspec.structs.replace(before, **given), before
        if isinstance(micros, msgspec.UnsetType):
            raise PriceInvalid(f"{wanted.label} from {wanted.valid_from} is new and needs a price.", field="unit_price")
        if micros == 0 and wanted.tier[:2] not in self._priced:
            raise PriceInvalid(f"{wanted.label}: a first price is more than 0.", field="unit_price")
        last = None if isinstance(until, msgspec.UnsetType) else until
        return PriceState(0, *wanted.tier, wanted.valid_from, last, micros), None

    def _check_days(self, price: PriceState, others: Mapping[date, PriceState], label: str) -> None:
        since, until = price.valid_from, price.valid_until
        if until is not None and until < since:
            raise PriceInvalid(f"{label}: its last day lies before its first.", field="valid_until")
        earlier = max((day for day in others if day < since), default=None)
        ended = others[earlier].valid_until if earlier is not None else None
        if ended is not None and ended >= since:
            raise PricesOverlap(
                f"{label}: the price from {earlier} holds until {ended}; end it before {since} first.",
                field="valid_from",
            )
        later = min((day for day in others if day > since), default=None)
        if until is not None and later is not None and later <= until:
            raise PricesOverlap(
                f"{label}: another price begins on {later}; end this one before that.", field="valid_until"
            )

    def _check_cost(self, price: PriceState, wanted: WantedPrice) -> None:
        cost = self._cost(wanted, max(price.valid_from, self._today))
        net = round_half_up(price.unit_price_micros * ONE_BP, ONE_BP + wanted.included_tax_bp)
        if cost is None or net >= cost or (self._may_go_below_cost and wanted.reason):
            return
        hint = "say why (reason)" if self._may_go_below_cost else f"raise it, or ask somebody with {BELOW_COST}"
        told = f" of {decimal_from_micros(cost)}" if self._sees_costs else ""
        without_tax = f" ({decimal_from_micros(net)} without tax)" if wanted.included_tax_bp else ""
        raise PriceBelowCost(
            f"{wanted.label}: {decimal_from_micros(price.unit_price_micros)}{without_tax} is below the purchase price"
            f"{told}; {hint}.",
            field="reason" if self._may_go_below_cost else "unit_price",
        )

    def _cost(self, wanted: WantedPrice, on: date) -> int | None:
        for tier, factor in wanted.costs:
            begun = [price for day, price in self._tiers.get(tier, {}).items() if day <= on]
            price = max(begun, key=lambda price: price.valid_from, default=None)
            if price is not None and (price.valid_until is None or price.valid_until >= on):
                return price.unit_price_micros * factor
        return None

    def _keep(self, price: PriceState) -> None:
        self._tiers.setdefault(price.tier, {})[price.valid_from] = price
        self._priced.add((price.price_list_id, price.pack_id))


def _told(price: PriceState) -> str:
    until = f" until {price.valid_until}" if price.valid_until else ""
    return f"{decimal_from_micros(price.unit_price_micros)}{until}"
