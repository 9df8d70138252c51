"""Day totals as they travel."""

from __future__ import annotations

from datetime import date

import msgspec

from kontor.inventory.costs import Cost


class DayTotalItem(msgspec.Struct, frozen=True):
    """A business date of one branch. Amounts are decimals of the branch's currency, `shipped_kg` a decimal.

    Orders count on the day of each step, counter sales apart from them. `ordered` is what the day's orders come to as
    they stand now, without the cancelled ones. `shipped_...` is what orders and counter sales took from stock, less
    what was given back before it left; the weight is that of the products whose weight is known.
    """

    id: int
    business_date: date
    branch: str
    branch_name: str
    currency: str
    orders_placed: int
    orders_confirmed: int
    orders_shipped: int
    orders_cancelled: int
    sales_reversed: int
    counter_sales: int
    ordered: str
    counter: str
    reversed: str
    shipped_units: int
    shipped_kg: str
    shipped_cost: Cost
