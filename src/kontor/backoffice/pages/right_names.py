"""Rights in words, grouped by what they are about. One that has no words here yet is named by its own."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kontor.access.roles import RIGHTS

Text = str | Promise

_AREAS: Final[dict[str, Text]] = {
    "catalog": _("Products"), "parties": _("Customers and suppliers"), "pricing": _("Prices"),
    "payables": _("Owed to suppliers"), "sales": _("Orders"),
    "stock": _("Stock"), "alerts": _("Alerts"), "organization": _("Company"), "access": _("Users"),
    "audit": _("Audit trail"), "customization": _("Own fields"), "verify": _("Proof of the books"),
    "costs": _("Sensitive columns"), "contacts": _("Sensitive columns"), "supplier_terms": _("Sensitive columns"),
}  # fmt: skip
_WORDS: Final[dict[str, Text]] = {
    "catalog.read": _("see products"), "catalog.write": _("change products"),
    "parties.read": _("see customers and suppliers"), "parties.write": _("change customers and suppliers"),
    "parties.erase": _("erase who a customer was"),
    "pricing.read": _("see prices"), "pricing.write": _("change prices and taxes"),
    "payables.read": _("see what is owed to suppliers"), "payables.write": _("post bills and payments of suppliers"),
    "sales.read": _("see orders"), "sales.place": _("place orders"), "sales.amend": _("change orders"),
    "sales.confirm": _("confirm orders"), "sales.ship": _("ship orders"), "sales.bill": _("bill orders"),
    "sales.cancel": _("cancel orders"), "sales.reprice": _("take today's prices"),
    "sales.override_price": _("sell at another price"), "sales.release_hold": _("release holds"),
    "sales.reverse": _("reverse orders"),
    "stock.read": _("see stock and movements"), "stock.receive": _("receive goods"), "stock.issue": _("issue goods"),
    "stock.transfer": _("transfer goods"), "stock.adjust": _("adjust stock"),
    "stock.approve_adjustment": _("approve adjustments"), "stock.backdate": _("post with an earlier date"),
    "alerts.read": _("see alerts"), "alerts.resolve": _("resolve alerts"),
    "organization.read": _("see branches and who works there"),
    "organization.write": _("change branches and who works there"),
    "organization.close_period": _("close the books"),
    "access.read": _("see users and roles"), "access.write": _("change users and roles"),
    "access.reset_password": _("give people of their branches a new password"),
    "audit.read": _("see who did what"), "verify.read": _("see whether the books are proved"),
    "costs.read": _("what goods cost, and the margin"), "contacts.read": _("telephone, e-mail and tax numbers"),
    "supplier_terms.read": _("what is agreed with suppliers"),
    "customization.write": _("say which fields documents have"),
}  # fmt: skip


class NamedRight(msgspec.Struct, frozen=True):
    """`is_off`: not for the actor to give."""

    code: str
    words: Text
    is_on: bool
    is_off: bool


def grouped(chosen: Collection[str], own: Collection[str]) -> Sequence[tuple[Text, list[NamedRight]]]:
    """Every right there is, under what it is about; whether it is among `chosen`, and whether it may be given."""
    groups: dict[str, tuple[Text, list[NamedRight]]] = {}
    for code in RIGHTS:
        area, _dot, verb = code.partition(".")
        label = _AREAS.get(area, area.replace("_", " ").capitalize())
        words = _WORDS.get(code, verb.replace("_", " "))
        right = NamedRight(code, words, code in chosen, code not in own)
        groups.setdefault(str(label), (label, []))[1].append(right)
    return list(groups.values())


def held(rights: Collection[str]) -> Sequence[tuple[Text, list[Text]]]:
    """Only those there are, for reading."""
    found = [(label, [right.words for right in named if right.is_on]) for label, named in grouped(rights, ())]
    return [(label, words) for label, words in found if words]
