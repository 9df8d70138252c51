"""Tables people send: CSV and XLSX files read row by row, with their faults named by row and column."""

from __future__ import annotations

from kontor.kernel.tables.columns import Column, Matched, TableForm, match_columns, values_of
from kontor.kernel.tables.open_table import open_table
from kontor.kernel.tables.table import CellInvalid, Row, Table, TableUnreadable

__all__ = [
    "CellInvalid",
    "Column",
    "Matched",
    "Row",
    "Table",
    "TableForm",
    "TableUnreadable",
    "match_columns",
    "open_table",
    "values_of",
]
