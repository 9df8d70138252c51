from kontor.payables.queries.balances import balance_totals, list_balances
from kontor.payables.queries.statement import StatementFilter, entry_detail, supplier_statement
from kontor.payables.sql.balances import SORTS, BalanceFilter

__all__ = [
    "SORTS",
    "BalanceFilter",
    "StatementFilter",
    "balance_totals",
    "entry_detail",
    "list_balances",
    "supplier_statement",
]
