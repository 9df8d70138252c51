"""HTTP calls as a client makes them: JSON in, the key in the header, a fresh Idempotency-Key for each change."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import count
from typing import Any

from django.test import Client

_numbers = count(1)


def send(
    client: Client,
    method: str,
    path: str,
    body: Any = None,
    *,
    key: str | None = None,
    version: int | None = None,
    headers: Mapping[str, str] | None = None,
) -> Any:
    """Make one call. `key` repeats an Idempotency-Key; `version` becomes If-Match. The answer is Django's response."""
    sent = dict(headers or {})
    if method not in {"GET", "HEAD", "OPTIONS"}:
        sent["Idempotency-Key"] = key or f"call-{next(_numbers)}"
    if version is not None:
        sent["If-Match"] = f'"{version}"'
    data = "" if body is None else json.dumps(body)
    return client.generic(method, path, data, content_type="application/json", headers=sent)


def refusal(response: Any) -> tuple[int, str]:
    """The status and the code of a problem document."""
    assert response["Content-Type"] == "application/problem+json", response.content
    return response.status_code, response.json()["code"]
