"""An order's whole way over HTTP, as rows 45 and 77 tell it; every call is repeated by a client that heard nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from kontor.kernel.models import Event
from kontor.maintenance.operations import verify_books
from kontor.sales.models import SalesOrder
from tests.calls import refusal, send
from tests.people import PASSWORD, make_user
from tests.sales.http import ORDERS, Shop, line, open_shop
from tests.world import NOW, assert_ledger_proves_levels

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Iterator[Shop]:
    yield open_shop("OIL", "RICE")
    assert_ledger_proves_levels()
    assert verify_books(clock=lambda: NOW).differences == []


class Forgetful:
    """A client that repeats each call with the same key and must hear the same, byte for byte where it was done."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.calls = 0

    def send(self, method: str, path: str, body: Any = None, **extra: Any) -> Any:
        self.calls += 1
        first, again = (self.shop.send(method, path, body, key=f"once-{self.calls}", **extra) for _ in range(2))
        assert again.status_code == first.status_code
        if first.status_code < 300:
            assert again.content == first.content
        else:  # a refusal is decided again, under a request id of its own
            assert {**again.json(), "request_id": ""} == {**first.json(), "request_id": ""}
        assert again.headers.get("ETag") == first.headers.get("ETag")
        return first


def test_row_77_an_order_is_drafted_edited_confirmed_and_delivered(shop: Shop) -> None:
    """Row 77: draft (editable) -> confirm -> deliver; each wrong step and each shortage is a problem document."""
    client = Forgetful(shop)
    draft = client.send("POST", "", shop.draft(line("OIL", 2, pack="CASE"), line("RICE", 101)))
    assert (draft.status_code, draft.json()["lifecycle"]) == (201, "draft")
    where = f"/{draft.json()['id']}"

    early = client.send("POST", f"{where}/ship")
    assert (refusal(early), early.json()["error"]) == ((409, "transition_refused"), "wrong_state")

    short = client.send("POST", f"{where}/confirm")
    assert refusal(short) == (409, "stock_short")
    assert short.json()["details"] == [{"product": "RICE", "available": 100, "requested": 101}]
    assert shop.world.stock("OIL") == (100, 0)

    edited = client.send("PUT", f"{where}/lines/by-sku/RICE", {"quantity": 10}, version=1)
    assert (edited.json()["total"], edited["ETag"]) == ("672.80", '"2"')
    lost = client.send("PATCH", where, {"priority": 1}, version=1)
    assert refusal(lost) == (412, "version_mismatch")

    confirmed = client.send("POST", f"{where}/confirm")
    assert (confirmed.json()["lifecycle"], shop.world.stock("OIL"), shop.world.stock("RICE")) == (
        "confirmed",
        (100, 48),
        (100, 10),
    )
    assert refusal(client.send("POST", f"{where}/confirm")) == (409, "transition_refused")

    delivered = client.send("POST", f"{where}/ship")
    assert (delivered.json()["lifecycle"], delivered.json()["fulfillment"]) == ("closed", "full")
    assert (shop.world.stock("OIL"), shop.world.stock("RICE")) == ((52, 0), (90, 0))
    over = client.send("POST", f"{where}/cancel", {"reason": "too late"})
    assert over.json()["detail"] == f"{draft.json()['number']} is closed; it may: bill."

    assert SalesOrder.objects.count() == 1
    shown = shop.send("GET", where).json()
    assert [entry["action"] for entry in shown["history"]] == [
        "order.place",
        "order.amend",
        "order.confirm",
        "order.ship",
    ]
    assert (shown["version"], shown["next_actions"]) == (4, ["bill", "reverse"])


def test_row_45_a_short_order_waits_for_goods_is_billed_delivered_and_partly_taken_back(shop: Shop) -> None:
    """Row 45: received, checked, queued, short, procured, billed, shipped in two runs, returned, ended."""
    client = Forgetful(shop)
    wrong = client.send("POST", "", shop.draft(line("TEA", 1)))
    assert refusal(wrong) == (404, "product_unknown")

    order = client.send("POST", "", shop.draft(line("OIL", 120), line("RICE", 5), submit=True)).json()
    where = f"/{order['id']}"
    held = client.send("POST", f"{where}/confirm", {"when_short": "hold"}).json()
    assert (held["lifecycle"], held["hold"], held["hold_reason"]) == ("submitted", "oos", "OIL: 100 of 120 there")
    (waiting,) = shop.send("GET", "/outstanding?hold=oos").json()["items"]
    assert (waiting["number"], waiting["lines"][0]["backordered_base"]) == (order["number"], 120)

    shop.world.receive("OIL", 20)
    confirmed = client.send("POST", f"{where}/confirm").json()
    assert (confirmed["lifecycle"], confirmed["hold"]) == ("confirmed", "")
    assert client.send("POST", f"{where}/bill").status_code == 200
    assert refusal(client.send("POST", f"{where}/cancel", {"reason": "too late"})) == (409, "transition_refused")

    first = client.send("POST", f"{where}/ship", {"lines": [{"position": 1, "quantity_base": 100}]}).json()
    assert first["fulfillment"] == "partly"
    (waiting,) = shop.send("GET", "/outstanding").json()["items"]
    assert [(row["sku"], row["unshipped_base"]) for row in waiting["lines"]] == [("OIL", 20), ("RICE", 5)]
    assert client.send("POST", f"{where}/ship").json()["lifecycle"] == "closed"
    assert shop.send("GET", "/outstanding").json()["items"] == []

    back = {
        "location": shop.world.location.code,
        "reason": "dented",
        "order_id": order["id"],
        "lines": [{"position": 1, "quantity": 2}],
    }
    reversal = send(shop.client, "POST", "/api/v1/sales-reversals", back)
    assert (reversal.status_code, reversal.json()["total"]) == (201, "23.20")
    assert (shop.world.stock("OIL"), shop.world.stock("RICE")) == ((2, 0), (95, 0))
    told = list(Event.objects.filter(type__startswith="Order").order_by("id").values_list("type", flat=True))
    assert told == ["OrderPlaced", "OrderHeldBack", "OrderConfirmed", "OrderBilled", "OrderShipped", "OrderShipped"]


def test_a_person_who_signs_in_places_an_order_with_the_sessions_token(shop: Shop) -> None:
    make_user("sales", username="grace", branches=(shop.world.branch,))
    browser = Client(enforce_csrf_checks=True)
    signed_in = send(browser, "POST", "/api/v1/session", {"username": "grace", "password": PASSWORD})
    body = shop.draft(line("OIL", 1), confirm=True)
    assert refusal(send(browser, "POST", ORDERS, body)) == (403, "csrf_failed")
    token = {"X-CSRFToken": signed_in.json()["csrf_token"]}
    placed = send(browser, "POST", ORDERS, body, headers=token)
    assert placed.status_code == 201
    shown = send(browser, "GET", f"{ORDERS}/{placed.json()['id']}").json()
    assert (shown["placed_by"], shown["next_actions"]) == ("grace", ["amend", "cancel"])
