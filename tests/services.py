"""Services a test needs that not every machine has: MariaDB, Redis, RabbitMQ, Chromium."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def missing_service(reason: str) -> NoReturn:
    """Skip the test with the reason; in CI, where every service must be found, fail it."""
    if os.environ.get("CI", "").lower() == "true":
        pytest.fail(f"A service is missing: {reason}", pytrace=False)
    pytest.skip(reason)
