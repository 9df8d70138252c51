"""Where a customer is billed and delivered to: adding an address, changing one, removing one."""

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
from kontor.kernel.wire import known_id, quantity
from kontor.parties.address_types import AddressDraft, AddressEdit, AddressItem
from kontor.parties.errors import AddressNotFound
from kontor.parties.operations import add_address, edit_address, remove_address
from kontor.parties.queries import address_detail, customer_detail
from kontor.parties.terms import ADDRESS_KINDS
from kontor.parties.types import CustomerItem

_KIND: Final = Field(
    "kind",
    gettext_lazy("For"),
    kind="choice",
    choices=(("delivery", gettext_lazy("goods")), ("billing", gettext_lazy("bills"))),
)
_FIELDS: Final = (
    Field("label", gettext_lazy("Called"), most=80, hint=gettext_lazy("Such as back gate.")),
    Field("line1", gettext_lazy("Street"), most=120, is_required=True),
    Field("line2", gettext_lazy("Second line"), most=120),
    Field("postal_code", gettext_lazy("Postal code"), most=20),
    Field("city", gettext_lazy("City"), most=80),
    Field("area", gettext_lazy("Area"), kind="area"),
    Field("phone", gettext_lazy("Phone"), kind="tel", most=40),
    Field("latitude", gettext_lazy("Latitude"), kind="number", most=12, hint=gettext_lazy("Degrees; both or none.")),
    Field("longitude", gettext_lazy("Longitude"), kind="number", most=12),
    Field("is_default", gettext_lazy("Take this one unless another is named"), kind="check"),
)


def new_address(request: HttpRequest, customer_id: int) -> HttpResponse:
    actor = actor_of(request)
    customer = customer_detail(customer_id=known_id(customer_id), actor=actor)
    fields = open_fields((_KIND, *_FIELDS), AddressDraft, actor)
    if request.method != "POST":
        return _form(request, customer, shown_fields(fields, {}), key=new_key())
    filled = sent_fields(request, fields)
    try:
        refuse_hidden(request, AddressDraft, actor)
        values = values_of(filled)
        if values["kind"] not in ADDRESS_KINDS:
            raise InvalidInput(_("Say whether goods or bills go there."), field="kind")
        draft = AddressDraft(**_typed(values))
        add_address(customer_id=customer.id, draft=draft, **posted_call(request)._asdict())
    except NotFound:
        raise
    except KontorError as refusal:
        filled = refused_fields(filled, refusal, {})
        return _form(request, customer, filled, key=key_after(request, refusal), refusal=refusal)
    return go_to(request, reverse("page-customer", args=[customer.id]))


def edit(request: HttpRequest, customer_id: int, address_id: int) -> HttpResponse:
    """Documents keep the text they were written with."""
    actor = actor_of(request)
    customer = customer_detail(customer_id=known_id(customer_id), actor=actor)
    fields = open_fields(_FIELDS, AddressEdit, actor)
    found = _present(customer.id, known_id(address_id), request)
    if request.method != "POST":
        return _form(request, customer, shown_fields(fields, _values(found)), key=new_key(), found=found)
    filled = sent_fields(request, fields)
    try:
        refuse_hidden(request, AddressEdit, actor)
        wanted = AddressEdit(**_typed(changes_of(filled)))
        edit_address(
            customer_id=customer.id,
            address_id=address_id,
            version=version_of(request),
            edit=wanted,
            **posted_call(request)._asdict(),
        )
    except NotFound:
        raise
    except KontorError as refusal:
        found = _present(customer.id, address_id, request)
        filled = refused_fields(filled, refusal, _values(found))
        refusal = in_words(refusal, filled)
        return _form(request, customer, filled, key=key_after(request, refusal), found=found, refusal=refusal)
    return go_to(request, reverse("page-customer", args=[customer.id]))


def remove(request: HttpRequest, customer_id: int, address_id: int) -> HttpResponse:
    try:
        remove_address(
            customer_id=known_id(customer_id),
            address_id=known_id(address_id),
            version=version_of(request),
            **posted_call(request)._asdict(),
        )
    except NotFound:
        raise
    except KontorError as refusal:
        customer = customer_detail(customer_id=customer_id, actor=actor_of(request))
        found = _present(customer.id, address_id, request)
        filled = shown_fields(open_fields(_FIELDS, AddressEdit, actor_of(request)), _values(found))
        return _form(request, customer, filled, key=new_key(), found=found, refusal=in_words(refusal, filled))
    return go_to(request, reverse("page-customer", args=[customer_id]))


def _present(customer_id: int, address_id: int, request: HttpRequest) -> AddressItem:
    """Raises AddressNotFound also for a removed one: nothing can be done with it."""
    found = address_detail(customer_id=customer_id, address_id=address_id, actor=actor_of(request))
    if found.is_removed:
        raise AddressNotFound(_("This address was removed meanwhile; add it anew."))
    return found


def _values(found: AddressItem) -> dict[str, Any]:
    return {name: getattr(found, name) for name in AddressItem.__struct_fields__}


def _typed(texts: Mapping[str, str]) -> dict[str, Any]:
    """The fields' texts as the operations want them. Raises InvalidInput for degrees that are no number."""
    values: dict[str, Any] = dict(texts)
    if "area" in values:
        values["area"] = values["area"] or None
    for name in ("latitude", "longitude"):
        if name in values:
            values[name] = quantity(texts[name], name) if texts[name] else None
    if "is_default" in values:
        values["is_default"] = bool(texts["is_default"])
    return values


def _form(
    request: HttpRequest,
    customer: CustomerItem,
    filled: Sequence[Filled],
    *,
    key: str,
    found: AddressItem | None = None,
    refusal: KontorError | None = None,
) -> HttpResponse:
    path = reverse("page-address-new", args=[customer.id])
    if found is not None:
        path = reverse("page-address", args=[customer.id, found.id])
    return record_form(
        request,
        title=_("New address") if found is None else _("Address"),
        intro=customer.name,
        action=path,
        back=reverse("page-customer", args=[customer.id]),
        submit=_("Add") if found is None else _("Save"),
        filled=filled,
        version=found.version if found else None,
        remove=reverse("page-address-remove", args=[customer.id, found.id]) if found else None,
        key=key,
        offers=True,
        refusal=refusal,
    )
