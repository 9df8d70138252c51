"""The pages of parties, prices and goods' kinds. They are the company's: the branch one works in does not matter."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from kontor.catalog.models import Category, Product
from kontor.parties.models import Area
from tests.journeys.rights.parties import make_address, make_customer, make_supplier
from tests.journeys.rights.table import Ask, Place, Requests
from tests.world import make_world

TABLE: Final = """
#                              owner          accountant
#                              | manager      | approver
#                              | | sales      | | auditor
#                              | | | cashier  | | | integration
#                              | | | | store  | | | |
#                              | | | | | driver | | |   own other none nobody
page-customers          GET    + + + + + + + + + + |  200  200  200  302
page-customer           GET    + + + + + + + + + + |  200  200  200  302
page-customer-new       GET    + + + - - - + - - + |  200  200  200  302
page-customer-new       POST   + + + - - - + - - + |  302  302  302  302
page-customer-edit      GET    + + + - - - + - - + |  200  200  200  302
page-customer-edit      POST   + + + - - - + - - + |  422  422  422  302
page-customer-delist    POST   + + + - - - + - - + |  302  302  302  302
page-customer-relist    POST   + + + - - - + - - + |  302  302  302  302
page-address-new        GET    + + + - - - + - - + |  200  200  200  302
page-address-new        POST   + + + - - - + - - + |  422  422  422  302
page-address            GET    + + + - - - + - - + |  200  200  200  302
page-address            POST   + + + - - - + - - + |  422  422  422  302
page-address-remove     POST   + + + - - - + - - + |  302  302  302  302
page-suggest-areas      GET    + + + + + + + + + + |  200  200  200  302
page-areas              GET    + + + + + + + + + + |  200  200  200  302
page-area               GET    + + + + + + + + + + |  200  200  200  302
page-area-new           GET    + + + - - - + - - + |  200  200  200  302
page-area-new           POST   + + + - - - + - - + |  302  302  302  302
page-area-edit          GET    + + + - - - + - - + |  200  200  200  302
page-area-edit          POST   + + + - - - + - - + |  302  302  302  302
page-area-manager       GET    + + + - - - + - - + |  200  200  200  302
page-area-manager       POST   + + + - - - + - - + |  302  302  302  302
page-area-shipper       GET    + + + - - - + - - + |  200  200  200  302
page-area-shipper       POST   + + + - - - + - - + |  302  302  302  302
page-suppliers          GET    + + + + + + + + + + |  200  200  200  302
page-supplier           GET    + + + + + + + + + + |  200  200  200  302
page-supplier-new       GET    + + + - - - + - - + |  200  200  200  302
page-supplier-new       POST   + + + - - - + - - + |  302  302  302  302
page-supplier-edit      GET    + + + - - - + - - + |  200  200  200  302
page-supplier-edit      POST   + + + - - - + - - + |  302  302  302  302
page-categories         GET    + + + + + + + + + + |  200  200  200  302
page-category           GET    + + + + + + + + + + |  200  200  200  302
page-category-ledger    GET    + + + + + + + + + + |  200  200  200  302
page-category-new       GET    + + - - - - - - - + |  200  200  200  302
page-category-new       POST   + + - - - - - - - + |  302  302  302  302
page-category-edit      GET    + + - - - - - - - + |  200  200  200  302
page-category-edit      POST   + + - - - - - - - + |  302  302  302  302
page-category-picture   POST   + + - - - - - - - + |  422  422  422  302
page-product-new        GET    + + - - - - - - - + |  200  200  200  302
page-product-new        POST   + + - - - - - - - + |  422  422  422  302
page-product-edit       GET    + + - - - - - - - + |  200  200  200  302
page-product-edit       POST   + + - - - - - - - + |  302  302  302  302
page-price-lists        GET    + + + + - - + + + + |  200  200  200  302
page-price-list         GET    + + + + - - + + + + |  200  404  404  302
page-price-list-new     GET    + + - - - - - - - + |  200  200  200  302
page-price-list-new     POST   + + - - - - - - - + |  422  422  422  302
page-price-list-edit    GET    + + - - - - - - - + |  200  404  404  302
page-price-list-edit    POST   + + - - - - - - - + |  422  404  404  302
page-price-new          GET    + + - - - - - - - + |  200  404  404  302
page-price-new          POST   + + - - - - - - - + |  302  404  404  302
"""


def _page(_: Place) -> Ask:
    return Ask(by="session")


def _customer(place: Place) -> Ask:
    return Ask({"customer_id": make_customer()}, by="session")


def _customer_form(form: dict[str, str], *, is_active: bool = True) -> Ask:
    return Ask({"customer_id": make_customer(is_active=is_active)}, form=form, by="session")


def _area(level: str, form: dict[str, str] | None = None) -> Ask:
    """An area of that level with a code."""
    region = Area.objects.create(code="R1", name="South", level="region")
    state = Area.objects.create(code="R2", name="Edo", level="state", parent=region)
    territory = Area.objects.create(code="R3", name="North", level="territory", parent=state)
    found = {"region": region, "territory": territory}[level]
    return Ask({"area_id": found.pk}, form=form, by="session")


def _supplier(form: dict[str, str] | None = None) -> Ask:
    return Ask({"supplier_id": make_supplier()}, form=form, by="session")


def _category(form: dict[str, str] | None = None) -> Ask:
    return Ask({"category_id": Category.objects.create(name="Food").pk}, form=form, by="session")


def _category_with_goods(place: Place) -> Ask:
    world, category = make_world(place.branch), Category.objects.create(name="Food")
    Product.objects.filter(pk=world.sku("OIL").product_id).update(category=category)
    world.receive("OIL", 5)
    return Ask({"category_id": category.pk}, by="session")


def _product(place: Place) -> Ask:
    sku = make_world(place.branch).sku("OIL")
    return Ask({"product_id": sku.product_id}, form={"version": "1"}, by="session")


def _price_list(place: Place) -> Ask:
    """A list of the branch's business, and what a price on it is asked for."""
    world = make_world(place.branch)
    world.sku("OIL")
    form = {"sku": "OIL", "unit_price": "11", "valid_from": "2026-01-01", "pack": "EA"}
    return Ask({"price_list_id": world.price_list.pk}, query="?sku=OIL", form=form, by="session")


