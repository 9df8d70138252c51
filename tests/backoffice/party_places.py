"""Parties with something of everything their pages show, and the paths of those pages."""

from __future__ import annotations

from datetime import UTC, date, datetime

from kontor.access.roles import RIGHTS
from kontor.access.types import Actor
from kontor.catalog.models import Product
from kontor.catalog.operations import create_category
from kontor.catalog.types import CategoryDraft
from kontor.parties.address_types import AddressDraft
from kontor.parties.area_types import ManagerPut, ShipperPut
from kontor.parties.models import Address, Area
from kontor.parties.operations import (
    add_address,
    create_area,
    create_channel,
    create_customers,
    create_suppliers,
    delist_customer,
    edit_customer,
    put_shippers,
    put_territories,
    relist_customer,
)
from kontor.parties.types import AreaDraft, AreaItem, ChannelDraft, CustomerDraft, CustomerEdit, SupplierDraft
from kontor.pricing.models import PriceList
from kontor.procurement.operations import put_supplier_items
from kontor.procurement.types import SupplierItemPut

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
BY = Actor(id=1, kind="job", name="test", rights=frozenset(RIGHTS), branch_ids=frozenset())


def make_area(**names: str) -> AreaItem:
    names = names or {"region": "South", "state": "Edo", "territory": "North", "city": "Auchi"}
    return create_area(draft=AreaDraft(**names), actor=BY, now=NOW)


def make_customer(code: str = "CSTD0001", name: str = "Corner Shop", **more: object) -> int:
    draft = CustomerDraft(code=code, name=name, **more)  # type: ignore[arg-type]  # tests pass what fits
    return create_customers(drafts=[draft], actor=BY, now=NOW).items[0].id


def rich_customer() -> int:
    """In an area and a channel, with contacts and two addresses, delisted and relisted once, delisted again."""
    create_channel(draft=ChannelDraft("GEN", "General trade"), actor=BY, now=NOW)
    area = make_area()
    customer_id = make_customer(
        phone="+254700000042",
        email="shop@example.org",
        tax_pin="P051",
        area=area.code,
        channel="GEN",
        address="Harbour Road 1",
        country="Kenya",
        registered_on=date(2024, 5, 1),
    )
    for kind in ("delivery", "billing"):
        draft = AddressDraft(kind, "Harbour Road 1", "Back gate", city="Auchi", area=area.code, phone="+254700000042")
        add_address(customer_id=customer_id, draft=draft, actor=BY, now=NOW)
    delist_customer(customer_id=customer_id, version=1, reason="Shop closed", actor=BY, now=NOW)
    relist_customer(customer_id=customer_id, version=2, actor=BY, now=NOW)
    edit = CustomerEdit(payment_terms="net_30")
    edit_customer(customer_id=customer_id, version=3, edit=edit, actor=BY, now=NOW)
    return customer_id


def area_pages() -> list[str]:
    """The area of the rich customer, with what is above it and people for it."""
    areas = {area.level: area for area in Area.objects.order_by("-id")}
    territory, city = areas["territory"], areas["city"]
    put_territories(rows=[ManagerPut(territory.pk, "Ada Obi", date(1990, 1, 1))], actor=BY, now=NOW)
    put_territories(rows=[ManagerPut(territory.pk, "Ben Eke", None, date(2025, 1, 1))], actor=BY, now=NOW)
    put_shippers(rows=[ShipperPut(city.code or "", "Fast Haulage", "08030000000")], actor=BY, now=NOW)
    paths = ["", *(f"/{areas[level].pk}" for level in ("region", "territory", "city"))]
    forms = ["/new", f"/new?beneath={territory.pk}", f"/{territory.pk}/edit", f"/{territory.pk}/manager"]
    return [f"/areas{path}" for path in (*paths, "?search=Auchi", *forms, f"/{city.pk}/shipper")]


def make_supplier(code: str = "MILL", name: str = "Valley Mill", **more: object) -> int:
    draft = SupplierDraft(code=code, name=name, **more)  # type: ignore[arg-type]  # tests pass what fits
    return create_suppliers(drafts=[draft], actor=BY, now=NOW).items[0].id


def rich_supplier() -> int:
    return make_supplier(
        phone="+254700000077",
        email="mill@example.org",
        tax_pin="P077",
        address="Mill Lane 1",
        payment_terms="net_45",
        opening_balance_minor=123_450,
        opening_balance_currency="GBP",
        opening_balance_on=date(2026, 1, 1),
    )


def make_supplier_item() -> int:
    """There are a SKU OIL and the supplier MILL."""
    row = SupplierItemPut(supplier="MILL", sku="OIL", cost="96.50", currency="GBP", lead_time_days=3, is_preferred=True)
    return put_supplier_items(rows=[row], actor=BY, now=NOW).items[0].id or 0


def supplier_pages() -> list[str]:
    supplier = f"/suppliers/{rich_supplier()}"
    item = f"{supplier}/items/{make_supplier_item()}"
    return [
        "/suppliers",
        "/suppliers?search=nobody",
        "/suppliers/new",
        supplier,
        f"{supplier}/edit",
        item,
        f"{supplier}/items/new",
    ]


def make_category(name: str, parent_id: int | None = None) -> int:
    return create_category(draft=CategoryDraft(name, parent_id), actor=BY, now=NOW).id


def category_pages() -> list[str]:
    """Two categories, one below the other, with every product in the lower one."""
    food = make_category("Food")
    drinks = make_category("Drinks", food)
    Product.objects.update(category_id=drinks)
    product = Product.objects.order_by("id").values_list("id", flat=True)[0]
    pages = ["", "/new", f"/new?beneath={food}", f"/{food}", f"/{drinks}", f"/{drinks}/edit", f"/{food}/ledger"]
    return [*(f"/categories{page}" for page in pages), f"/goods/{product}/edit"]


def party_pages() -> list[str]:
    """There is a SKU OIL, and a price list that has it."""
    lists = PriceList.objects.order_by("id").values_list("id", flat=True)[:1]
    customer_id = rich_customer()
    gone = make_customer("CSTD0002", "Gone & Sons")
    delist_customer(customer_id=gone, version=1, reason="Moved away", actor=BY, now=NOW)
    address_id = Address.objects.order_by("id").values_list("id", flat=True)[0]
    return [
        "/customers",
        "/customers?search=nobody",
        "/customers/new",
        f"/customers/{customer_id}",
        f"/customers/{gone}",
        f"/customers/{customer_id}/edit",
        f"/customers/{customer_id}/addresses/new",
        f"/customers/{customer_id}/addresses/{address_id}",
        *area_pages(),
        *supplier_pages(),
        *category_pages(),
        "/prices",
        "/prices/new",
        *(f"/prices/{price_list}{page}" for price_list in lists for page in ("", "/edit", "/price?sku=OIL")),
    ]
