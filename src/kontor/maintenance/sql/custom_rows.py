"""Documents with their own fields, by ascending id, a slice at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from kontor.kernel.statements import Read, among, keys_text


class CustomRow(msgspec.Struct, frozen=True):
    """`label` is what people call the document by; `custom` is JSON."""

    id: int
    label: str
    custom: str


_TABLES: Final = {
    "sales_order": "SELECT id, number AS label, custom FROM sales_salesorder",
    "customer": "SELECT id, code AS label, custom FROM parties_customer",
    "product": "SELECT id, code AS label, custom FROM catalog_product",
}


def custom_rows_read(kind: str, *, branch_ids: Sequence[int], after: int, limit: int, with_empty: bool) -> Read:
    """The `limit` documents of a kind past the id `after`; orders those of `branch_ids`.

    Without `with_empty` those that hold no field are passed over; erased customers are, always.
    """
    conditions, parameters = ["id > CAST(%s AS bigint)"], [str(after)]
    if kind == "sales_order":
        conditions.append(among("branch_id", int))
        parameters.append(keys_text(sorted(branch_ids)))
    if kind == "customer":
        conditions.append("erased_at IS NULL")
    if not with_empty:
        conditions.append("custom <> '{}'")
    sql = f"{_TABLES[kind]} WHERE {' AND '.join(conditions)} ORDER BY id LIMIT CAST(%s AS bigint)"
    return Read(sql, (*parameters, str(limit)), CustomRow)
