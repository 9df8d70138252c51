from kontor.reporting.queries.category_ledger import (
    LedgerEntry,
    category_ledger,
    category_ledger_sums,
    with_opening_and_closing,
)
from kontor.reporting.queries.day_totals import DayFilters, list_day_totals
from kontor.reporting.queries.proof import day_differences
from kontor.reporting.queries.reports import ReportAnswer, ReportItem, ReportRow, list_reports, run_report
from kontor.reporting.sql.category_ledger import LedgerFilters

__all__ = [
    "DayFilters",
    "LedgerEntry",
    "LedgerFilters",
    "ReportAnswer",
    "ReportItem",
    "ReportRow",
    "category_ledger",
    "category_ledger_sums",
    "day_differences",
    "list_day_totals",
    "list_reports",
    "run_report",
    "with_opening_and_closing",
]
