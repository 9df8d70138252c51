"""Taking a product in: what it is, what it is packed in, what it costs. One SKU, called as the product."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kontor.access.http import actor_of
from kontor.access.types import Actor
from kontor.backoffice.pages.fields import (
    Field,
    Filled,
    day_of,
    key_of,
    refused_fields,
    sent_fields,
    shown_fields,
    values_of,
)
from kontor.backoffice.pages.own_fields import own_fields, typed_custom, with_faults
from kontor.backoffice.pages.packed import PACK_ROWS, pack_fields, refused_pack, typed_packs
from kontor.backoffice.pages.posted import key_after, new_key, posted_call
from kontor.backoffice.pages.product_form import DATES, TYPES, about_fields, count_fields
from kontor.backoffice.pages.rendering import go_to, page
from kontor.catalog.types import ProductDraft, SkuDraft
from kontor.customization.document_kinds import PRODUCT
from kontor.customization.fields import CustomFields
from kontor.customization.queries import custom_fields
from kontor.kernel.errors import InvalidInput, KontorError
from kontor.kernel.wire import text
from kontor.pricing.operations import create_priced_product
from kontor.pricing.queries import list_price_lists
from kontor.pricing.types import FirstPrice

_MOST_LISTS: Final = 200
_MOST_GRAMS_DIGITS: Final = 10
_ABOUT, _PACKS, _PRICE, _OWN = "about", "packs", "price", "own"
Groups = dict[str, list[Filled]]


def new_product(request: HttpRequest) -> HttpResponse:
    """Everything or nothing is taken; refused, what was typed stays and the field that is wrong says why."""
    actor, own = actor_of(request), custom_fields(PRODUCT)
    fields = _fields(actor, own)
    if request.method != "POST":
        filled = {name: shown_fields(some, _first_values(request)) for name, some in fields.items()}
        return _form(request, filled, key=new_key())
    filled = {name: sent_fields(request, some) for name, some in fields.items()}
    texts = {name: value for some in filled.values() for name, value in values_of(some).items()}
    try:
        draft, price = _draft(texts, own), _price(request, texts)
        created = create_priced_product(draft=draft, price=price, **posted_call(request)._asdict())
    except KontorError as refusal:
        named = refused_pack(texts, refusal)
        filled = {name: with_faults(refused_fields(some, named, {}), refusal) for name, some in filled.items()}
        return _form(request, filled, key=key_after(request, refusal), refusal=refusal)
    return go_to(request, reverse("page-product", args=[created.skus[0].code]))


def _fields(actor: Actor, own: CustomFields) -> dict[str, list[Field]]:
    code = Field("code", gettext_lazy("Code"), most=40, is_required=True, hint=gettext_lazy("It cannot change."))
    kind = Field("type", gettext_lazy("Kind"), kind="choice", choices=tuple(TYPES.items()))
    return {
        _ABOUT: [code, *about_fields(actor), kind, *count_fields(actor), *DATES],
        _PACKS: pack_fields(),
        _PRICE: _price_fields(actor) if actor.may("pricing.write") else [],
        _OWN: own_fields(own),
    }


def _price_fields(actor: Actor) -> list[Field]:
    lists = list_price_lists(actor=actor, limit=_MOST_LISTS).items
    sale = sorted((one for one in lists if one.kind == "sale"), key=lambda one: (not one.is_default, one.id))
    if not sale:
        return []
    with_tax = _("with tax")
    choices = [
        (str(one.id), f"{one.name}, {one.currency}{', ' + with_tax if one.is_tax_inclusive else ''}") for one in sale
    ]
    hint = gettext_lazy("Of one base unit, such as 31.20. Empty: none yet, so it cannot be sold.")
    return [
        Field("price_list_id", gettext_lazy("Price list"), kind="choice", choices=choices),
        Field("unit_price", gettext_lazy("Price"), kind="number", most=18, hint=hint),
        Field("valid_from", gettext_lazy("From"), kind="day"),
    ]


def _first_values(request: HttpRequest) -> dict[str, Any]:
    category = text(request, "category", most=20)
    return {"category_id": category, "type": "finished", "base_unit": "EA", "valid_from": timezone.localdate()}


def _draft(texts: Mapping[str, str], own: CustomFields) -> ProductDraft:
    if texts["type"] not in TYPES:
        raise InvalidInput(_("Choose one of the list."), field="type")
    sku = SkuDraft(
        code=texts["code"],
        base_unit=texts["base_unit"],
        weight_grams=_grams(texts["weight_grams"]),
        packs=typed_packs(texts),
    )
    return ProductDraft(
        code=texts["code"],
        name=texts["name"],
        tax_class=texts["tax_class"],
        skus=(sku,),
        category_id=key_of(texts, "category_id"),
        type=texts["type"],  # type: ignore[arg-type]  # one of TYPES, see above
        description=texts["description"],
        brand=texts["brand"],
        packaging_unit=texts["packaging_unit"],
        quantity_unit=texts["quantity_unit"],
        is_limited=bool(texts["is_limited"]),
        manufactured_on=day_of(texts, "manufactured_on"),
        expires_on=day_of(texts, "expires_on"),
        custom=typed_custom(texts, own),
    )


def _grams(text: str) -> int | None:
    if text and not (text.isascii() and text.isdigit() and len(text) <= _MOST_GRAMS_DIGITS):
        raise InvalidInput(_("Write whole grams such as 920, or leave it empty."), field="weight_grams")
    return int(text) if text else None


def _price(request: HttpRequest, texts: Mapping[str, str]) -> FirstPrice | None:
    """None where no price was typed. One that was sent without its field is judged, and refused, by its right."""
    unit_price = texts.get("unit_price") or request.POST.get("unit_price", "").strip()[:20]
    if not unit_price:
        return None
    given = {name: texts.get(name) or request.POST.get(name, "")[:20] for name in ("price_list_id", "valid_from")}
    since = day_of(given, "valid_from")
    if since is None:
        raise InvalidInput(_("Say from which day on."), field="valid_from")
    return FirstPrice(key_of(given, "price_list_id") or 0, unit_price, since)


def _form(request: HttpRequest, filled: Groups, *, key: str, refusal: KontorError | None = None) -> HttpResponse:
    context: dict[str, Any] = {
        **filled,
        _PACKS: _rows(filled[_PACKS]),
        "has_tax_class": any(one.field.name == "tax_class" and one.field.choices for one in filled[_ABOUT]),
        "key": key,
        "refusal": refusal,
    }
    return page(request, "product_new.html", context, status=refusal.status if refusal is not None else 200)


def _rows(packs: Sequence[Filled]) -> list[Sequence[Filled]]:
    """As they stand below each other: the base unit, then each further pack."""
    width = len(packs) // (PACK_ROWS + 1)
    return [packs[start : start + width] for start in range(0, len(packs), width)]
