"""What a customer or supplier must be like to be taken: pure rules over drafts and the codes that are in use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final, Protocol

import msgspec
from msgspec import UNSET

from kontor.customization.types import SchemaRow
from kontor.kernel.currencies import IN_USE, not_in_use
from kontor.kernel.text import optional_email, optional_text, required_text
from kontor.parties.errors import CodeTaken, PartyInvalid
from kontor.parties.terms import PAYMENT_TERMS
from kontor.parties.types import CustomerDraft, CustomerEdit, CustomerItem, SupplierDraft

_MOST_MINOR: Final = 10**15
_TEXTS: Final = {"country": 80, "address": 240, "phone": 40, "tax_pin": 40}

#: Noted in the audit trail as changed, never with their values: the trail cannot forget, a person may ask to be.
PERSONAL: Final = frozenset({"name", "address", "phone", "email", "tax_pin", "custom"})


class KnownParties(msgspec.Struct):
    """Codes in use, those of this batch included as they are taken, and the channels and areas asked for."""

    codes: set[str]
    channels: Mapping[str, int]
    areas: Mapping[str, int]
    custom_schema: SchemaRow | None = None


def checked_customer(draft: CustomerDraft, known: KnownParties) -> CustomerDraft:
    """`draft` trimmed, its code taken; without a name it is called by its code.

    Raises TextInvalid, PartyInvalid, CodeTaken.
    """
    code = _free_code(draft.code, "customer", known)
    check_code(draft.channel, "channel", known.channels)
    check_code(draft.area, "area", known.areas)
    check_terms(draft.payment_terms)
    checked = msgspec.structs.replace(
        draft,
        code=code,
        name=optional_text(draft.name, "name", 160) or code,
        email=optional_email(draft.email, "email", 120),
        **{name: optional_text(getattr(draft, name), name, most) for name, most in _TEXTS.items()},
    )
    known.codes.add(code)
    return checked


def checked_supplier(draft: SupplierDraft, known: KnownParties) -> SupplierDraft:
    """`draft` trimmed, its code taken. Raises TextInvalid, PartyInvalid, CodeTaken."""
    code = _free_code(draft.code, "supplier", known)
    checked = msgspec.structs.replace(
        draft,
        code=code,
        name=required_text(draft.name, "name", 160),
        email=optional_email(draft.email, "email", 120),
        **{name: optional_text(getattr(draft, name), name, _TEXTS[name]) for name in ("address", "phone", "tax_pin")},
    )
    check_terms(checked.payment_terms)
    check_opening_balance(checked)
    known.codes.add(code)
    return checked


def customer_changes(
    customer: CustomerItem, edit: CustomerEdit, channels: Mapping[str, int], areas: Mapping[str, int]
) -> dict[str, Any]:
    """Field -> new value, of what `edit` really changes. Raises TextInvalid and PartyInvalid."""
    wanted = {name: value for name, value in msgspec.structs.asdict(edit).items() if value is not UNSET}
    wanted.pop("custom", None)  # checked against its schema, by the operation
    for name, most in _TEXTS.items():
        if name in wanted:
            wanted[name] = optional_text(wanted[name], name, most)
    if "name" in wanted:
        wanted["name"] = required_text(wanted["name"], "name", 160)
    if "email" in wanted:
        wanted["email"] = optional_email(wanted["email"], "email", 120)
    if "payment_terms" in wanted:
        check_terms(wanted["payment_terms"])
    check_code(wanted.get("channel"), "channel", channels)
    check_code(wanted.get("area"), "area", areas)
    return {name: value for name, value in wanted.items() if getattr(customer, name) != value}


def audited(before: CustomerItem, changes: Mapping[str, Any]) -> dict[str, Sequence[Any]]:
    """The difference as the audit trail may keep it: personal data only as "changed"."""
    return {
        name: ("changed", "changed") if name in PERSONAL else (getattr(before, name), new)
        for name, new in changes.items()
    }


def check_code(code: str | None, what: str, ids: Mapping[str, int]) -> None:
    if code is not None and code not in ids:
        raise PartyInvalid(f"There is no {what} {code!r}; make it first.", field=what)


class _WithOpeningBalance(Protocol):
    @property
    def opening_balance_minor(self) -> int | None: ...
    @property
    def opening_balance_currency(self) -> str: ...
    @property
    def opening_balance_on(self) -> date | None: ...


def check_opening_balance(row: _WithOpeningBalance, was_in: str = "") -> None:
    """Raises PartyInvalid unless amount, currency and day are all there or all missing, and the currency is in use.

    `was_in`: the currency it has already, which may have been withdrawn since.
    """
    given = [row.opening_balance_minor is not None, bool(row.opening_balance_currency)]
    given.append(row.opening_balance_on is not None)
    if any(given) and not all(given):
        raise PartyInvalid(
            "An opening balance needs its amount, its currency and its day.", field="opening_balance_minor"
        )
    currency = row.opening_balance_currency
    if currency not in (was_in, "") and currency not in IN_USE:
        raise PartyInvalid(not_in_use(currency), field="opening_balance_currency")
    if abs(row.opening_balance_minor or 0) > _MOST_MINOR:
        raise PartyInvalid("This opening balance is beyond all bounds.", field="opening_balance_minor")


def check_terms(payment_terms: str) -> None:
    if payment_terms not in PAYMENT_TERMS:
        raise PartyInvalid(f"payment_terms must be one of {', '.join(PAYMENT_TERMS)}.", field="payment_terms")


def _free_code(text: str, what: str, known: KnownParties) -> str:
    code = required_text(text, "code", 40)
    if code in known.codes:
        raise CodeTaken(f"There is a {what} {code} already.", field="code", taken=code)
    return code
