"""What a base unit weighed when goods were posted, so that a weight corrected later moves no figure of the past."""

from __future__ import annotations

from kontor.kernel.statements import is_postgres


def grams_at_posting() -> str:
    """SQL for the grams of one base unit of the SKU `s` of product `c` as of the posting `p`; 0 where nobody knew.

    Only a product that was changed since it was made is looked up in its versions.
    """
    if is_postgres():
        kept = "(SELECT CAST(x ->> 'weight_grams' AS bigint) AS grams, x ->> 'code' AS code"
        kept += " FROM json_array_elements(CAST(h.state AS json) -> 'skus') x) y"
    else:
        kept = "(SELECT json_extract(value, '$.weight_grams') AS grams, json_extract(value, '$.code') AS code"
        kept += " FROM json_each(h.state, '$.skus')) y"
    at_posting = (
        f"(SELECT (SELECT coalesce(max(y.grams), 0) FROM {kept} WHERE y.code = s.code)"
        " FROM catalog_productversion h WHERE h.product_id = c.id AND h.at <= p.recorded_at"
        " ORDER BY h.version DESC LIMIT 1)"
    )
    return f"coalesce(CASE WHEN c.version > 1 THEN {at_posting} END, s.weight_grams, 0)"
