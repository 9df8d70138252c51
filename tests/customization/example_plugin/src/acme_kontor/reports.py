from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Report:
    title: str
    sql: str


by_dock = Report("Orders by dock", "SELECT count(*) AS orders FROM sales")
