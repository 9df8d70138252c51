"""Files of master data: whoever may write what is in them. These try one with customers."""

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
imports         POST    + + + - - - + - - + |  200  200  200  401
"""

REQUESTS: Final[Requests] = {
    ("imports", "POST"): lambda _: Ask({"kind": "customers"}, body="code", query="?dry_run=true&default=name%3DShop"),
}
