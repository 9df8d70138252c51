"""Changing a product: its name, category, tax class, what it is packed and counted in, and its dates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kontor.access.http import actor_of
from kontor.access.types import Actor
from kontor.backoffice.category_order import in_tree_order
from kontor.backoffice.pages.fields import (
    Field,
    Filled,
    Text,
    changes_of,
    day_of,
    in_words,
    key_of,
    refused_fields,
    sent_fields,
    shown_fields,
)
from kontor.backoffice.pages.posted import key_after, new_key, posted_call, version_of
from kontor.backoffice.pages.record_form import record_form
from kontor.backoffice.pages.rendering import go_to
from kontor.backoffice.queries.category import ProductFields, product_fields
from kontor.catalog.operations import edit_product
from kontor.catalog.queries import list_categories, list_tax_classes, product_codes
from kontor.catalog.types import ProductEdit
from kontor.kernel.errors import KontorError, NotFound
from kontor.kernel.wire import known_id

_EVERY: Final = 100_000
_MOST_TAX_CLASSES: Final = 500
_NONE: Final[tuple[str, Text]] = ("", gettext_lazy("none"))
TYPES: Final[Mapping[str, Text]] = {
    "finished": gettext_lazy("finished goods"),
    "raw": gettext_lazy("raw material"),
    "service": gettext_lazy("service, moves no stock"),
}
DATES: Final = (
    Field("manufactured_on", gettext_lazy("Made on"), kind="day"),
    Field("expires_on", gettext_lazy("Expires on"), kind="day"),
    Field("is_limited", gettext_lazy("Is not bought again"), kind="check"),
)


def edit(request: HttpRequest, product_id: int) -> HttpResponse:
    """Documents keep what they were written with; each change is a version of the product."""
    actor = actor_of(request)
    found = product_fields(known_id(product_id), actor=actor)
    fields = _fields(actor)
    now = {name: getattr(found, name) for name in ProductFields.__struct_fields__}
    if request.method != "POST":
        return _form(request, found, shown_fields(fields, now), key=new_key())
    filled = sent_fields(request, fields)
    try:
        wanted = ProductEdit(**_typed(changes_of(filled)))
        edit_product(product_id=found.id, version=version_of(request), edit=wanted, **posted_call(request)._asdict())
    except NotFound:
        raise
    except KontorError as refusal:
        filled = refused_fields(filled, refusal, now)
        refusal = in_words(refusal, filled)
        return _form(request, found, filled, key=key_after(request, refusal), refusal=refusal)
    return go_to(request, reverse("page-product", args=[found.sku]))


def _fields(actor: Actor) -> list[Field]:
    return [*about_fields(actor), *count_fields(actor), *DATES]


def about_fields(actor: Actor) -> list[Field]:
    """What a product is. Two reads."""
    tree = in_tree_order(list_categories(actor=actor, limit=_EVERY).items)
    taxes = list_tax_classes(actor=actor, limit=_MOST_TAX_CLASSES).items
    return [
        Field("name", gettext_lazy("Name"), most=200, is_required=True),
        Field(
            "category_id",
            gettext_lazy("Category"),
            kind="choice",
            choices=[_NONE, *((str(one.item.id), one.path) for one in tree)],
        ),
        Field("brand", gettext_lazy("Brand"), most=80),
        Field("tax_class", gettext_lazy("Tax class"), kind="choice", choices=[(one.code, one.name) for one in taxes]),
        Field("description", gettext_lazy("Note"), most=400),
    ]


def count_fields(actor: Actor) -> list[Field]:
    """What the tax office wants it to be packed and counted in."""
    codes = product_codes(actor=actor)
    packed = [_NONE, *((one.code, f"{one.name} ({one.code})") for one in codes.packaging_units)]
    counted = [_NONE, *((one.code, f"{one.name} ({one.code})") for one in codes.quantity_units)]
    return [
        Field("packaging_unit", gettext_lazy("Packed in"), kind="choice", choices=packed),
        Field("quantity_unit", gettext_lazy("Counted in"), kind="choice", choices=counted),
    ]


def _typed(texts: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = dict(texts)
    if "category_id" in texts:
        values["category_id"] = key_of(texts, "category_id")
    for name in ("manufactured_on", "expires_on"):
        if name in texts:
            values[name] = day_of(texts, name)
    if "is_limited" in texts:
        values["is_limited"] = bool(texts["is_limited"])
    return values


def _form(
    request: HttpRequest,
    found: ProductFields,
    filled: Sequence[Filled],
    *,
    key: str,
    refusal: KontorError | None = None,
) -> HttpResponse:
    return record_form(
        request,
        title=found.name,
        intro=_("%(code)s; code and kind stay, documents rest on them.") % {"code": found.code},
        back=reverse("page-product", args=[found.sku]),
        submit=_("Save"),
        filled=filled,
        version=found.version,
        key=key,
        refusal=refusal,
    )
