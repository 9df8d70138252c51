from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kontor.kernel.models import IdempotencyKey
from kontor.sales.models import OrderLine, SalesOrder
from kontor.sales.status_mapping import STATUSES
from tests.calls import refusal, send
from tests.people import client_of, make_key, make_user
from tests.sales.http import ORDERS, Shop, line, open_shop
from tests.sales.orders import nothing_changed, quantities
from tests.world import make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shop:
    return open_shop("OIL", "RICE")


# --- placing -----------------------------------------------------------------------------------------------------


def test_an_order_is_answered_with_what_the_operation_returned(shop: Shop) -> None:
    response = shop.send("POST", "", shop.draft(line("OIL", 2, pack="CASE"), line("RICE", "10"), confirm=True))
    order = SalesOrder.objects.get()
    assert (response.status_code, response["ETag"]) == (201, '"1"')
    assert response["Location"] == f"{ORDERS}/{order.pk}"
    assert response.content == (
        b'{"id":%d,"number":"%s","lifecycle":"confirmed","hold":"","hold_reason":"","fulfillment":"none",'
        b'"currency":"GBP","net":"580.00","tax":"92.80","total":"672.80","version":1}'
    ) % (order.pk, order.number.encode())
    assert shop.world.stock("OIL") == (100, 48)


def test_the_same_key_twice_is_one_order_and_the_same_bytes(shop: Shop) -> None:
    first = shop.send("POST", "", shop.draft(line("OIL", 2), confirm=True), key="k1")
    again = shop.send("POST", "", shop.draft(line("OIL", 2), confirm=True), key="k1")
    assert (again.status_code, again.content) == (201, first.content)
    assert (again["ETag"], again["Location"]) == (first["ETag"], first["Location"])
    assert SalesOrder.objects.count() == 1
    assert shop.world.stock("OIL") == (100, 2)


def test_the_same_key_with_another_body_is_refused(shop: Shop) -> None:
    shop.send("POST", "", shop.draft(line("OIL", 2)), key="k1")
    with nothing_changed():
        again = shop.send("POST", "", shop.draft(line("OIL", 3)), key="k1")
    assert refusal(again) == (422, "idempotency_key_reused")


def test_a_refused_order_leaves_its_key_free_for_the_next_try(shop: Shop) -> None:
    assert refusal(shop.send("POST", "", shop.draft(line("OIL", 101), confirm=True), key="k1")) == (409, "stock_short")
    assert not IdempotencyKey.objects.exists()
    shop.world.receive("OIL", 1)
    assert shop.send("POST", "", shop.draft(line("OIL", 101), confirm=True), key="k1").status_code == 201


def test_an_order_without_a_key_is_refused(shop: Shop) -> None:
    body = json.dumps(shop.draft(line("OIL", 2)))
    with nothing_changed():
        response = shop.client.post(ORDERS, body, content_type="application/json")
    assert refusal(response) == (422, "invalid_input")
    assert response.json()["header"] == "Idempotency-Key"


def test_short_stock_is_a_problem_that_lists_every_short_line(shop: Shop) -> None:
    """Rows 77 and 86."""
    lines = (line("OIL", 5, pack="CASE"), line("RICE", 100), line("RICE", 1))
    with nothing_changed():
        response = shop.send("POST", "", shop.draft(*lines, confirm=True))
    assert refusal(response) == (409, "stock_short")
    body = response.json()
    assert body["error"] == "stock_short"
    assert body["details"] == [
        {"product": "OIL", "available": 100, "requested": 120},
        {"product": "RICE", "available": 100, "requested": 101},
    ]
    assert body["detail"] == "Not enough stock. OIL: 120 asked, 100 available; RICE: 101 asked, 100 available."


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 422, "invalid_input"),
        (b"null", 422, "invalid_input"),
        (b"[]", 422, "invalid_input"),
        (b"{", 422, "invalid_input"),
        (b"\xff", 422, "invalid_input"),
        (b"{}", 422, "invalid_input"),
    ],
)
def test_what_is_no_order_is_refused_and_nothing_changes(shop: Shop, body: bytes, status: int, code: str) -> None:
    """Row 86: NULL JSON."""
    with nothing_changed():
        response = shop.client.post(ORDERS, body, content_type="application/json", headers={"Idempotency-Key": "k1"})
    assert refusal(response) == (status, code)


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"customer": "NOBODY"}, 404, "customer_unknown"),
        ({"customer": None}, 422, "order_invalid"),
        ({"lines": []}, 422, "order_invalid"),
        ({"lines": None}, 422, "invalid_input"),
        ({"lines": [{"sku": "TEA", "quantity": 1}]}, 404, "product_unknown"),
        ({"lines": [{"sku": "OIL", "quantity": 0}]}, 422, "order_invalid"),
        ({"lines": [{"sku": "OIL", "quantity": "-1"}]}, 422, "order_invalid"),
        ({"lines": [{"sku": "OIL", "quantity": 1, "pack": "PALLET"}]}, 422, "order_invalid"),
        ({"lines": [{"sku": "OIL", "quantity": 1.5}]}, 422, "invalid_input"),
        ({"location": "NOWHERE"}, 404, "not_found"),
        ({"total": "0.01"}, 422, "invalid_input"),
        ({"lifecycle": "closed"}, 422, "invalid_input"),
        ({"lines": [{"sku": "OIL", "quantity": 1, "net_minor": 1}]}, 422, "invalid_input"),
    ],
)
def test_a_wrong_order_is_refused_by_name_and_nothing_changes(shop: Shop, change: dict, status: int, code: str) -> None:
    """Row 86; fields that are not a client's to set are unknown."""
    with nothing_changed():
        response = shop.send("POST", "", {**shop.draft(line("OIL", 1)), **change})
    assert refusal(response) == (status, code)


