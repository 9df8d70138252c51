"""Filling in the company's own fields of an order or a product, which have no other form to change them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from kontor.access.http import Call, actor_of
from kontor.access.types import Actor
from kontor.backoffice.pages.fields import changes_of, in_words, refused_fields, sent_fields, shown_fields
from kontor.backoffice.pages.own_fields import own_fields, own_texts, typed_custom, with_faults
from kontor.backoffice.pages.posted import key_after, new_key, posted_call, version_of
from kontor.backoffice.pages.record_form import record_form
from kontor.backoffice.pages.rendering import go_to
from kontor.catalog.operations import edit_product
from kontor.catalog.queries import product_detail
from kontor.catalog.types import ProductEdit
from kontor.customization.document_kinds import PRODUCT, SALES_ORDER
from kontor.customization.queries import custom_fields
from kontor.customization.types import CustomValue
from kontor.kernel.errors import KontorError, NotFound
from kontor.kernel.wire import known_id
from kontor.sales.answers import single
from kontor.sales.operations import amend_order
from kontor.sales.queries import order_detail
from kontor.sales.types import OrderAmendment

Values = Mapping[str, CustomValue]


class _Document(NamedTuple):
    title: str
    version: int
    custom: Values
    back: str


def order(request: HttpRequest, order_id: int) -> HttpResponse:
    def read(actor: Actor) -> _Document:
        found = order_detail(actor=actor, order_id=known_id(order_id))
        return _Document(found.number, found.version, found.custom, reverse("page-order", args=[found.id]))

    def save(version: int, custom: dict[str, CustomValue], call: Call) -> object:
        amendment = OrderAmendment(custom=custom)
        return single(amend_order(order_id=known_id(order_id), version=version, amendment=amendment, **call._asdict()))

    return _fill_in(request, SALES_ORDER, read, save)


def product(request: HttpRequest, product_id: int) -> HttpResponse:
    def read(actor: Actor) -> _Document:
        found = product_detail(product_id=known_id(product_id), actor=actor)
        return _Document(found.name, found.version, found.custom, reverse("page-product", args=[found.skus[0].code]))

    def save(version: int, custom: dict[str, CustomValue], call: Call) -> object:
        edit = ProductEdit(custom=custom)
        return edit_product(product_id=known_id(product_id), version=version, edit=edit, **call._asdict())

    return _fill_in(request, PRODUCT, read, save)


def _fill_in(
    request: HttpRequest,
    kind: str,
    read: Callable[[Actor], _Document],
    save: Callable[[int, dict[str, CustomValue], Call], object],
) -> HttpResponse:
    """Saves what was typed anew, as every form of a row does."""
    actor, fields = actor_of(request), custom_fields(kind)
    found, refusal = read(actor), None
    filled = shown_fields(own_fields(fields), own_texts(found.custom))
    if request.method == "POST":
        filled = sent_fields(request, own_fields(fields))
        try:
            save(version_of(request), typed_custom(changes_of(filled), fields), posted_call(request))
            return go_to(request, found.back)
        except NotFound:
            raise
        except KontorError as error:
            found = read(actor)
            filled = with_faults(refused_fields(filled, error, own_texts(found.custom)), error)
            refusal = in_words(error, filled)
    return record_form(
        request,
        title=found.title,
        intro=_("Own fields"),
        back=found.back,
        submit=_("Save"),
        filled=filled,
        version=found.version,
        key=new_key() if refusal is None else key_after(request, refusal),
        refusal=refusal,
    )
