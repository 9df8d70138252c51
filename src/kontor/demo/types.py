"""Values out of the demo package. Amounts are major units as text, as people and machines read them."""

from __future__ import annotations

import msgspec


class ReplayFigures(msgspec.Struct, frozen=True):
    """What the books hold of a replayed file, counted in the books. The line counts add up to `rows`."""

    rows: int
    sales: int
    sale_lines: int
    sales_amount: str
    reversals: int
    reversal_lines: int
    reversal_amount: str
    free_lines: int
    adjustment_lines: int
    skipped_lines: int
