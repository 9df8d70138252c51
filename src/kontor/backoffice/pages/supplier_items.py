"""What a supplier delivers: adding a product to it, changing its terms, taking it off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kontor.access.http import actor_of
from kontor.backoffice.pages.fields import (
    Field,
    Filled,
    changes_of,
    in_words,
    open_fields,
    refuse_hidden,
    refused_fields,
    sent_fields,
    shown_fields,
    values_of,
)
from kontor.backoffice.pages.posted import key_after, new_key, posted_call, version_of
from kontor.backoffice.pages.record_form import record_form
from kontor.backoffice.pages.rendering import go_to
from kontor.kernel.errors import InvalidInput, KontorError, NotFound
from kontor.kernel.wire import known_id
from kontor.parties.queries import supplier_detail
from kontor.parties.types import SupplierItem as Supplier
from kontor.procurement.errors import SupplierItemInvalid, SupplierItemNotFound
from kontor.procurement.operations import edit_supplier_item, put_supplier_items, remove_supplier_item
from kontor.procurement.queries import supplier_item_detail
from kontor.procurement.types import SupplierItemDetail, SupplierItemEdit, SupplierItemPut

_SKU: Final = Field("sku", gettext_lazy("SKU"), most=40, is_required=True, hint=gettext_lazy("The code of the goods."))
_FIELDS: Final = (
    Field("supplier_sku", gettext_lazy("The supplier calls it"), most=40, hint=gettext_lazy("Its own code.")),
    Field("pack", gettext_lazy("Comes in"), most=20, hint=gettext_lazy("A pack of the SKU; empty: its base unit.")),
    Field("cost", gettext_lazy("Costs"), kind="number", most=20, hint=gettext_lazy("One such pack, without tax.")),
    Field("currency", gettext_lazy("Currency"), most=3, hint=gettext_lazy("Such as KES.")),
    Field(
        "lead_time_days",
        gettext_lazy("Takes"),
        kind="number",
        most=4,
        hint=gettext_lazy("Days from the order to the goods."),
    ),
    Field("is_preferred", gettext_lazy("Buy it here first"), kind="check"),
)


def new_item(request: HttpRequest, supplier_id: int) -> HttpResponse:
    actor = actor_of(request)
    supplier = supplier_detail(supplier_id=known_id(supplier_id), actor=actor)
    fields = open_fields((_SKU, *_FIELDS), SupplierItemPut, actor)
    if request.method != "POST":
        return _form(request, supplier, shown_fields(fields, {"sku": request.GET.get("sku", "")[:40]}), key=new_key())
    filled = sent_fields(request, fields)
    try:
        refuse_hidden(request, SupplierItemPut, actor)
        wanted = {name: text for name, text in values_of(filled).items() if text or name == "sku"}
        row = SupplierItemPut(supplier=supplier.code, **_typed(wanted))
        (item,) = put_supplier_items(rows=[row], **posted_call(request)._asdict()).items
        if item.verdict == "refused":
            raise SupplierItemInvalid(item.reason or "", field=item.field)
    except KontorError as refusal:
        filled = refused_fields(filled, refusal, {})
        # A refused row's verdict is stored under its key, so the corrected form needs another one.
        key = new_key() if isinstance(refusal, SupplierItemInvalid) else key_after(request, refusal)
        return _form(request, supplier, filled, key=key, refusal=refusal)
    return go_to(request, reverse("page-supplier", args=[supplier.id]))


def edit(request: HttpRequest, supplier_id: int, item_id: int) -> HttpResponse:
    actor = actor_of(request)
    supplier, found = _found(request, supplier_id, item_id)
    fields = open_fields(_FIELDS, SupplierItemEdit, actor)
    if request.method != "POST":
        return _form(request, supplier, shown_fields(fields, _values(found)), key=new_key(), found=found)
    filled = sent_fields(request, fields)
    try:
        refuse_hidden(request, SupplierItemEdit, actor)
        wanted = SupplierItemEdit(**_typed(changes_of(filled)))
        edit_supplier_item(item_id=found.id, version=version_of(request), edit=wanted, **posted_call(request)._asdict())
    except NotFound:
        raise
    except KontorError as refusal:
        filled = refused_fields(filled, refusal, _values(found))
        refusal = in_words(refusal, filled)
        return _form(request, supplier, filled, key=key_after(request, refusal), found=found, refusal=refusal)
    return go_to(request, reverse("page-supplier", args=[supplier.id]))


def remove(request: HttpRequest, supplier_id: int, item_id: int) -> HttpResponse:
    """A twin of the form finds it gone already, which is what was wanted; its key has the first one's answer."""
    supplier = supplier_detail(supplier_id=known_id(supplier_id), actor=actor_of(request))
    call = posted_call(request)
    try:
        remove_supplier_item(item_id=known_id(item_id), version=version_of(request), **call._asdict())
    except NotFound:
        raise
    except KontorError as refusal:
        _supplier, found = _found(request, supplier_id, item_id)
        filled = shown_fields(open_fields(_FIELDS, SupplierItemEdit, call.actor), _values(found))
        return _form(request, supplier, filled, key=new_key(), found=found, refusal=in_words(refusal, filled))
    return go_to(request, reverse("page-supplier", args=[supplier.id]))


def _found(request: HttpRequest, supplier_id: int, item_id: int) -> tuple[Supplier, SupplierItemDetail]:
    """Raises SupplierNotFound, and SupplierItemNotFound for an item of another supplier."""
    actor = actor_of(request)
    supplier = supplier_detail(supplier_id=known_id(supplier_id), actor=actor)
    found = supplier_item_detail(item_id=known_id(item_id), actor=actor)
    if found.supplier_id != supplier.id:
        raise SupplierItemNotFound()
    return supplier, found


def _values(found: SupplierItemDetail) -> dict[str, Any]:
    return {field.name: getattr(found, field.name) for field in _FIELDS}


def _typed(texts: Mapping[str, str]) -> dict[str, Any]:
    """The fields' texts as the operations want them. Raises InvalidInput for a time that is no number of days."""
    values: dict[str, Any] = dict(texts)
    if "pack" in values and not values["pack"]:
        raise InvalidInput(_("Write the code of a pack, such as CASE."), field="pack")
    if "cost" in values:
        values["cost"] = values["cost"] or None
    if "lead_time_days" in values:
        values["lead_time_days"] = _days(values["lead_time_days"])
    if "is_preferred" in values:
        values["is_preferred"] = bool(values["is_preferred"])
    return values


def _days(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise InvalidInput(_("Write a number of days such as 3."), field="lead_time_days")
    return int(text)


def _form(
    request: HttpRequest,
    supplier: Supplier,
    filled: Sequence[Filled],
    *,
    key: str,
    found: SupplierItemDetail | None = None,
    refusal: KontorError | None = None,
) -> HttpResponse:
    return record_form(
        request,
        title=_("New product of %(supplier)s") % {"supplier": supplier.name} if found is None else found.name,
        intro=supplier.code if found is None else f"{found.sku}, {supplier.name}",
        action=request.path if found is None else reverse("page-supplier-item", args=[supplier.id, found.id]),
        back=reverse("page-supplier", args=[supplier.id]),
        submit=_("Add the product") if found is None else _("Save"),
        filled=filled,
        version=found.version if found else None,
        remove=reverse("page-supplier-item-remove", args=[supplier.id, found.id]) if found else None,
        remove_label=_("It is not delivered any more"),
        key=key,
        refusal=refusal,
    )
