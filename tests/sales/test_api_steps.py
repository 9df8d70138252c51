from __future__ import annotations

import re
from typing import Any

import pytest

from kontor.pricing.models import Price
from kontor.sales.models import SalesOrder, SalesReversal
from tests.calls import refusal, send
from tests.people import client_of, make_key, make_user
from tests.sales.http import Shop, line, open_shop
from tests.sales.orders import nothing_changed, quantities, state
from tests.world import assert_ledger_proves_levels, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shop:
    return open_shop("OIL", "RICE")


def test_an_order_goes_from_draft_to_shipped_step_by_step(shop: Shop) -> None:
    order = shop.placed(line("OIL", 5), line("RICE", 2))
    where = f"/{order['id']}"
    steps: list[tuple[str, Any, str, str]] = [
        ("submit", None, "submitted", "none"),
        ("confirm", None, "confirmed", "none"),
        ("bill", None, "confirmed", "none"),
        ("ship", {"lines": [{"position": 1, "quantity_base": 2}]}, "confirmed", "partly"),
        ("ship", None, "closed", "full"),
    ]
    for version, (step, body, lifecycle, fulfillment) in enumerate(steps, start=2):
        response = shop.send("POST", f"{where}/{step}", body)
        answer = response.json()
        assert (response.status_code, response["ETag"]) == (200, f'"{version}"'), answer
        assert (answer["lifecycle"], answer["fulfillment"], answer["version"]) == (lifecycle, fulfillment, version)
    assert (shop.world.stock("OIL"), shop.world.stock("RICE")) == ((95, 0), (98, 0))
    assert_ledger_proves_levels()


@pytest.mark.parametrize(
    ("step", "body"),
    [
        ("submit", None),
        ("confirm", None),
        ("bill", None),
        ("ship", None),
        ("cancel", {"reason": "ordered twice"}),
        ("release-hold", {"reason": "counted again"}),
    ],
)
def test_a_step_may_insist_on_a_version_and_repeats_its_answer(shop: Shop, step: str, body: Any) -> None:
    order = shop.placed(line("OIL", 5), confirm=step in ("bill", "ship", "release-hold"))
    if step == "release-hold":
        SalesOrder.objects.update(hold="oversold")
    where = f"/{order['id']}/{step}"
    with nothing_changed():
        assert refusal(shop.send("POST", where, body, version=9)) == (412, "version_mismatch")
        assert refusal(shop.send("POST", where, body, headers={"If-Match": "W/1"})) == (428, "if_match_required")
    first = shop.send("POST", where, body, version=1, key="k1")
    assert (first.status_code, first["ETag"]) == (200, '"2"'), first.content
    with nothing_changed():
        again = shop.send("POST", where, body, version=1, key="k1")
    assert (again.status_code, again.content) == (200, first.content)


def test_a_wrong_transition_is_a_problem_that_says_what_may_be_done(shop: Shop) -> None:
    """Row 77."""
    order = shop.placed(line("OIL", 5))
    with nothing_changed():
        response = shop.send("POST", f"/{order['id']}/ship")
    assert refusal(response) == (409, "transition_refused")
    body = response.json()
    assert (body["error"], body["state"], body["step"]) == ("wrong_state", "draft", "ship")
    assert body["possible"] == ["submit", "confirm", "amend", "reprice", "cancel"]
    assert body["detail"] == f"{order['number']} is draft; it may: submit, confirm, amend, reprice, cancel."


def test_confirming_names_every_short_line(shop: Shop) -> None:
    """Row 77."""
    order = shop.placed(line("OIL", 150), line("RICE", 60), line("RICE", 60))
    with nothing_changed():
        response = shop.send("POST", f"/{order['id']}/confirm")
    assert refusal(response) == (409, "stock_short")
    assert (response.json()["error"], response.json()["details"]) == (
        "stock_short",
        [
            {"product": "OIL", "available": 100, "requested": 150},
            {"product": "RICE", "available": 100, "requested": 120},
        ],
    )


