"""Everybody who sees orders sees what they come to, of the own branches; what goods cost is masked."""

from __future__ import annotations

from typing import Final

from tests.journeys.rights.table import Ask, Requests

TABLE: Final = """
#                       owner          accountant
#                       | manager      | approver
#                       | | sales      | | auditor
#                       | | | cashier  | | | integration
#                       | | | | store  | | | |
#                       | | | | | driver | | |   own other none nobody
day-totals      GET     + + + + + + + + + + |  200  200  200  401
"""
REQUESTS: Final[Requests] = {("day-totals", "GET"): lambda _: Ask(query="?from=2026-03-01&to=2026-03-31")}
