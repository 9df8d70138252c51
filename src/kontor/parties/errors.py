from __future__ import annotations

from kontor.kernel.errors import Conflict, InvalidInput, NotFound


class PartyInvalid(InvalidInput):
    code = "party_invalid"
    title = "This cannot be accepted as it is"


class CodeTaken(Conflict):
    code = "code_taken"
    title = "This code is in use"


class CustomerNotFound(NotFound):
    code = "customer_not_found"
    title = "There is no such customer"