@pytest.mark.parametrize(
    ("when_short", "lifecycle", "hold", "reserved"),
    [("hold", "submitted", "oos", 0), ("backorder", "confirmed", "", 100)],
)
def test_a_short_order_is_held_or_backordered_where_asked_to(
    shop: Shop, when_short: str, lifecycle: str, hold: str, reserved: int
) -> None:
    order = shop.placed(line("OIL", 150))
    answer = shop.send("POST", f"/{order['id']}/confirm", {"when_short": when_short}).json()
    assert (answer["lifecycle"], answer["hold"]) == (lifecycle, hold)
    assert shop.world.stock("OIL") == (100, reserved)


@pytest.mark.parametrize(
    ("step", "body"),
    [
        ("confirm", {"when_short": "maybe"}),
        ("bill", {"when_short": "backorder"}),
        ("ship", {"lines": []}),
        ("ship", {"lines": [{"position": 1, "quantity_base": 0}]}),
        ("ship", {"lines": [{"position": 1, "quantity_base": -1}]}),
        ("ship", {"lines": [{"position": 1, "quantity_base": 1.5}]}),
        ("ship", {"shipped_at": "2026-03-02T09:30:00"}),
        ("cancel", None),
        ("cancel", {"reason": ""}),
        ("cancel", {"reason": "  "}),
        ("release-hold", {}),
    ],
)
def test_a_step_with_a_body_that_cannot_be_meant_is_refused(shop: Shop, step: str, body: Any) -> None:
    order = shop.placed(line("OIL", 5), confirm=True)
    with nothing_changed():
        assert refusal(shop.send("POST", f"/{order['id']}/{step}", body)) == (422, "invalid_input")


def test_repricing_takes_todays_list_price_and_keeps_the_old_one_in_the_history(shop: Shop) -> None:
    order = shop.placed(line("OIL", 5), confirm=True)
    Price.objects.filter(pack__sku__code="OIL").update(unit_price_micros=12_500_000)
    assert shop.send("GET", f"/{order['id']}").json()["lines"][0]["unit_price"] == "10.00"
    answer = shop.send("POST", f"/{order['id']}/reprice", version=1).json()
    assert answer["total"] == "72.50"
    body = shop.send("GET", f"/{order['id']}").json()
    assert body["lines"][0]["unit_price"] == "12.50"
    assert body["history"][-1]["changes"]["unit_price_micros"] == [None, {"1": [10_000_000, 12_500_000]}]


def test_repricing_without_a_price_names_the_list_and_the_day(shop: Shop) -> None:
    order = shop.placed(line("OIL", 5), confirm=True)
    Price.objects.filter(pack__sku__code="OIL").delete()
    with nothing_changed():
        refused = shop.send("POST", f"/{order['id']}/reprice", version=1)
    assert refusal(refused) == (409, "price_missing")
    told = (
        rf"OIL has no price per EA on the price list {shop.world.price_list.code} on \d{{4}}-\d\d-\d\d; set one first\."
    )
    assert re.fullmatch(told, refused.json()["detail"])


def test_a_released_hold_stays_in_the_history_with_its_reason(shop: Shop) -> None:
    order = shop.placed(line("OIL", 150), confirm=True, when_short="hold")
    answer = shop.send("POST", f"/{order['id']}/release-hold", {"reason": "a truck is on its way"}).json()
    assert (answer["lifecycle"], answer["hold"]) == ("submitted", "")
    entry = shop.send("GET", f"/{order['id']}").json()["history"][-1]
    assert (entry["action"], entry["changes"]["reason"]) == ("order.release_hold", [None, "a truck is on its way"])
    with nothing_changed():
        again = shop.send("POST", f"/{order['id']}/release-hold", {"reason": "once more"})
    assert (refusal(again), again.json()["error"]) == ((409, "transition_refused"), "not_held")


def test_goods_come_back_by_a_reversal_and_never_more_than_were_shipped(shop: Shop) -> None:
    order = shop.placed(line("OIL", 5), confirm=True)
    shop.send("POST", f"/{order['id']}/ship")
    back = {"location": shop.world.location.code, "reason": "damaged", "order_id": order["id"]}
    body = {**back, "lines": [{"position": 1, "quantity": 2}]}
    first = send(shop.client, "POST", "/api/v1/sales-reversals", body, key="k1")
    assert (first.status_code, first.json()["total"]) == (201, "23.20")
    assert send(shop.client, "POST", "/api/v1/sales-reversals", body, key="k1").content == first.content
    assert SalesReversal.objects.count() == 1
    body["lines"] = [{"position": 1, "quantity": 4}]
    with nothing_changed():
        over = send(shop.client, "POST", "/api/v1/sales-reversals", body)
    assert (refusal(over), over.json()["error"]) == ((409, "transition_refused"), "over_return")
    assert shop.world.stock("OIL") == (97, 0)


