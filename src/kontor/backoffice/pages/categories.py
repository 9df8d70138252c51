"""Categories: the tree, one of them with its products and its picture, making, renaming and moving one."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any, Final

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kontor.access.http import actor_of
from kontor.access.types import Actor
from kontor.backoffice.category_order import Placed, in_tree_order
from kontor.backoffice.pages.fields import (
    Field,
    Filled,
    Text,
    changes_of,
    in_words,
    key_of,
    refused_fields,
    sent_fields,
    shown_fields,
    values_of,
)
from kontor.backoffice.pages.filtering import next_page
from kontor.backoffice.pages.posted import key_after, new_key, posted_call, version_of
from kontor.backoffice.pages.record_form import record_form
from kontor.backoffice.pages.rendering import go_to, page
from kontor.backoffice.queries.category import picture_of, product_counts
from kontor.catalog.errors import CategoryNotFound, ImageInvalid
from kontor.catalog.image_header import MOST_BYTES
from kontor.catalog.operations import create_category, edit_category, set_category_image
from kontor.catalog.queries import ProductFilter, list_categories, list_products
from kontor.catalog.types import CategoryDraft, CategoryEdit
from kontor.kernel.errors import KontorError, NotFound
from kontor.kernel.wire import cursor, known_id, optional_integer

_EVERY: Final = 100_000
_PAGE_ROWS: Final = 50
_SHOWN_WHOLE: Final = 300
_NAME: Final = Field("name", gettext_lazy("Name"), is_required=True)


def categories(request: HttpRequest) -> HttpResponse:
    """The whole tree while it is small, else what stands at the top."""
    actor = actor_of(request)
    tree, counts = _tree(actor), product_counts(actor=actor)
    is_whole = len(tree) <= _SHOWN_WHOLE
    shown = tree if is_whole else [one for one in tree if one.depth == 0]
    context = {"rows": [(one, counts.get(one.item.id, 0)) for one in shown], "is_whole": is_whole, "total": len(tree)}
    return page(request, "categories.html", context)


def category(request: HttpRequest, category_id: int) -> HttpResponse:
    return _show(request, known_id(category_id))


def set_picture(request: HttpRequest, category_id: int) -> HttpResponse:
    """Takes a picture; it is remade in the background and shown then."""
    category_id = known_id(category_id)
    try:
        file = request.FILES.get("picture")
        if file is None:
            raise ImageInvalid(_("Choose a picture: JPEG, PNG or WebP of at most 5 MB."))
        content = file.read(MOST_BYTES + 1)
        call = posted_call(request)
        seen = hashlib.sha256(call.key.fingerprint.encode() + content).hexdigest()
        call = call._replace(key=msgspec.structs.replace(call.key, fingerprint=seen))
        set_category_image(category_id=category_id, version=version_of(request), content=content, **call._asdict())
    except NotFound:
        raise
    except KontorError as refusal:
        return _show(request, category_id, refusal)
    return go_to(request, reverse("page-category", args=[category_id]))


def new_category(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    fields = (_NAME, _parent_field(_tree(actor)))
    if request.method != "POST":
        values = {"parent_id": optional_integer(request, "beneath")}
        return _form(request, None, shown_fields(fields, values), key=new_key())
    filled = sent_fields(request, fields)
    try:
        texts = values_of(filled)
        draft = CategoryDraft(texts["name"], key_of(texts, "parent_id"))
        made = create_category(draft=draft, **posted_call(request)._asdict())
    except KontorError as refusal:
        filled = refused_fields(filled, refusal, {})
        return _form(request, None, filled, key=key_after(request, refusal), refusal=refusal)
    return go_to(request, reverse("page-category", args=[made.id]))


def edit(request: HttpRequest, category_id: int) -> HttpResponse:
    """A new name or another place; what is below it goes with it, and it cannot go below itself."""
    category_id, tree = known_id(category_id), _tree(actor_of(request))
    found = _placed(category_id, tree)
    fields = (_NAME, _parent_field([one for one in tree if category_id not in (one.item.id, *one.above)]))
    now = {"name": found.item.name, "parent_id": found.item.parent_id}
    if request.method != "POST":
        return _form(request, found, shown_fields(fields, now), key=new_key())
    filled = sent_fields(request, fields)
    try:
        changes: dict[str, Any] = changes_of(filled)
        if "parent_id" in changes:
            changes["parent_id"] = key_of(changes, "parent_id")
        wanted = CategoryEdit(**changes)
        edit_category(
            category_id=category_id, version=version_of(request), edit=wanted, **posted_call(request)._asdict()
        )
    except KontorError as refusal:
        filled = refused_fields(filled, refusal, now)
        refusal = in_words(refusal, filled)
        return _form(request, found, filled, key=key_after(request, refusal), refusal=refusal)
    return go_to(request, reverse("page-category", args=[category_id]))


def _show(request: HttpRequest, category_id: int, refusal: KontorError | None = None) -> HttpResponse:
    actor, after = actor_of(request), cursor(request)
    tree = _tree(actor)
    found = _placed(category_id, tree)
    wanted = ProductFilter(category_id=category_id)
    products = list_products(actor=actor, wanted=wanted, after=after, limit=_PAGE_ROWS)
    picture = picture_of(category_id, actor=actor)
    context = {
        "category": found,
        "above": list(zip(found.above, found.names, strict=False)),
        "below": [one for one in tree if one.item.parent_id == category_id],
        "products": products.items,
        "next": next_page(request, products.next_cursor),
        "picture": picture,
        "key": new_key(),
        "refusal": refusal and in_words(refusal, ()),
    }
    return page(request, "category.html", context, status=refusal.status if refusal else 200)


def placed_category(category_id: int, actor: Actor) -> Placed:
    """Raises CategoryNotFound."""
    return _placed(category_id, _tree(actor))


def _tree(actor: Actor) -> list[Placed]:
    return in_tree_order(list_categories(actor=actor, limit=_EVERY).items)


def _placed(category_id: int, tree: Sequence[Placed]) -> Placed:
    for one in tree:
        if one.item.id == category_id:
            return one
    raise CategoryNotFound(_("There is no such category any more."))


def _parent_field(offered: Sequence[Placed]) -> Field:
    top: tuple[str, Text] = ("", gettext_lazy("at the top"))
    choices = [top, *((str(one.item.id), one.path) for one in offered)]
    return Field("parent_id", gettext_lazy("Stands below"), kind="choice", choices=choices)


def _form(
    request: HttpRequest,
    found: Placed | None,
    filled: Sequence[Filled],
    *,
    key: str,
    refusal: KontorError | None = None,
) -> HttpResponse:
    own = reverse("page-categories") if found is None else reverse("page-category", args=[found.item.id])
    return record_form(
        request,
        title=_("New category") if found is None else found.item.name,
        intro=_("A name stands once below another.") if found is None else found.path,
        back=own,
        submit=_("Make it") if found is None else _("Save"),
        filled=filled,
        version=found.item.version if found else None,
        key=key,
        refusal=refusal,
    )
