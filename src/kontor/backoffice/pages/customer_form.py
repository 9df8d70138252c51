"""Taking on a customer, and changing one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kontor.access.http import actor_of
from kontor.access.types import Actor
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
from kontor.backoffice.pages.own_fields import own_fields, own_texts, typed_custom, with_faults, without_own
from kontor.backoffice.pages.posted import key_after, new_key, posted_call, version_of
from kontor.backoffice.pages.record_form import record_form
from kontor.backoffice.pages.rendering import go_to
from kontor.backoffice.pages.terms import TERMS
from kontor.backoffice.queries import customer_around
from kontor.customization.document_kinds import CUSTOMER
from kontor.customization.queries import custom_fields
from kontor.kernel.errors import KontorError, NotFound
from kontor.kernel.wire import known_id
from kontor.parties.operations import create_customers, edit_customer
from kontor.parties.queries import customer_detail, list_channels
from kontor.parties.types import CustomerDraft, CustomerEdit, CustomerItem

_MOST_CHANNELS: Final = 200
_CODE: Final = Field(
    "code", gettext_lazy("Code"), most=40, hint=gettext_lazy("Left empty, it gets the next number. It cannot change.")
)
_PLAIN: Final = (
    Field("area", gettext_lazy("Area"), kind="area", hint=gettext_lazy("Orders are taken for this area.")),
    Field("payment_terms", gettext_lazy("Pays"), kind="choice", choices=tuple(TERMS.items())),
    Field("phone", gettext_lazy("Phone"), kind="tel", most=40),
    Field("email", gettext_lazy("E-mail"), kind="email", most=120),
    Field("tax_pin", gettext_lazy("Tax number"), most=40),
    Field("address", gettext_lazy("Address"), most=240),
    Field("country", gettext_lazy("Country"), most=80),
    Field("registered_on", gettext_lazy("Customer since"), kind="day"),
)


def new_customer(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    fields = [_CODE, *_fields(actor, "", is_required=False)]
    if request.method != "POST":
        return _form(request, shown_fields(fields, {"payment_terms": "immediate"}), key=new_key())
    filled = sent_fields(request, fields)
    try:
        refuse_hidden(request, CustomerDraft, actor)
        draft = CustomerDraft(**_typed(values_of(filled)))
        created = create_customers(drafts=[draft], **posted_call(request)._asdict()).items[0]
    except KontorError as refusal:
        filled = with_faults(refused_fields(filled, refusal, {}), refusal)
        return _form(request, filled, key=key_after(request, refusal), refusal=refusal)
    return go_to(request, reverse("page-customer", args=[created.id]))


def edit(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Saves what was typed anew. One that comes too late shows what changed meanwhile and keeps what was typed."""
    customer_id, actor = known_id(customer_id), actor_of(request)
    if request.method != "POST":
        found = customer_detail(customer_id=customer_id, actor=actor)
        texts = {"area": customer_around(customer_id=customer_id, actor=actor).names.area}
        fields = _fields(actor, found.channel or "")
        filled = shown_fields(fields, _values(found), texts)
        return _form(request, filled, key=new_key(), found=found)
    filled = sent_fields(request, _fields(actor, request.POST.get("was.channel", "")[:20]))
    try:
        refuse_hidden(request, CustomerEdit, actor)
        wanted = CustomerEdit(**_typed(changes_of(filled)))
        edit_customer(
            customer_id=customer_id, version=version_of(request), edit=wanted, **posted_call(request)._asdict()
        )
    except NotFound:
        raise
    except KontorError as refusal:
        found = customer_detail(customer_id=customer_id, actor=actor)
        filled = with_faults(refused_fields(filled, refusal, _values(found)), refusal)
        refusal = in_words(refusal, filled)
        return _form(request, filled, key=key_after(request, refusal), found=found, refusal=refusal)
    return go_to(request, reverse("page-customer", args=[customer_id]))


def _fields(actor: Actor, channel: str, *, is_required: bool = True) -> list[Field]:
    """`channel` is offered although it may be retired: the customer has it."""
    known = list_channels(actor=actor, limit=_MOST_CHANNELS).items
    choices = [(one.code, one.name) for one in known if one.is_active or one.code == channel]
    fields = (
        Field("name", gettext_lazy("Name"), most=160, is_required=is_required),
        Field("channel", gettext_lazy("Channel"), kind="choice", choices=(("", gettext_lazy("none")), *choices)),
        *_PLAIN,
        *own_fields(custom_fields(CUSTOMER)),
    )
    return open_fields(fields, CustomerEdit, actor)


def _values(found: CustomerItem) -> dict[str, Any]:
    return {name: getattr(found, name) for name in CustomerItem.__struct_fields__} | own_texts(found.custom)


def _typed(texts: Mapping[str, str]) -> dict[str, Any]:
    """The fields' texts as the operation wants them. Raises InvalidInput for a day that is none."""
    values: dict[str, Any] = dict(without_own(texts))
    if len(values) < len(texts):
        values["custom"] = typed_custom(texts, custom_fields(CUSTOMER))
    for name in ("channel", "area"):
        if name in values:
            values[name] = values[name] or None
    if "registered_on" in values:
        values["registered_on"] = day_of(texts, "registered_on")
    return values


def _form(
    request: HttpRequest,
    filled: Sequence[Filled],
    *,
    key: str,
    found: CustomerItem | None = None,
    refusal: KontorError | None = None,
) -> HttpResponse:
    path = reverse("page-customers") if found is None else reverse("page-customer", args=[found.id])
    return record_form(
        request,
        title=_("New customer") if found is None else found.name,
        intro=_("A name stands once for an area and a channel.") if found is None else found.code,
        back=path,
        submit=_("Take on") if found is None else _("Save"),
        filled=filled,
        version=found.version if found else None,
        key=key,
        offers=True,
        refusal=refusal,
    )
