from __future__ import annotations

from kontor.kernel.errors import Conflict, InvalidInput, NotFound


class RegisterInvalid(InvalidInput):
    code = "register_invalid"
    title = "This cannot be accepted as it is"


class RegisterNotFound(NotFound):
    code = "register_not_found"
    title = "There is no such register for you"


class RegisterCodeTaken(Conflict):
    code = "code_taken"
    title = "This code is in use"