def test_a_price_needs_the_right_to_change_it() -> None:
    shop = open_shop("OIL", role="cashier")
    with nothing_changed():
        response = shop.send("POST", "", shop.draft(line("OIL", 1, unit_price="0.01")))
    assert refusal(response) == (403, "price_override_forbidden")


# --- lists -------------------------------------------------------------------------------------------------------


def test_a_list_is_read_page_by_page_with_the_cursor_it_gave(shop: Shop) -> None:
    numbers = [shop.placed(line("OIL", 1))["number"] for _ in range(3)]
    first = shop.send("GET", "?limit=2").json()
    assert [item["number"] for item in first["items"]] == numbers[:0:-1]
    rest = shop.send("GET", f"?limit=2&cursor={first['next_cursor']}").json()
    assert ([item["number"] for item in rest["items"]], rest["next_cursor"]) == (numbers[:1], None)


def test_a_list_is_filtered_by_its_query_string(shop: Shop) -> None:
    draft = shop.placed(line("OIL", 1), priority=1)["number"]
    confirmed = shop.placed(line("OIL", 1), confirm=True, source="web", external_reference="A-1")["number"]
    today = datetime.now(UTC).date()

    def found(query: str) -> list[str]:
        return [item["number"] for item in shop.send("GET", f"?{query}").json()["items"]]

    assert found("lifecycle=draft") == found("priority=1") == [draft]
    assert found("lifecycle=draft,confirmed") == found("hold=none") == found("customer=C1") == [confirmed, draft]
    assert found("lifecycle=confirmed&fulfillment=none&external_reference=A-1&source=web") == [confirmed]
    assert found(f"number={draft}") == [draft]
    assert found(f"branch={shop.world.branch.code}&location={shop.world.location.code}") == [confirmed, draft]
    assert found(f"from_on={today}&to_on={today}") == [confirmed, draft]
    assert found(f"to_on={today - timedelta(days=2)}") == found("hold=oos") == found("customer=C9") == []


@pytest.mark.parametrize(
    "query",
    [
        "lifecycle=open",
        "hold=any",
        "priority=4",
        "fulfillment=some",
        "from_on=yesterday",
        "to_on=2026-02-30",
        "limit=0",
        "limit=501",
        "cursor=x",
        "custmer=C1",
        "include=history",
        "customer=" + "x" * 201,
        "customer=%00",
    ],
)
def test_a_list_refuses_a_filter_that_cannot_be_meant(shop: Shop, query: str) -> None:
    assert refusal(shop.send("GET", f"?{query}")) == (422, "invalid_input")


def test_a_list_shows_lines_where_they_are_asked_for(shop: Shop) -> None:
    shop.placed(line("OIL", "1.5", pack="CASE"))
    assert "lines" not in shop.send("GET", "").json()["items"][0]
    (row,) = shop.send("GET", "?include=lines").json()["items"][0]["lines"]
    assert (row["sku"], row["pack"], row["quantity"], row["quantity_base"], row["net"]) == (
        "OIL",
        "CASE",
        "1.5",
        36,
        "360.00",
    )


