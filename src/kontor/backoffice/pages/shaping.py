"""What was typed as a value that an operation takes, under the rules of the API and refused in a person's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeVar

import msgspec
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kontor.kernel.errors import InvalidInput, KontorError, PreconditionFailed
from kontor.kernel.wire import decode

T = TypeVar("T")
#: What to write into a field, said where it was written otherwise.
WANTED: Final[Mapping[str, str | Promise]] = {
    "username": _("Write letters, digits and . _ - + @ only, no spaces, at most 150."),
    "email": _("Write an address such as name@example.com, or leave it empty."),
    "role": _("Choose a role."),
    "code": _("Write a short code without spaces."),
    "name": _("Write a name."),
    "currency": _("Write the three letters of a currency, such as KES."),
    "time_zone": _("Write a time zone such as Africa/Nairobi."),
    "day_starts_at": _("Write a time of day such as 06:00."),
    "branch_id": _("Choose a branch."),
}


def shaped(values: Mapping[str, Any], shape: type[T]) -> T:
    """Raises InvalidInput, naming the field, and FieldMasked."""
    try:
        return decode(msgspec.json.encode(values), shape)
    except InvalidInput as error:
        field = str(error.data.get("field") or "").rpartition(".")[2]
        if field not in WANTED:
            raise
        raise InvalidInput(str(WANTED[field]), field=field) from None


def version_to_save(request: HttpRequest, refusal: KontorError, now: int) -> int:
    """The version that a refused form goes on from: the one it was read at, or after a 412 the one there is `now`."""
    sent = request.POST.get("version", "")
    is_known = sent.isascii() and sent.isdigit() and 0 < len(sent) < 10
    return int(sent) if is_known and not isinstance(refusal, PreconditionFailed) else now