# --- batches -----------------------------------------------------------------------------------------------------


def test_a_batch_answers_each_order_on_its_own_in_the_order_sent(shop: Shop) -> None:
    orders = [
        shop.draft(line("OIL", 60), confirm=True),
        shop.draft(line("OIL", 60), confirm=True),
        shop.draft(line("OIL", 40), confirm=True, customer="NOBODY"),
        shop.draft(line("OIL", 40), confirm=True),
    ]
    first = shop.send("POST", "/batch", {"orders": orders}, key="k1")
    assert first.status_code == 200
    items = first.json()["items"]
    assert [item["refusal"] and item["refusal"]["code"] for item in items] == [
        None,
        "stock_short",
        "customer_unknown",
        None,
    ]
    assert items[1]["refusal"]["status"] == 409
    assert items[1]["refusal"]["data"]["details"] == [{"product": "OIL", "available": 40, "requested": 60}]
    assert shop.world.stock("OIL") == (100, 100)
    with nothing_changed():
        assert shop.send("POST", "/batch", {"orders": orders}, key="k1").content == first.content


@pytest.mark.parametrize("count", [0, 501])
def test_a_batch_holds_1_to_500_orders(shop: Shop, count: int) -> None:
    with nothing_changed():
        response = shop.send("POST", "/batch", {"orders": [shop.draft(line("OIL", 1))] * count})
    assert refusal(response) == (422, "invalid_input")


def test_500_orders_are_placed_in_one_call(shop: Shop) -> None:
    response = shop.send("POST", "/batch", {"orders": [shop.draft(line("OIL", 1), confirm=True)] * 500})
    taken = [item for item in response.json()["items"] if item["order"]]
    assert (len(taken), len({item["order"]["number"] for item in taken})) == (100, 100)
    assert shop.world.stock("OIL") == (100, 100)


def test_many_orders_are_confirmed_and_shipped_in_one_call_each(shop: Shop) -> None:
    ids = [shop.placed(line("OIL", 40))["id"] for _ in range(3)]
    confirmed = shop.send("POST", "/batch/confirm", {"order_ids": [*ids, 999_999]}).json()["items"]
    assert [item["refusal"] and item["refusal"]["code"] for item in confirmed] == [
        None,
        None,
        "stock_short",
        "order_not_found",
    ]
    shipments = [{"order_id": ids[0]}, {"order_id": ids[1], "lines": [{"position": 1, "quantity_base": 10}]}]
    shipped = shop.send("POST", "/batch/ship", {"shipments": [*shipments, {"order_id": ids[2]}]}).json()["items"]
    assert [item["order"] and item["order"]["fulfillment"] for item in shipped] == ["full", "partly", None]
    assert [state(order_id)[0] for order_id in ids] == ["closed", "confirmed", "draft"]
    assert quantities(ids[1]) == [(40, 30, 10, 10)]
    assert shop.world.stock("OIL") == (50, 30)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/batch/confirm", {"order_ids": [1, 1]}),
        ("/batch/ship", {"shipments": [{"order_id": 1}, {"order_id": 1}]}),
    ],
)
def test_a_batch_names_each_order_once(shop: Shop, path: str, body: Any) -> None:
    assert refusal(shop.send("POST", path, body)) == (422, "order_invalid")


def test_a_batch_reaches_no_order_of_another_branch(shop: Shop) -> None:
    order = shop.placed(line("OIL", 5))
    stranger = client_of(make_key(make_user("owner", branches=(make_world().branch,))))
    with nothing_changed():
        for path, body in (
            ("/batch", {"orders": [shop.draft(line("OIL", 1))]}),
            ("/batch/confirm", {"order_ids": [order["id"]]}),
            ("/batch/ship", {"shipments": [{"order_id": order["id"]}]}),
        ):
            (item,) = send(stranger, "POST", f"/api/v1/sales-orders{path}", body).json()["items"]
            assert (item["order"], item["refusal"]["status"]) == (None, 404)