def test_a_list_over_http_costs_one_read_of_orders(shop: Shop) -> None:
    for _ in range(10):
        shop.placed(line("OIL", 1), line("RICE", 1))
    shop.send("GET", "")  # the caller is remembered from here on
    with CaptureQueriesContext(connection) as queries:
        assert len(shop.send("GET", "").json()["items"]) == 10
    assert len(queries) == 1


def test_outstanding_orders_are_listed_with_their_hold(shop: Shop) -> None:
    """Row 40."""
    shop.placed(line("OIL", 1))
    held = shop.placed(line("OIL", 500), confirm=True, when_short="hold")
    (item,) = shop.send("GET", "/outstanding").json()["items"]
    assert (item["number"], item["hold"], item["total"]) == (held["number"], "oos", "5800.00")
    assert [row["backordered_base"] for row in item["lines"]] == [500]
    assert refusal(shop.send("GET", "/outstanding?lifecycle=draft")) == (422, "invalid_input")


def test_the_status_mapping_is_published(shop: Shop) -> None:
    rows = shop.send("GET", "/status-mapping").json()
    assert [(row["system"], row["status"]) for row in rows] == [(row.system, row.status) for row in STATUSES]


# --- one order ---------------------------------------------------------------------------------------------------


def test_an_order_is_read_with_its_version_as_etag(shop: Shop) -> None:
    order = shop.placed(line("OIL", 2))
    response = shop.send("GET", f"/{order['id']}")
    assert (response.status_code, response["ETag"]) == (200, '"1"')
    body = response.json()
    assert body["next_actions"] == ["submit", "confirm", "amend", "reprice", "cancel"]
    assert body["lines"][0]["sku"] == "OIL"
    assert body["history"][0]["action"] == "order.place"


def test_next_actions_are_those_of_the_caller(shop: Shop) -> None:
    order = shop.placed(line("OIL", 2), confirm=True)
    packer = client_of(make_key(make_user("storekeeper", branches=(shop.world.branch,))))
    assert send(packer, "GET", f"{ORDERS}/{order['id']}").json()["next_actions"] == ["ship"]


@pytest.mark.parametrize("order_id", ["0", "999999999", str(2**63), "9" * 40])
def test_an_order_that_is_not_there_is_not_found(shop: Shop, order_id: str) -> None:
    assert refusal(shop.send("GET", f"/{order_id}")) == (404, "order_not_found")
    assert refusal(shop.send("POST", f"/{order_id}/confirm")) == (404, "order_not_found")
    assert refusal(shop.send("PATCH", f"/{order_id}", {"priority": 1}, version=1)) == (404, "order_not_found")
    assert refusal(shop.send("POST", f"/{order_id}/submit")) == (404, "order_not_found")


def test_an_order_of_another_branch_is_not_found(shop: Shop) -> None:
    order = shop.placed(line("OIL", 2))
    stranger = client_of(make_key(make_user("owner", branches=(make_world().branch,))))
    with nothing_changed():
        for method, path, body in (
            ("GET", "", None),
            ("PATCH", "", {"priority": 1}),
            ("PUT", "/lines/by-sku/OIL", {"quantity": 1}),
            ("POST", "/confirm", None),
            ("POST", "/cancel", {"reason": "not mine"}),
        ):
            response = send(stranger, method, f"{ORDERS}/{order['id']}{path}", body, version=1)
            assert refusal(response) == (404, "order_not_found")
    assert send(stranger, "GET", ORDERS).json()["items"] == []


# --- changing ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PATCH", "", {"priority": 1}),
        ("PUT", "/lines/by-sku/OIL", {"quantity": 1}),
        ("POST", "/reprice", None),
    ],
)
def test_an_edit_needs_the_version_it_was_based_on(shop: Shop, method: str, path: str, body) -> None:
    order = shop.placed(line("OIL", 2))
    where = f"/{order['id']}{path}"
    with nothing_changed():
        assert refusal(shop.send(method, where, body)) == (428, "if_match_required")
        assert refusal(shop.send(method, where, body, headers={"If-Match": "*"})) == (428, "if_match_required")
        stale = shop.send(method, where, body, version=7)
    assert refusal(stale) == (412, "version_mismatch")
    assert stale.json()["version"] == 1
    response = shop.send(method, where, body, version=1)
    assert (response.status_code, response["ETag"], response.json()["version"]) == (200, '"2"', 2)


