"""Looking for an earlier twin must not walk the documents that are there."""

from __future__ import annotations

import pytest
from django.db import connection

from kontor.inventory.sql import adjustments
from kontor.sales.sql import placing, reversals

pytestmark = pytest.mark.django_db

KEY = placing.ExternalKey("online-retail", "536365")
READS = {
    "order_external_once": placing.earlier_orders_read,
    "reversal_external_once": reversals.earlier_reversals_read,
    "adjustment_external_once": adjustments.earlier_adjustments_read,
}


@pytest.mark.parametrize("index", READS)
def test_an_earlier_twin_is_found_by_its_index(index):
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL plans by the table's size; SQLite by the words of the query")
    read = READS[index]([KEY])  # type: ignore[operator]  # the shapes are alike
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {read.sql}", read.parameters)
        assert any(index in str(row) for row in cursor.fetchall())
