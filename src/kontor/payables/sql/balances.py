"""What is owed to each supplier now, in pages and in one sum for each currency."""

from __future__ import annotations

from typing import Final

import msgspec

from kontor.kernel.statements import Read
from kontor.payables.sql.opening import OPENING


class BalanceFilter(msgspec.Struct, frozen=True):
    """`search` is the start of a code or a part of a name. `is_open`: only those whose balance is not nought."""

    search: str = ""
    is_open: bool | None = None


class BalanceRow(msgspec.Struct, frozen=True):
    id: int
    supplier: str
    supplier_name: str
    is_active: bool
    payment_terms: str
    currency: str
    balance_minor: int


SORTS: Final = ("-balance", "balance", "name", "-name", "code", "-code", "id", "-id")

_KEYS: Final = {"balance": "x.balance_minor", "name": "x.supplier_name", "code": "x.supplier", "id": "x.id"}

_BALANCES: Final = f"""WITH x AS (SELECT s.id, s.code AS supplier, s.name AS supplier_name, s.is_active,
 s.payment_terms, coalesce(a.currency, s.opening_balance_currency) AS currency,
 {OPENING} + coalesce(a.posted_minor, 0) AS balance_minor
 FROM parties_supplier s LEFT JOIN payables_supplieraccount a ON a.supplier_id = s.id WHERE {{where}})"""


def balances_read(wanted: BalanceFilter, *, sort: str, after: int | None, limit: int) -> Read:
    """`limit` suppliers by `sort`, one of SORTS, past the one whose id is `after` as it sorts now."""
    assert sort in SORTS
    is_down, key = sort.startswith("-"), _KEYS[sort.removeprefix("-")]
    begin, parameters = _begin(wanted)
    way, side = ("DESC", "<") if is_down else ("ASC", ">")
    past = ""
    if after is not None:
        other = key.replace("x.", "y.")
        past = f" WHERE ({key}, x.id) {side} (SELECT {other}, y.id FROM x AS y WHERE y.id = CAST(%s AS bigint))"
        parameters.append(str(after))
    columns = ", ".join(f"x.{name}" for name in BalanceRow.__struct_fields__)
    sql = f"{begin} SELECT {columns} FROM x{past} ORDER BY {key} {way}, x.id {way} LIMIT {limit:d}"
    return Read(sql, tuple(parameters), BalanceRow)


def _begin(wanted: BalanceFilter) -> tuple[str, list[str]]:
    where, parameters = ["1 = 1"], []
    if text := wanted.search.strip():
        where.append(
            "(substr(s.code, 1, length(CAST(%s AS text))) = %s"
            " OR lower(s.name) LIKE lower(CAST(%s AS text)) ESCAPE '\\')"
        )
        escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        parameters += [text, text, f"%{escaped}%"]
    if wanted.is_open is not None:
        sign = "<>" if wanted.is_open else "="
        where.append(f"{OPENING} + coalesce(a.posted_minor, 0) {sign} 0")
    return _BALANCES.format(where=" AND ".join(where)), parameters
