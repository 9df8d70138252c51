"""A commit that the standby did not confirm is unknown, never accepted; asking again with the same key tells.

The server's warning is raised by the tests: on a server with a paused standby it has this text and this code.
"""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from kontor.kernel.errors import OutcomeUnknown
from kontor.parties.models import Channel
from kontor.sales.models import SalesOrder
from tests.calls import refusal, send
from tests.sales.http import line, open_shop

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("race_database")]
DOUBT = "canceling wait for synchronous replication due to user request"


def warn(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DO $$ BEGIN RAISE WARNING '{text}'; END $$")


def put_in_doubt(table: str) -> None:
    """Every write to `table` is warned of from now on."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION doubt() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN RAISE WARNING '{DOUBT}'; RETURN NULL; END $$"
        )
        cursor.execute(f"CREATE TRIGGER doubt AFTER INSERT ON {table} FOR EACH STATEMENT EXECUTE FUNCTION doubt()")


def open_in_doubt() -> None:
    with transaction.atomic():
        Channel.objects.create(code="D", name="Doubtful")
        warn(DOUBT)


def test_a_doubtful_transaction_is_unknown_and_the_next_one_is_not():
    with pytest.raises(OutcomeUnknown):
        open_in_doubt()
    with transaction.atomic():
        Channel.objects.create(code="S", name="Sure")
    assert set(Channel.objects.values_list("code", flat=True)) == {"D", "S"}


def test_another_warning_is_no_doubt():
    with transaction.atomic():
        warn("there is little room left")


def test_a_doubtful_order_is_answered_as_unknown_and_again_with_its_number():
    shop = open_shop("OIL")
    put_in_doubt("sales_salesorder")
    body = shop.draft(line("OIL", 2), confirm=True)
    doubtful = shop.send("POST", "", body, key="once")
    assert refusal(doubtful) == (503, "outcome_unknown")
    assert int(doubtful["Retry-After"]) > 0
    again = shop.send("POST", "", body, key="once")
    assert again.status_code == 201
    assert SalesOrder.objects.get().number == again.json()["number"]


def test_a_doubtful_document_of_the_desk_is_unknown_too():
    shop = open_shop("OIL")
    put_in_doubt("inventory_stockposting")
    goods = {"location": shop.world.location.code, "lines": [{"sku": "OIL", "quantity": 1, "unit_cost": "1.00"}]}
    doubtful = send(shop.client, "POST", "/api/v1/stock-receipts", goods, key="desk")
    assert refusal(doubtful) == (503, "outcome_unknown")
    assert send(shop.client, "POST", "/api/v1/stock-receipts", goods, key="desk").status_code == 201
