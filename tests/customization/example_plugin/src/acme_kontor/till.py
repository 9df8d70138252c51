"""A module can be a plug-in as well as an object. Acme's till signs with its length and sends JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any


def verify(body: bytes, headers: Mapping[str, str]) -> bool:
    return headers.get("Acme-Length") == str(len(body))


def parse(body: bytes) -> Sequence[Mapping[str, Any]]:
    sales: list[Mapping[str, Any]] = json.loads(body)
    return sales


def fetch(since: datetime) -> Iterable[bytes]:
    return ()
