"""A shop and a client of it, for tests that come over HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.test import Client

from tests.calls import send
from tests.people import client_of, make_key, make_user
from tests.sales.orders import make_shop
from tests.world import World

ORDERS = "/api/v1/sales-orders"


@dataclass(frozen=True)
class Shop:
    world: World
    client: Client

    def send(self, method: str, path: str, body: Any = None, **extra: Any) -> Any:
        """`path` is behind /api/v1/sales-orders."""
        return send(self.client, method, f"{ORDERS}{path}", body, **extra)

    def draft(self, *lines: dict[str, Any], **extra: Any) -> dict[str, Any]:
        return {"location": self.world.location.code, "customer": "C1", "lines": lines, **extra}

    def placed(self, *lines: dict[str, Any], **extra: Any) -> dict[str, Any]:
        response = self.send("POST", "", self.draft(*lines, **extra))
        assert response.status_code == 201, response.content
        answer: dict[str, Any] = response.json()
        return answer


def open_shop(*codes: str, role: str = "owner", scopes: tuple[str, ...] = ()) -> Shop:
    world = make_shop(*codes)
    user = make_user(role, branches=(world.branch,))
    return Shop(world, client_of(make_key(user, scopes=scopes)))


def line(sku: str, quantity: int | str, **extra: Any) -> dict[str, Any]:
    return {"sku": sku, "quantity": quantity, **extra}
