"""Suppliers: the list, one supplier, taking one on and changing it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kontor.access.http import actor_of
from kontor.backoffice.pages.exporting import SUPPLIERS, as_file, wants_file
from kontor.backoffice.pages.fields import (
    Field,
    Filled,
    changes_of,
    day_of,
    in_words,
    open_fields,
    refuse_hidden,
    refused_fields,
    sent_fields,
    shown_fields,
    values_of,
)
from kontor.backoffice.pages.filtering import Sorting, file_of, filter_text, next_page
from kontor.backoffice.pages.posted import key_after, new_key, posted_call, version_of
from kontor.backoffice.pages.record_form import record_form
from kontor.backoffice.pages.rendering import go_to, page
from kontor.backoffice.pages.terms import TERMS
from kontor.kernel.errors import InvalidInput, KontorError, NotFound
from kontor.kernel.masking import shown
from kontor.kernel.money import Money, decimal_from_minor
from kontor.kernel.wire import Page, cursor, known_id
from kontor.parties.operations import create_suppliers, edit_supplier
from kontor.parties.queries import SupplierFilter, list_suppliers, supplier_detail
from kontor.parties.types import SupplierDraft, SupplierEdit, SupplierItem
from kontor.procurement.queries import SupplierItemFilter, list_supplier_items

_PAGE_ROWS: Final = 50
_SORTS: Final = ("name", "-name", "code", "-code", "-id", "id")
_CODE: Final = Field(
    "code", gettext_lazy("Code"), most=40, is_required=True, hint=gettext_lazy("It cannot change afterwards.")
)
_FIELDS: Final = (
    Field("name", gettext_lazy("Name"), most=160, is_required=True),
    Field("phone", gettext_lazy("Phone"), kind="tel", most=40),
    Field("email", gettext_lazy("E-mail"), kind="email", most=120),
    Field("tax_pin", gettext_lazy("Tax number"), most=40),
    Field("address", gettext_lazy("Address"), most=240),
    Field("payment_terms", gettext_lazy("Is paid"), kind="choice", choices=tuple(TERMS.items())),
    Field("opening_balance_minor", gettext_lazy("Owed to it at the start"), kind="number", most=20),
    Field("opening_balance_currency", gettext_lazy("Currency"), most=3, hint=gettext_lazy("Such as KES.")),
    Field("opening_balance_on", gettext_lazy("On the day"), kind="day", hint=gettext_lazy("All three or none.")),
)
_ACTIVE: Final = Field("is_active", gettext_lazy("Is bought from"), kind="check")


def suppliers(request: HttpRequest) -> HttpResponseBase:
    actor, sort = actor_of(request), Sorting.of(request, _SORTS)
    bought = {"yes": True, "no": False}.get(request.GET.get("bought", ""))
    filters = SupplierFilter(search=filter_text(request, "search") or "", is_active=bought)

    def read(after: int | None, limit: int) -> Page[SupplierItem]:
        return list_suppliers(actor=actor, wanted=filters, after=after, limit=limit, sort=sort.by)

    if wants_file(request):
        return as_file(request, "suppliers", SUPPLIERS, read)
    found = read(cursor(request), _PAGE_ROWS)
    context = {
        "suppliers": shown(found.items, actor.rights),
        "sees_terms": actor.may("supplier_terms.read"),
        "next": next_page(request, found.next_cursor),
        "file": file_of(request),
        "sort": sort,
        "filters": request.GET,
        "is_filtered": filters != SupplierFilter() or "cursor" in request.GET,
    }
    return page(request, "suppliers.html", context)


def supplier(request: HttpRequest, supplier_id: int) -> HttpResponse:
    actor = actor_of(request)
    found = supplier_detail(supplier_id=known_id(supplier_id), actor=actor)
    items = list_supplier_items(
        actor=actor,
        wanted=SupplierItemFilter(supplier_id=found.id),
        after=cursor(request),
        limit=_PAGE_ROWS,
        sort="sku__code",
    )
    context = {
        "supplier": shown(found, actor.rights),
        "items": shown(items.items, actor.rights),
        "next": next_page(request, items.next_cursor),
        "sees_costs": actor.may("costs.read"),
        "opening": _opening(found) if actor.may("supplier_terms.read") else "",
        "sees_contacts": actor.may("contacts.read"),
        "sees_terms": actor.may("supplier_terms.read"),
    }
    return page(request, "supplier.html", context)


def new_supplier(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    fields = open_fields((_CODE, *_FIELDS), SupplierDraft, actor)
    if request.method != "POST":
        return _form(request, shown_fields(fields, {"payment_terms": "immediate"}), key=new_key())
    filled = sent_fields(request, fields)
    try:
        refuse_hidden(request, SupplierDraft, actor)
        texts = values_of(filled)
        draft = SupplierDraft(**_typed(texts, texts))
        made = create_suppliers(drafts=[draft], **posted_call(request)._asdict()).items[0]
    except KontorError as refusal:
        filled = refused_fields(filled, refusal, {})
        return _form(request, filled, key=key_after(request, refusal), refusal=refusal)
    return go_to(request, reverse("page-supplier", args=[made.id]))


def edit(request: HttpRequest, supplier_id: int) -> HttpResponse:
    actor = actor_of(request)
    found = supplier_detail(supplier_id=known_id(supplier_id), actor=actor)
    fields = open_fields((*_FIELDS, _ACTIVE), SupplierEdit, actor)
    if request.method != "POST":
        return _form(request, shown_fields(fields, _values(found)), key=new_key(), found=found)
    filled = sent_fields(request, fields)
    try:
        refuse_hidden(request, SupplierEdit, actor)
        wanted = SupplierEdit(**_typed(changes_of(filled), values_of(filled)))
        edit_supplier(supplier_id=found.id, version=version_of(request), edit=wanted, **posted_call(request)._asdict())
    except NotFound:
        raise
    except KontorError as refusal:
        filled = refused_fields(filled, refusal, _values(found))
        refusal = in_words(refusal, filled)
        return _form(request, filled, key=key_after(request, refusal), found=found, refusal=refusal)
    return go_to(request, reverse("page-supplier", args=[found.id]))


def _opening(found: SupplierItem) -> str:
    """What was owed when the books began, in major units; "" where nothing is told."""
    if found.opening_balance_minor is None:
        return ""
    return decimal_from_minor(found.opening_balance_minor, found.opening_balance_currency)


def _values(found: SupplierItem) -> dict[str, Any]:
    """As the form shows them: the balance in major units."""
    values = {name: getattr(found, name) for name in SupplierItem.__struct_fields__}
    return {**values, "opening_balance_minor": _opening(found)}


def _typed(texts: Mapping[str, str], all_texts: Mapping[str, str]) -> dict[str, Any]:
    """The fields' texts as the operations want them; what an amount is worth depends on the currency beside it."""
    values: dict[str, Any] = {name: text for name, text in texts.items() if text or name != "payment_terms"}
    if {"opening_balance_minor", "opening_balance_currency"} & texts.keys():
        values["opening_balance_minor"] = _minor(all_texts)
    if "opening_balance_on" in texts:
        values["opening_balance_on"] = day_of(texts, "opening_balance_on")
    if "is_active" in texts:
        values["is_active"] = bool(texts["is_active"])
    return values


def _minor(texts: Mapping[str, str]) -> int | None:
    """Raises InvalidInput for an amount without a currency, or one that is no number."""
    amount = texts["opening_balance_minor"]
    if not amount:
        return None
    try:
        return Money.parse(amount, texts["opening_balance_currency"]).amount_minor
    except InvalidInput as refusal:
        raise InvalidInput(refusal.detail, field="opening_balance_minor") from None


def _form(
    request: HttpRequest,
    filled: Sequence[Filled],
    *,
    key: str,
    found: SupplierItem | None = None,
    refusal: KontorError | None = None,
) -> HttpResponse:
    return record_form(
        request,
        title=_("New supplier") if found is None else found.name,
        intro=_("Who you buy from.") if found is None else found.code,
        back=reverse("page-suppliers") if found is None else reverse("page-supplier", args=[found.id]),
        submit=_("Take on") if found is None else _("Save"),
        filled=filled,
        version=found.version if found else None,
        key=key,
        refusal=refusal,
    )
