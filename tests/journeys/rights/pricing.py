"""A price list is seen by those who work in its business; tax rates are the company's."""

from __future__ import annotations

from itertools import count
from typing import Final

from kontor.parties.models import Channel
from kontor.pricing.models import PriceList
from tests.journeys.rights.catalog import make_sku
from tests.journeys.rights.parties import make_customer
from tests.journeys.rights.table import Ask, Place, Requests

TABLE: Final = """
#                           owner          accountant
#                           | manager      | approver
#                           | | sales      | | auditor
#                           | | | cashier  | | | integration
#                           | | | | store  | | | |
#                           | | | | | driver | | |   own other none nobody
price-lists         GET     + + + + - - + + + + |  200  200  200  401
price-lists         POST    + + - - - - - - - + |  201  404  404  401
price-list          GET     + + + + - - + + + + |  200  404  404  401
price-list          PATCH   + + - - - - - - - + |  200  404  404  401
prices              GET     + + + + - - + + + + |  200  404  404  401
prices              POST    + + - - - - - - - + |  200  404  404  401
put-prices          POST    + + - - - - - - - + |  200  200  200  401
channel-price-list  GET     + + + + - - + + + + |  200  404  404  401
channel-price-list  PUT     + + - - - - - - - + |  200  404  404  401
customer-price-list GET     + + + + - - + + + + |  200  200  200  401
customer-price-list PUT     + + - - - - - - - + |  200  404  404  401
quote               GET     + + + + - - + + + + |  200  404  404  401
tax-rates           GET     + + + + - - + + + + |  200  200  200  401
tax-rates           POST    + + - - - - - - - + |  201  201  201  401
"""

_numbers = count(1)


def _price_list(place: Place) -> int:
    code = f"RIGHTS{next(_numbers)}"
    return PriceList.objects.create(business=place.business, code=code, name="List", is_default=True).pk


def _channel() -> str:
    return Channel.objects.create(code=f"RIGHTS{next(_numbers)}", name="Channel").code


def _prices() -> dict[str, object]:
    return {"items": [{"sku": make_sku().code, "unit_price": "1.30", "valid_from": "2026-03-01"}]}


def _put() -> dict[str, object]:
    """Rows of lists that are not the caller's are refused one by one."""
    return {"items": [{"price_list": "RIGHTS", "sku": make_sku().code, "valid_from": "2026-03-01"}]}


def _rate() -> dict[str, object]:
    return {"tax_class": make_sku().product.tax_class.code, "valid_from": "2026-03-01", "rate_bp": 1600}


def _quote(place: Place) -> Ask:
    _price_list(place)
    return Ask(query=f"?business_id={place.business.pk}&sku={make_sku().code}")


REQUESTS: Final[Requests] = {
    ("price-lists", "GET"): lambda _: Ask(),
    ("price-lists", "POST"): lambda place: Ask(
        body={"business_id": place.business.pk, "code": "NEW", "name": "New", "is_default": True}
    ),
    ("price-list", "GET"): lambda place: Ask({"price_list_id": _price_list(place)}),
    ("prices", "GET"): lambda place: Ask({"price_list_id": _price_list(place)}),
    ("prices", "POST"): lambda place: Ask({"price_list_id": _price_list(place)}, _prices()),
    ("put-prices", "POST"): lambda _: Ask(body=_put()),
    ("customer-price-list", "PUT"): lambda place: Ask(
        {"customer_id": make_customer()}, {"price_list_id": _price_list(place)}, version=0
    ),
    ("customer-price-list", "GET"): lambda _: Ask({"customer_id": make_customer()}),
    ("channel-price-list", "GET"): lambda place: Ask(
        {"channel": _channel()}, query=f"?business_id={place.business.pk}"
    ),
    ("channel-price-list", "PUT"): lambda place: Ask(
        {"channel": _channel()}, {"business_id": place.business.pk, "price_list_id": _price_list(place)}, version=0
    ),
    ("price-list", "PATCH"): lambda place: Ask({"price_list_id": _price_list(place)}, {"name": "New"}, version=1),
    ("quote", "GET"): _quote,
    ("tax-rates", "GET"): lambda _: Ask(),
    ("tax-rates", "POST"): lambda _: Ask(body=_rate()),
}
