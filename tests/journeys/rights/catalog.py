"""The catalog is the company's: whoever may read it reads all of it, wherever they work."""

from __future__ import annotations

from itertools import count
from typing import Final

from kontor.catalog.models import SKU, Barcode, Category, CategoryImage, Pack, Product, TaxClass
from tests.journeys.rights.table import Ask, Place, Requests
from tests.people import NOW

TABLE: Final = """
#                      owner          accountant
#                      | manager      | approver
#                      | | sales      | | auditor
#                      | | | cashier  | | | integration
#                      | | | | store  | | | |
#                      | | | | | driver | | |   own other none nobody
products       GET     + + + + + + + + + + |  200  200  200  401
products       POST    + + - - - - - - - + |  201  201  201  401
product-batch  POST    + + - - - - - - - + |  201  201  201  401
put-products   POST    + + - - - - - - - + |  200  200  200  401
product-search GET     + + + + + + + + + + |  200  200  200  401
category-search GET    + + + + + + + + + + |  200  200  200  401
product        GET     + + + + + + + + + + |  200  200  200  401
product        PATCH   + + - - - - - - - + |  200  200  200  401
product-as-of  GET     + + + + + + + + + + |  404  404  404  401
product-versions GET   + + + + + + + + + + |  200  200  200  401
sku-activation POST    + + - - - - - - - + |  200  200  200  401
barcode        GET     + + + + + + + + + + |  200  200  200  401
categories     GET     + + + + + + + + + + |  200  200  200  401
categories     POST    + + - - - - - - - + |  201  201  201  401
category       GET     + + + + + + + + + + |  200  200  200  401
category       PATCH   + + - - - - - - - + |  200  200  200  401
category-image GET     + + + + + + + + + + |  200  200  200  401
category-image PUT     + + - - - - - - - + |  202  202  202  401
category-picture GET   + + + + + + + + + + |  404  404  404  401
product-codes  GET     + + + + + + + + + + |  200  200  200  401
tax-classes    GET     + + + + + + + + + + |  200  200  200  401
tax-classes    POST    + + - - - - - - - + |  201  201  201  401
"""

#: One white pixel.
PNG: Final = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTj2FAAAAABJRU5ErkJggg=="
BARCODE: Final = "4006381333931"
_numbers = count(1)


def make_sku() -> SKU:
    code = f"RIGHTS{next(_numbers)}"
    tax_class = TaxClass.objects.create(code=code, name="Standard")
    product = Product.objects.create(code=code, name="Oil", tax_class=tax_class)
    sku = SKU.objects.create(product=product, code=code, name="Oil")
    Barcode.objects.create(code=BARCODE, pack=Pack.objects.create(sku=sku, code="EA", factor=1))
    return sku


def _draft() -> dict[str, object]:
    tax_class = TaxClass.objects.create(code=f"RIGHTS{next(_numbers)}", name="Standard")
    return {"code": "NEW", "name": "New", "tax_class": tax_class.code, "skus": [{"code": "NEW"}]}


def _barcode(_: Place) -> Ask:
    make_sku()
    return Ask({"barcode": BARCODE})


def _category() -> int:
    return Category.objects.create(name="Food").pk


def _pictured() -> int:
    category_id = _category()
    CategoryImage.objects.create(category_id=category_id, state="refused", name="x", sent_at=NOW)
    return category_id


REQUESTS: Final[Requests] = {
    ("products", "GET"): lambda _: Ask(),
    ("products", "POST"): lambda _: Ask(body=_draft()),
    ("product-batch", "POST"): lambda _: Ask(body={"items": [_draft()]}),
    ("put-products", "POST"): lambda _: Ask(body={"items": [{"code": "NEW", "name": "New"}]}),
    ("product-search", "GET"): lambda _: Ask(query="?q=oil"),
    ("category-search", "GET"): lambda _: Ask(query="?q=oil"),
    ("product", "GET"): lambda _: Ask({"product_id": make_sku().product_id}),
    ("product", "PATCH"): lambda _: Ask({"product_id": make_sku().product_id}, {"name": "Renamed"}, version=1),
    ("product-as-of", "GET"): lambda _: Ask({"product_id": make_sku().product_id}),
    ("product-versions", "GET"): lambda _: Ask({"product_id": make_sku().product_id}),
    ("sku-activation", "POST"): lambda _: Ask(body={"skus": [make_sku().code], "is_active": False}),
    ("barcode", "GET"): _barcode,
    ("categories", "GET"): lambda _: Ask(),
    ("categories", "POST"): lambda _: Ask(body={"name": "Food"}),
    ("category", "GET"): lambda _: Ask({"category_id": _category()}),
    ("category", "PATCH"): lambda _: Ask({"category_id": _category()}, {"name": "Foods"}, version=1),
    ("category-image", "GET"): lambda _: Ask({"category_id": _pictured()}),
    ("category-image", "PUT"): lambda _: Ask({"category_id": _category()}, {"content": PNG}, version=1),
    ("category-picture", "GET"): lambda _: Ask({"category_id": _category(), "which": "image"}),
    ("product-codes", "GET"): lambda _: Ask(),
    ("tax-classes", "GET"): lambda _: Ask(),
    ("tax-classes", "POST"): lambda _: Ask(body={"code": "NEW", "name": "New"}),
}
