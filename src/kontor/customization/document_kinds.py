"""The kinds of documents that carry fields of a company's own."""

from __future__ import annotations

from typing import Final, Literal, get_args

Kind = Literal["sales_order", "customer", "product"]
SALES_ORDER: Final = "sales_order"
CUSTOMER: Final = "customer"
PRODUCT: Final = "product"
KINDS: Final[tuple[str, ...]] = get_args(Kind)
