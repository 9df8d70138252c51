from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Report:
    title: str
    sql: str


by_branch = Report(
    "Orders and stock by branch",
    """
    SELECT branch_name AS branch, sum(orders_placed) AS orders, sum(ordered_minor) AS ordered_minor,
      (SELECT sum(on_hand) FROM stock WHERE stock.branch = days.branch) AS units_on_hand,
      sum(shipped_cost_minor) AS cost_minor
    FROM days GROUP BY branch, branch_name ORDER BY branch
    """,
)
