"""The desk over HTTP: one walk through every document, and what the wire refuses."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from kontor.alerts.models import Alert
from tests.calls import refusal, send
from tests.inventory.desk import receive
from tests.people import client_of, make_key, make_user
from tests.world import World, assert_ledger_proves_levels, everything, make_world

pytestmark = pytest.mark.django_db
API = "/api/v1/"


@pytest.fixture
def world() -> World:
    world = make_world()
    world.sku("OIL")
    world.sku("A/B 1")
    world.another_location("SHOP", kind="shop")
    return world


def client_as(world: World, role: str) -> Client:
    return client_of(make_key(make_user(role, branches=(world.branch,))))


@pytest.fixture
def keeper(world: World) -> Client:
    return client_as(world, "storekeeper")


def post(client: Client, path: str, body: Any, **extra: Any) -> Any:
    answer = send(client, "POST", API + path, body, **extra)
    assert answer.status_code in (200, 201), answer.content
    return answer.json()


def items(client: Client, path: str) -> list[dict[str, Any]]:
    answer = client.get(API + path)
    assert answer.status_code == 200, answer.content
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def received(world: World, client: Client, quantity: str = "2", pack: str = "CASE") -> dict[str, Any]:
    line = {"sku": "OIL", "quantity": quantity, "pack": pack, "unit_cost": "48.00"}
    answer: dict[str, Any] = post(client, "stock-receipts", {"location": world.location.code, "lines": [line]})
    return answer


def test_goods_come_in_by_the_case_and_are_told_in_base_units(world, keeper):
    answer = received(world, keeper)
    assert answer["lines"] == [{"sku": "OIL", "quantity_base": 48, "unit": "EA"}]
    (row,) = items(keeper, "stock?sku=OIL")
    assert (row["on_hand"], row["unit"], row["average_cost"], row["value"]) == (48, "EA", "2.00", "96.00")
    detail = keeper.get(f"{API}stock/OIL").json()
    assert (detail["available"], [place["location"] for place in detail["locations"]]) == (48, [world.location.code])
    (movement,) = items(keeper, "movements?sku=OIL&reason_code=2&kind=receipt")
    assert (movement["posting_id"], movement["on_hand_delta"]) == (answer["id"], 48)
    (total,) = items(keeper, "movements/report")
    assert (total["reason"], total["quantity_net"]) == ("purchase", 48)


def test_costs_are_null_for_a_cashier(world, keeper):
    received(world, keeper)
    cashier = client_as(world, "cashier")
    (row,) = items(cashier, "stock")
    assert (row["on_hand"], row["average_cost"], row["value"]) == (48, None, None)
    (movement,) = items(cashier, "movements")
    assert (movement["unit_cost"], movement["value"]) == (None, None)
    assert items(client_as(world, "auditor"), "stock")[0]["value"] == "96.00"


def test_the_same_key_is_answered_byte_by_byte_and_posted_once(world, keeper):
    line = {"sku": "OIL", "quantity": 5, "unit_cost": "2"}
    body = {"location": world.location.code, "lines": [line]}
    first = send(keeper, "POST", f"{API}stock-receipts", body, key="k1")
    again = send(keeper, "POST", f"{API}stock-receipts", body, key="k1")
    assert (first.status_code, again.content) == (201, first.content)
    other = send(keeper, "POST", f"{API}stock-receipts", body | {"note": "x"}, key="k1")
    assert refusal(other) == (422, "idempotency_key_reused")
    assert world.stock("OIL") == (5, 0)


def test_issue_dispose_return_and_reverse(world, keeper):
    received(world, keeper)
    place = {"location": world.location.code}
    out = post(keeper, "stock-issues", place | {"lines": [{"sku": "OIL", "quantity": 8}]})
    post(keeper, "stock-disposals", place | {"lines": [{"sku": "OIL", "quantity": 2}], "note": "broken"})
    back = {"lines": [{"sku": "OIL", "quantity": 3}], "source_posting_id": out["id"]}
    post(keeper, "stock-returns", place | back)
    post(keeper, f"stock-postings/{out['id']}/reverse", {"reason": "entered twice"})
    assert world.stock("OIL") == (49, 0)
    short = send(keeper, "POST", f"{API}stock-issues", place | {"lines": [{"sku": "OIL", "quantity": 50}]})
    assert refusal(short) == (409, "stock_short")
    assert short.json()["details"] == [{"product": "OIL", "available": 49, "requested": 50}]
    twice = send(keeper, "POST", f"{API}stock-postings/{out['id']}/reverse", {"reason": "again"})
    assert refusal(twice) == (409, "transition_refused")
    assert_ledger_proves_levels()


def test_an_adjustment_over_the_limit_waits_for_the_approver(world, keeper):
    received(world, keeper)
    owner, approver = client_as(world, "owner"), client_as(world, "approver")
    path = f"{API}adjustment-policies/{world.business.code}"
    policy = send(owner, "PUT", path, {"approval_quantity_base": 5}, version=0)
    assert (policy.status_code, policy["ETag"]) == (200, '"1"')
    assert refusal(send(owner, "PUT", path, {"approval_quantity_base": 500}, version=0)) == (412, "version_mismatch")
    assert keeper.get(path).json() == policy.json()
    assert keeper.get(path)["ETag"] == '"1"'
    body = {"location": world.location.code, "note": "counted", "lines": [{"sku": "OIL", "quantity": -6}]}
    draft = post(keeper, "stock-adjustments", body)
    assert (draft["state"], world.stock("OIL")) == ("draft", (48, 0))
    assert [row["number"] for row in items(approver, "stock-adjustments?state=draft")] == [draft["number"]]
    path = f"stock-adjustments/{draft['id']}"
    assert refusal(send(keeper, "POST", f"{API}{path}/approve", {})) == (403, "forbidden")
    approved = post(approver, f"{path}/approve", {"note": "counted again"})
    assert (approved["state"], approved["version"], world.stock("OIL")) == ("posted", 2, (42, 0))
    detail = keeper.get(API + path)
    assert detail["ETag"] == '"2"'
    (line,) = detail.json()["lines"]
    assert (line["sku"], line["old_on_hand"], line["new_on_hand"]) == ("OIL", 48, 42)
    assert refusal(send(approver, "POST", f"{API}{path}/reject", {"note": "no"})) == (409, "transition_refused")


def test_who_made_a_draft_does_not_approve_it(world):
    owner = client_as(world, "owner")
    limits = {"approval_quantity_base": 0}
    send(owner, "PUT", f"{API}adjustment-policies/{world.business.code}", limits, version=0)
    body = {"location": world.location.code, "note": "counted", "lines": [{"sku": "OIL", "quantity": 1}]}
    draft = post(owner, "stock-adjustments", body)
    refused = send(owner, "POST", f"{API}stock-adjustments/{draft['id']}/approve")
    assert refusal(refused) == (403, "maker_is_checker")
    assert post(owner, f"stock-adjustments/{draft['id']}/reject", {"note": "mine"})["state"] == "rejected"


def test_a_batch_of_adjustments_answers_item_by_item(world, keeper):
    received(world, keeper)
    good = {"location": world.location.code, "note": "counted", "lines": [{"sku": "OIL", "quantity": -1}]}
    known = good | {"source": "replay", "external_reference": "C1"}
    batch = {"adjustments": [good, good | {"note": ""}, known, known]}
    answer = post(keeper, "stock-adjustments/batch", batch)["items"]
    assert [item["is_duplicate"] for item in answer] == [False, False, False, True]
    assert [item["refusal"] and item["refusal"]["code"] for item in answer] == [None, "stock_invalid", None, None]
    assert refusal(send(keeper, "POST", f"{API}stock-adjustments", good | {"note": ""})) == (422, "stock_invalid")
    assert world.stock("OIL") == (46, 0)


def test_a_transfer_is_sent_and_received_in_parts(world, keeper):
    received(world, keeper)
    body = {"from_location": world.location.code, "to_location": "SHOP", "lines": [{"sku": "OIL", "quantity": 10}]}
    sent = post(keeper, "stock-transfers", body)
    assert sent["lines"] == [{"position": 1, "sku": "OIL", "quantity_base": 10, "in_transit_base": 10, "unit": "EA"}]
    path = f"stock-transfers/{sent['id']}"
    partly = post(keeper, f"{path}/receive", {"lines": [{"position": 1, "quantity_base": 4}]})
    assert (partly["state"], partly["lines"][0]["in_transit_base"]) == ("in_transit", 6)
    (row,) = items(keeper, "stock-transfers?state=in_transit&location=SHOP")
    assert row["number"] == sent["number"]
    assert post(keeper, f"{path}/receive", {})["state"] == "received"
    detail = keeper.get(API + path).json()
    assert (detail["from_location"], detail["to_location"]) == (world.location.code, "SHOP")
    assert [step["step"] for step in detail["steps"]] == ["send", "receive", "receive"]
    assert refusal(send(keeper, "POST", f"{API}{path}/receive", {})) == (409, "transition_refused")
    assert_ledger_proves_levels()


def test_locations_are_made_and_edited_by_their_newest_version(world):
    owner = client_as(world, "owner")
    draft = {"branch": world.branch.code, "code": "VAN/1", "name": "Van 1", "kind": "van"}
    made = send(owner, "POST", f"{API}locations", draft)
    assert (made.status_code, made["ETag"]) == (201, '"1"')
    path = f"{API}locations/VAN/1"
    assert owner.get(path)["ETag"] == '"1"'
    assert refusal(send(owner, "PATCH", path, {"name": "Van one"})) == (428, "if_match_required")
    assert send(owner, "PATCH", path, {"name": "Van one"}, version=1)["ETag"] == '"2"'
    assert refusal(send(owner, "PATCH", path, {"name": "Van"}, version=1)) == (412, "version_mismatch")
    assert refusal(send(owner, "POST", f"{API}locations", draft)) == (409, "code_taken")
    assert [row["code"] for row in items(owner, f"locations?branch={world.branch.code}")][-1] == "VAN/1"


def test_a_reorder_point_opens_its_alert(world, keeper):
    receive(world, ("A/B 1", 5, "1"))
    point = {"location": world.location.code, "sku": "A/B 1", "reorder_point_base": 5}
    assert post(keeper, "reorder-points", {"points": [point]}) == {"changed": 1}
    assert Alert.objects.get().text == "A/B 1: 5 available, reorder point 5"
    assert [row["sku"] for row in items(keeper, "stock?low=true")] == ["A/B 1"]
    assert keeper.get(f"{API}stock/A/B 1").json()["locations"][0]["is_low"] is True


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("stock-receipts", {"location": "X", "lines": []}),
        ("stock-receipts", {"location": "X"}),
        ("stock-receipts", {"location": "X", "lines": [{"sku": "OIL", "quantity": 1.5, "unit_cost": "1"}]}),
        ("stock-receipts", {"location": "WH", "lines": [], "branch": 1}),
        ("stock-issues", {"location": "X", "lines": [], "occurred_at": "2026-03-02T09:30:00"}),
        ("stock-adjustments", {"location": "X", "lines": [], "note": "x" * 201}),
        ("stock-adjustments/batch", {"adjustments": []}),
        ("stock-transfers", {"from_location": "\u0000", "to_location": "SHOP", "lines": []}),
        ("reorder-points", {"points": []}),
        ("stock-postings/1/reverse", {"reason": ""}),
    ],
)
def test_what_cannot_be_meant_is_422_or_404_and_changes_nothing(world, keeper, path, body):
    before = everything()
    answer = send(keeper, "POST", API + path, body)
    assert answer.status_code in (404, 422), answer.content
    assert everything() == before


@pytest.mark.parametrize(
    "line",
    [
        {"quantity": 10**15}, {"quantity": "1e30"}, {"quantity": "NaN"}, {"quantity": "-0"}, {"quantity": ""},
        {"unit_cost": "1e12"}, {"unit_cost": "Infinity"}, {"unit_cost": "x"},
        {"quantity": 10**12, "unit_cost": "999999999"},
    ],
)  # fmt: skip
def test_numbers_beyond_reason_are_refused(world, keeper, line):
    body = {"location": world.location.code, "lines": [{"sku": "OIL", "quantity": 1, "unit_cost": "1"} | line]}
    assert refusal(send(keeper, "POST", f"{API}stock-receipts", body))[0] == 422


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("movements?from_on=yesterday", 422), ("movements?kind=magic", 422), ("movements?skus=OIL", 422),
        ("movements?reason_code=x", 422), ("movements?cursor=0", 422), ("stock?low=maybe", 422), ("stock?limit=0", 422),
        ("stock-adjustments?state=lost", 422), ("stock-transfers?state=lost", 422), ("stock/NOPE", 404),
        ("locations/NOPE", 404), ("stock-adjustments/99999999999999999999", 404), ("stock-transfers/7", 404),
        ("movements?reason_code=0", 200), ("movements?actor_id=999999999999999999", 200), ("stock?text=%25", 200),
        ("movements?from_on=0001-01-01&to_on=9999-12-31", 200),
    ],
)  # fmt: skip
def test_reads_refuse_what_they_do_not_know(world, keeper, query, status):
    assert keeper.get(API + query).status_code == status