def _price_page(place: Place) -> Ask:
    return replace(_price_list(place), form=None)


REQUESTS: Final[Requests] = {
    ("page-customers", "GET"): _page,
    ("page-customer", "GET"): _customer,
    ("page-customer-new", "GET"): _page,
    ("page-customer-new", "POST"): lambda _: Ask(form={"name": "Corner", "payment_terms": "cod"}, by="session"),
    ("page-customer-edit", "GET"): _customer,
    ("page-customer-edit", "POST"): lambda _: _customer_form({}),
    ("page-customer-delist", "POST"): lambda _: _customer_form({"version": "1", "reason": "Closed"}),
    ("page-customer-relist", "POST"): lambda _: _customer_form({"version": "1"}, is_active=False),
    ("page-address-new", "GET"): _customer,
    ("page-address-new", "POST"): lambda _: _customer_form({}),
    ("page-address", "GET"): lambda _: Ask(make_address(), by="session"),
    ("page-address", "POST"): lambda _: Ask(make_address(), form={}, by="session"),
    ("page-address-remove", "POST"): lambda _: Ask(make_address(), form={"version": "1"}, by="session"),
    ("page-suggest-areas", "GET"): lambda _: Ask(query="?area_text=so", by="session"),
    ("page-price-lists", "GET"): _page,
    ("page-price-list", "GET"): _price_page,
    ("page-price-list-new", "GET"): _page,
    ("page-price-list-new", "POST"): lambda _: Ask(form={}, by="session"),
    ("page-price-list-edit", "GET"): _price_page,
    ("page-price-list-edit", "POST"): lambda place: replace(_price_list(place), form={}),
    ("page-price-new", "GET"): _price_page,
    ("page-price-new", "POST"): _price_list,
    ("page-areas", "GET"): _page,
    ("page-area", "GET"): lambda _: _area("territory"),
    ("page-area-new", "GET"): _page,
    ("page-area-new", "POST"): lambda _: Ask(form={"region": "South"}, by="session"),
    ("page-area-edit", "GET"): lambda _: _area("region"),
    ("page-area-edit", "POST"): lambda _: _area("region", {"name": "Deep South", "version": "1"}),
    ("page-area-manager", "GET"): lambda _: _area("territory"),
    ("page-area-manager", "POST"): lambda _: _area("territory", {"name": "Ada Obi"}),
    ("page-area-shipper", "GET"): lambda _: _area("region"),
    ("page-area-shipper", "POST"): lambda _: _area("region", {"name": "Haulage", "phone": "08030000000"}),
    ("page-suppliers", "GET"): _page,
    ("page-supplier", "GET"): lambda _: _supplier(),
    ("page-supplier-new", "GET"): _page,
    ("page-supplier-new", "POST"): lambda _: Ask(form={"code": "NEW", "name": "New"}, by="session"),
    ("page-supplier-edit", "GET"): lambda _: _supplier(),
    ("page-supplier-edit", "POST"): lambda _: _supplier({"version": "1"}),
    ("page-categories", "GET"): _page,
    ("page-category", "GET"): lambda _: _category(),
    ("page-category-ledger", "GET"): _category_with_goods,
    ("page-category-new", "GET"): _page,
    ("page-category-new", "POST"): lambda _: Ask(form={"name": "Food"}, by="session"),
    ("page-category-edit", "GET"): lambda _: _category(),
    ("page-category-edit", "POST"): lambda _: _category({"name": "Foods", "version": "1"}),
    ("page-category-picture", "POST"): lambda _: _category({}),
    ("page-product-new", "GET"): _page,
    ("page-product-new", "POST"): lambda _: Ask(form={}, by="session"),
    ("page-product-edit", "GET"): lambda place: replace(_product(place), form=None),
    ("page-product-edit", "POST"): _product,
}
