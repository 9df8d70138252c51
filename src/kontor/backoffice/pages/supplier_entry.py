"""Entering a document of a supplier, or a payment to it, and taking an entry back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kontor.access.http import actor_of
from kontor.access.types import Actor
from kontor.backoffice.pages.fields import Field, Filled, day_of, refused_fields, sent_fields, shown_fields, values_of
from kontor.backoffice.pages.posted import key_after, new_key, posted_call
from kontor.backoffice.pages.record_form import record_form
from kontor.backoffice.pages.rendering import go_to
from kontor.kernel.errors import KontorError, NotFound
from kontor.kernel.money import Money
from kontor.kernel.wire import known_id
from kontor.organization.queries import branch_facts, list_branches, today_of
from kontor.parties.queries import supplier_detail
from kontor.parties.types import SupplierItem
from kontor.payables.errors import EntryInvalid, EntryNotFound
from kontor.payables.operations import post_entries, reverse_entry
from kontor.payables.queries import entry_detail
from kontor.payables.types import EntryReversal, SupplierEntryDetail, SupplierEntryDraft

KINDS: Final[dict[str, str | Promise]] = {
    "bill": gettext_lazy("Bill"),
    "payment": gettext_lazy("Payment"),
    "credit": gettext_lazy("Credit"),
    "adjustment": gettext_lazy("Adjustment"),
}
_MOST_BRANCHES: Final = 500
_REASON: Final = Field("reason", gettext_lazy("Why"), most=200, is_required=True)
_DAY: Final = Field("business_date", gettext_lazy("On the day"), kind="day", is_required=True)


def new_entry(request: HttpRequest, supplier_id: int) -> HttpResponse:
    """A bill unless the URL names another kind."""
    actor = actor_of(request)
    found = supplier_detail(supplier_id=known_id(supplier_id), actor=actor)
    fields = _fields(actor)
    if request.method != "POST":
        values = {"kind": request.GET.get("kind", "bill"), "business_date": today_of(actor=actor, now=timezone.now())}
        return _form(request, found, shown_fields(fields, values), key=new_key())
    filled = sent_fields(request, fields)
    try:
        draft = _draft(found, values_of(filled), actor)
        (item,) = post_entries(drafts=[draft], **posted_call(request)._asdict()).items
        if item.verdict == "refused":
            raise EntryInvalid(item.reason or "", field=item.field)
        if item.verdict == "duplicate":
            raise EntryInvalid(_("This document is entered already."), field="reference")
    except KontorError as refusal:
        # A refused entry's verdict is stored under its key, so the corrected form needs another one.
        key = new_key() if isinstance(refusal, EntryInvalid) else key_after(request, refusal)
        return _form(request, found, refused_fields(filled, refusal, {}), key=key, refusal=refusal)
    return go_to(request, _statement_from(found.id, draft.business_date.isoformat()))


def reversal(request: HttpRequest, supplier_id: int, entry_id: int) -> HttpResponse:
    """Asks why, and takes the entry back."""
    actor = actor_of(request)
    entry = entry_detail(entry_id=known_id(entry_id), actor=actor)
    if entry.supplier_id != supplier_id:
        raise EntryNotFound(f"There is no entry {entry_id} of this supplier.")
    fields = (_REASON, _DAY)
    if request.method != "POST":
        return _reversal_form(
            request,
            entry,
            shown_fields(fields, {"business_date": today_of(actor=actor, now=timezone.now())}),
            key=new_key(),
        )
    filled = sent_fields(request, fields)
    try:
        values = values_of(filled)
        wanted = EntryReversal(reason=values["reason"], business_date=day_of(values, "business_date"))
        reverse_entry(entry_id=entry.id, reversal=wanted, **posted_call(request)._asdict())
    except NotFound:
        raise
    except KontorError as refusal:
        filled = refused_fields(filled, refusal, {})
        return _reversal_form(request, entry, filled, key=key_after(request, refusal), refusal=refusal)
    return go_to(request, _statement_from(supplier_id, entry.business_date.isoformat()))


def _statement_from(supplier_id: int, first: str) -> str:
    """The statement with what was just entered in it, whichever day it is dated."""
    return f"{reverse('page-supplier-statement', args=[supplier_id])}?from_on={first[:8]}01"


def _fields(actor: Actor) -> Sequence[Field]:
    branches = list_branches(actor=actor, after=None, limit=_MOST_BRANCHES, is_active=True, sort="name").items
    facts = branch_facts([branch.id for branch in branches])
    choices = [(branch.code, f"{branch.name}, {facts[branch.id].currency}") for branch in branches]
    return (
        Field("kind", gettext_lazy("What it is"), kind="choice", choices=tuple(KINDS.items())),
        Field(
            "amount_minor",
            gettext_lazy("Amount"),
            kind="number",
            most=20,
            is_required=True,
            hint=gettext_lazy("Only an adjustment may begin with a minus: it takes away from what is owed."),
        ),
        Field(
            "reference",
            gettext_lazy("Number"),
            most=60,
            hint=gettext_lazy("The one on the supplier's document. A bill or credit needs it."),
        ),
        Field("business_date", gettext_lazy("Dated"), kind="day", is_required=True),
        Field(
            "due_on",
            gettext_lazy("Due on"),
            kind="day",
            hint=gettext_lazy("Of a bill. Empty: by what is agreed with the supplier."),
        ),
        Field("branch", gettext_lazy("Branch that owes or pays"), kind="choice", choices=choices),
        Field("note", gettext_lazy("Note"), most=200, hint=gettext_lazy("An adjustment must say why.")),
    )


def _draft(found: SupplierItem, texts: Mapping[str, str], actor: Actor) -> SupplierEntryDraft:
    """Raises EntryInvalid for a branch or an amount that cannot be, InvalidInput for what is no day."""
    branches = {branch.code: branch for branch in branch_facts(sorted(actor.branch_ids)).values()}
    branch = branches.get(texts["branch"])
    if branch is None:
        raise EntryInvalid(_("Choose one of your branches."), field="branch")
    dated = day_of(texts, "business_date")
    if dated is None:
        raise EntryInvalid(_("Say which day the document is dated."), field="business_date")
    try:
        amount = Money.parse(texts["amount_minor"].replace("\u2212", "-").replace(",", ""), branch.currency)
    except KontorError as refusal:
        raise EntryInvalid(refusal.detail, field="amount_minor") from None
    return SupplierEntryDraft(
        supplier=found.code,
        kind=texts["kind"],
        amount_minor=amount.amount_minor,
        branch=branch.code,
        business_date=dated,
        reference=texts["reference"],
        due_on=day_of(texts, "due_on"),
        note=texts["note"],
    )


def _form(
    request: HttpRequest,
    found: SupplierItem,
    filled: Sequence[Filled],
    *,
    key: str,
    refusal: KontorError | None = None,
) -> HttpResponse:
    return record_form(
        request,
        title=_("Enter a document"),
        intro=f"{found.name}, {found.code}",
        back=reverse("page-supplier-statement", args=[found.id]),
        submit=_("Post"),
        filled=filled,
        key=key,
        refusal=refusal,
    )


def _reversal_form(
    request: HttpRequest,
    entry: SupplierEntryDetail,
    filled: Sequence[Filled],
    *,
    key: str,
    refusal: KontorError | None = None,
) -> HttpResponse:
    name = " ".join(part for part in (str(KINDS[entry.kind]), entry.reference) if part)
    amount = Money(entry.amount_minor, entry.currency)
    return record_form(
        request,
        title=_("Reverse %(entry)s") % {"entry": name},
        intro=_("%(supplier)s, %(amount)s. An opposite entry is posted; this one stays in the ledger.")
        % {"supplier": entry.supplier_name, "amount": amount},
        back=reverse("page-supplier-statement", args=[entry.supplier_id]),
        submit=_("Reverse"),
        filled=filled,
        key=key,
        refusal=refusal,
    )
