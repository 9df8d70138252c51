"""What a customer or supplier must be like to be taken: pure rules over drafts and the codes that are in use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
from msgspec import UNSET

from kontor.kernel.text import optional_email, optional_text, required_text
from kontor.parties.errors import CodeTaken, PartyInvalid
from kontor.parties.types import CustomerDraft, CustomerEdit, CustomerItem, SupplierDraft

_TEXTS: Final = {"country": 80, "address": 240, "phone": 40, "tax_pin": 40}

#: Noted in the audit trail as changed, never with their values: the trail cannot forget, a person may ask to be.
PERSONAL: Final = frozenset({"name", "address", "phone", "email", "tax_pin"})


class KnownParties(msgspec.Struct):
    """Codes in use, those of this batch included as they are taken, and the channels asked for."""

    codes: set[str]
    channels: Mapping[str, int]


def checked_customer(draft: CustomerDraft, known: KnownParties) -> CustomerDraft:
    """`draft` trimmed, its code taken. Raises TextInvalid, PartyInvalid, CodeTaken."""
    code = _free_code(draft.code, "customer", known)
    check_channel(draft.channel, known.channels)
    checked = msgspec.structs.replace(
        draft,
        code=code,
        name=required_text(draft.name, "name", 160),
        email=optional_email(draft.email, "email", 120),
        **{name: optional_text(getattr(draft, name), name, most) for name, most in _TEXTS.items()},
    )
    known.codes.add(code)
    return checked


def checked_supplier(draft: SupplierDraft, known: KnownParties) -> SupplierDraft:
    """`draft` trimmed, its code taken. Raises TextInvalid, CodeTaken."""
    code = _free_code(draft.code, "supplier", known)
    checked = msgspec.structs.replace(
        draft,
        code=code,
        name=required_text(draft.name, "name", 160),
        email=optional_email(draft.email, "email", 120),
        **{name: optional_text(getattr(draft, name), name, _TEXTS[name]) for name in ("address", "phone", "tax_pin")},
    )
    known.codes.add(code)
    return checked


def customer_changes(customer: CustomerItem, edit: CustomerEdit, channels: Mapping[str, int]) -> dict[str, Any]:
    """Field -> new value, of what `edit` really changes. Raises TextInvalid and PartyInvalid."""
    wanted = {name: value for name, value in msgspec.structs.asdict(edit).items() if value is not UNSET}
    for name, most in _TEXTS.items():
        if name in wanted:
            wanted[name] = optional_text(wanted[name], name, most)
    if "name" in wanted:
        wanted["name"] = required_text(wanted["name"], "name", 160)
    if "email" in wanted:
        wanted["email"] = optional_email(wanted["email"], "email", 120)
    if "channel" in wanted:
        check_channel(wanted["channel"], channels)
    return {name: value for name, value in wanted.items() if getattr(customer, name) != value}


def audited(before: CustomerItem, changes: Mapping[str, Any]) -> dict[str, Sequence[Any]]:
    """The difference as the audit trail may keep it: personal data only as "changed"."""
    return {
        name: ("changed", "changed") if name in PERSONAL else (getattr(before, name), new)
        for name, new in changes.items()
    }


def check_channel(code: str | None, channels: Mapping[str, int]) -> None:
    if code is not None and code not in channels:
        raise PartyInvalid(f"There is no channel {code!r}; make it first.", field="channel")


def _free_code(text: str, what: str, known: KnownParties) -> str:
    code = required_text(text, "code", 40)
    if code in known.codes:
        raise CodeTaken(f"There is a {what} {code} already.", field="code", taken=code)
    return code