def test_a_repeated_edit_is_answered_with_the_same_bytes_and_not_done_again(shop: Shop) -> None:
    order = shop.placed(line("OIL", 2))
    change = {"lines": [{"sku": "RICE", "quantity": 1}]}
    first = shop.send("PATCH", f"/{order['id']}", change, version=1, key="k2")
    again = shop.send("PATCH", f"/{order['id']}", change, version=1, key="k2")
    assert (again.status_code, again.content) == (200, first.content)
    assert OrderLine.objects.filter(order_id=order["id"]).count() == 2


def test_an_amendment_changes_lines_and_header_at_once(shop: Shop) -> None:
    order = shop.placed(line("OIL", 2), line("RICE", 3), confirm=True)
    change = {
        "lines": [{"position": 1, "quantity": 1, "pack": "CASE"}, {"position": 2, "quantity": 0}],
        "priority": 1,
        "route": "R-9",
        "wanted_on": "2026-03-05",
        "discount": "40",
    }
    response = shop.send("PATCH", f"/{order['id']}", change, version=1)
    assert response.json()["total"] == "232.00"  # 24 x 10 - 40, and 16 %
    body = shop.send("GET", f"/{order['id']}").json()
    assert (body["priority"], body["route"], body["wanted_on"], body["discount"]) == (1, "R-9", "2026-03-05", "40.00")
    assert (shop.world.stock("OIL"), shop.world.stock("RICE")) == ((100, 24), (100, 0))


def test_row_25_the_same_product_again_replaces_its_quantity(shop: Shop) -> None:
    """Row 25: one line per call."""
    order = shop.placed(line("OIL", 2))
    where = f"/{order['id']}/lines/by-sku"
    first = shop.send("PUT", f"{where}/RICE", {"quantity": 4}, version=1)
    second = shop.send("PUT", f"{where}/RICE", {"quantity": 7}, version=2)
    assert (first.json()["total"], second.json()["total"]) == ("69.60", "104.40")
    assert [row[0] for row in quantities(order["id"])] == [2, 7]


def test_row_25_several_lines_of_a_product_become_one(shop: Shop) -> None:
    """Row 25: an order may carry a SKU on several lines."""
    order = shop.placed(line("OIL", 2), line("RICE", 1), line("OIL", 1, pack="CASE"), confirm=True)
    response = shop.send("PUT", f"/{order['id']}/lines/by-sku/OIL", {"quantity": 5}, version=1)
    assert response.json()["total"] == "69.60"
    assert [row[:2] for row in quantities(order["id"])] == [(5, 5), (1, 1)]
    assert shop.world.stock("OIL") == (100, 5)


def test_row_25_a_quantity_of_nothing_takes_the_product_off(shop: Shop) -> None:
    order = shop.placed(line("OIL", 2), line("RICE", 1))
    assert shop.send("PUT", f"/{order['id']}/lines/by-sku/RICE", {"quantity": 0}, version=1).status_code == 200
    assert [row[0] for row in quantities(order["id"])] == [2]
    with nothing_changed():
        last = shop.send("PUT", f"/{order['id']}/lines/by-sku/OIL", {"quantity": 0}, version=2)
    assert refusal(last) == (422, "order_invalid")


@pytest.mark.parametrize(
    ("sku", "body", "status", "code"),
    [
        ("TEA", {"quantity": 1}, 404, "product_unknown"),
        ("OIL", {"quantity": -1}, 422, "order_invalid"),
        ("OIL", {"quantity": "many"}, 422, "invalid_input"),
        ("OIL", {"quantity": 101}, 409, "stock_short"),
        ("OIL", {}, 422, "invalid_input"),
        ("OIL", {"quantity": 1, "customer": "C2"}, 422, "invalid_input"),
    ],
)
def test_row_25_a_wrong_quantity_is_refused_and_nothing_changes(
    shop: Shop, sku: str, body: dict, status: int, code: str
) -> None:
    """Row 25: format checks; the order stays its customer's."""
    order = shop.placed(line("OIL", 2), confirm=True)
    with nothing_changed():
        response = shop.send("PUT", f"/{order['id']}/lines/by-sku/{sku}", body, version=1)
    assert refusal(response) == (status, code)


def test_a_sku_with_a_slash_can_be_put(shop: Shop) -> None:
    shop.world.sku("OIL/5")
    order = shop.placed(line("OIL", 2))
    assert shop.send("PUT", f"/{order['id']}/lines/by-sku/OIL/5", {"quantity": 1}, version=1).status_code == 200
    assert [row[0] for row in quantities(order["id"])] == [2, 1]
