"""Everybody signed in reads which fields there are, since forms show them; the company's owner says which."""

from __future__ import annotations

from typing import Final

from tests.journeys.rights.table import Ask, Requests

TABLE: Final = """
#                         owner          accountant
#                         | manager      | approver
#                         | | sales      | | auditor
#                         | | | cashier  | | | integration
#                         | | | | store  | | | |
#                         | | | | | driver | | |   own other none nobody
custom-fields     GET     + + + + + + + + + + |  200  200  200  401
custom-fields-of  GET     + + + + + + + + + + |  200  200  200  401
custom-fields-of  PUT     + - - - - - - - - - |  200  200  200  401
custom-field-versions GET + + + + + + + + + + |  200  200  200  401
custom-field-misfits GET  + - - - - - - - - - |  200  200  200  401
"""

_SCHEMA: Final = {"properties": {"dock": {"type": "integer"}}}

REQUESTS: Final[Requests] = {
    ("custom-fields", "GET"): lambda _: Ask(),
    ("custom-fields-of", "GET"): lambda _: Ask({"kind": "customer"}),
    ("custom-fields-of", "PUT"): lambda _: Ask({"kind": "customer"}, {"schema": _SCHEMA}, version=0),
    ("custom-field-versions", "GET"): lambda _: Ask({"kind": "customer"}),
    ("custom-field-misfits", "GET"): lambda _: Ask({"kind": "sales_order"}),
}
