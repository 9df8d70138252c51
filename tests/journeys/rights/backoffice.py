"""The pages. What a page changes is tried with a form that lacks what it needs: who gets in is told so, with 422."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import msgspec

from kontor.imports.models import Upload
from kontor.imports.types import ImportOptions, ImportReport
from kontor.inventory.operations import adjust_stock, send_transfer, set_adjustment_policy
from kontor.inventory.schemas import AdjustmentDraft, AdjustmentDraftLine, StockLine, TransferDraft
from kontor.sales.operations import place_orders
from kontor.sales.types import DraftLine, OrderDraft
from tests.journeys.rights.inventory import NOBODY_WHO_ASKS
from tests.journeys.rights.table import Ask, Place, Requests
from tests.world import NOW, World, make_world

TABLE: Final = """
#                              owner          accountant
#                              | manager      | approver
#                              | | sales      | | auditor
#                              | | | cashier  | | | integration
#                              | | | | store  | | | |
#                              | | | | | driver | | |   own other none nobody
page-today              GET    + + + + + + + + + + |  200  200  200  302
styleguide              GET    + + + + + + + + + + |  200  200  200  302
profile                 GET    + + + + + + + + + + |  200  200  200  302
page-password           GET    + + + + + + + + + + |  200  200  200  302
page-password           POST   + + + + + + + + + + |  422  422  422  302
page-days               GET    + + + + + + + + + + |  200  200  200  302
page-order-summary      GET    + + + + + + + + + + |  200  200  200  302
page-reports            GET    + + + + + + + + + + |  200  200  200  302
page-report             GET    + + + + + + + + + + |  404  404  404  302
page-orders             GET    + + + + + + + + + + |  200  200  200  302
page-order              GET    + + + + + + + + + + |  200  404  404  302
page-order-new          GET    + + + + - - - - - + |  200  200  200  302
page-order-new          POST   + + + + - - - - - + |  422  422  422  302
page-order-fields       GET    + + + - - - - - - + |  200  404  404  302
page-order-fields       POST   + + + - - - - - - + |  422  404  404  302
page-product-fields     GET    + + - - - - - - - + |  200  200  200  302
page-product-fields     POST   + + - - - - - - - + |  422  422  422  302
page-order-submit       POST   + + + + - - - - - + |  302  404  404  302
page-order-confirm      POST   + + + + - - - - - + |  302  404  404  302
page-order-ship         POST   + + - - + - - - - + |  409  404  404  302
page-order-bill         POST   + + - - - - + - - + |  409  404  404  302
page-order-cancel       POST   + + + - - - - - - + |  302  404  404  302
page-order-reprice      POST   + + - - - - - - - - |  302  404  404  302
page-order-release_hold POST   + + - - - - + + - - |  409  404  404  302
page-suggest-customers  GET    + + + + + + + + + + |  200  200  200  302
page-suggest-products   GET    + + + + + + + + + + |  200  200  200  302
page-stock              GET    + + + + + + + + + + |  200  200  200  302
page-product            GET    + + + + + + + + + + |  200  200  200  302
page-movements          GET    + + + + + + + + + + |  200  200  200  302
page-receive            GET    + + - - + - - - - + |  200  200  200  302
page-receive            POST   + + - - + - - - - + |  422  422  422  302
page-adjustments        GET    + + + + + + + + + + |  200  200  200  302
page-adjustment         GET    + + + + + + + + + + |  200  404  404  302
page-adjustment-new     GET    + + - - + - - - - - |  200  200  200  302
page-adjustment-new     POST   + + - - + - - - - - |  422  422  422  302
page-adjustment-approve POST   + + - - - - - + - - |  302  404  404  302
page-adjustment-reject  POST   + + - - - - - + - - |  302  404  404  302
page-transfers          GET    + + + + + + + + + + |  200  200  200  302
page-transfer           GET    + + + + + + + + + + |  200  404  404  302
page-transfer-new       GET    + + - - + - - - - + |  200  200  200  302
page-transfer-new       POST   + + - - + - - - - + |  422  422  422  302
page-transfer-receive   POST   + + - - + - - - - + |  302  404  404  302
page-imports            GET    + + + - + - + - - + |  200  200  200  302
page-imports            POST   + + + - + - + - - + |  422  422  422  302
page-import             GET    + + + - + - + - - + |  200  200  200  302
page-import             POST   + + + - + - + - - + |  302  302  302  302
page-import-write       POST   + + + - + - + - - + |  302  302  302  302
page-own-fields         GET    + - - - - - - - - - |  200  200  200  302
page-own-field          GET    + - - - - - - - - - |  200  200  200  302
page-own-field          POST   + - - - - - - - - - |  422  422  422  302
"""


def _page(_: Place) -> Ask:
    return Ask(by="session")


def _empty_form(_: Place) -> Ask:
    return Ask(form={}, by="session")


def _world(place: Place) -> World:
    world = make_world(place.branch)
    world.sku("OIL")
    world.receive("OIL", 100)
    return world


def _order(place: Place) -> Ask:
    """A draft of the branch, and what every step on its page asks for."""
    world = _world(place)
    customer = world.customer("C1").code
    draft = OrderDraft(location=world.location.code, customer=customer, lines=(DraftLine(sku="OIL", quantity=2),))
    order = place_orders(drafts=[draft], actor=world.actor, now=NOW).items[0].order
    assert order is not None
    return Ask(keywords={"order_id": order.id}, form={"version": "1", "reason": "ordered twice"}, by="session")


def _order_without_version(place: Place) -> Ask:
    return Ask(_order(place).keywords, form={}, by="session")


def _order_page(place: Place) -> Ask:
    return Ask(keywords=_order(place).keywords, by="session")


def _product(place: Place) -> Ask:
    _world(place)
    return Ask(keywords={"sku": "OIL"}, by="session")


def _goods_page(place: Place) -> Ask:
    return Ask({"product_id": _world(place).skus["OIL"].product_id}, by="session")


def _goods_form(place: Place) -> Ask:
    return Ask(_goods_page(place).keywords, form={}, by="session")


def _adjustment(place: Place) -> Ask:
    return Ask(keywords={"adjustment_id": waiting_adjustment(_world(place))}, form={"note": "seen"}, by="session")


def _adjustment_page(place: Place) -> Ask:
    return Ask(keywords=_adjustment(place).keywords, by="session")


def waiting_adjustment(world: World) -> int:
    """An adjustment over the limit, entered by somebody who never asks; its id."""
    set_adjustment_policy(
        business=world.business.code,
        approval_quantity_base=5,
        approval_value_minor=None,
        actor=world.actor,
        now=NOW,
    )
    draft = AdjustmentDraft(location=world.location.code, note="rack 4", lines=(AdjustmentDraftLine("OIL", -10),))
    maker = replace(world.actor, id=NOBODY_WHO_ASKS)
    answer = adjust_stock(adjustments=[draft], actor=maker, now=NOW).items[0].adjustment
    assert answer is not None
    assert answer.state == "draft"
    return answer.id


def sent_transfer(world: World) -> int:
    """A transfer of ten within the branch; its id."""
    there = world.another_location(f"{world.location.code}-B")
    draft = TransferDraft(
        from_location=world.location.code, to_location=there.code, lines=(StockLine("OIL", 10),), note="weekly"
    )
    return send_transfer(transfer=draft, actor=world.actor, now=NOW).id


def _transfer(place: Place) -> Ask:
    form = {"position": "1", "arrived": "10"}
    return Ask(keywords={"transfer_id": sent_transfer(_world(place))}, form=form, by="session")


def _transfer_page(place: Place) -> Ask:
    return Ask(keywords=_transfer(place).keywords, by="session")


def _upload(place: Place) -> Ask:
    """A file that its sender may bring in: a storekeeper stock, the others areas."""
    upload = Upload.objects.create(
        kind="stock" if place.caller.role and place.caller.role.code == "storekeeper" else "areas",
        file_name="areas.csv",
        content=b"code,region\nA,South\n",
        options=msgspec.json.encode(ImportOptions()).decode(),
        report=msgspec.json.encode(ImportReport("areas", "areas.csv", "CSV", False, 1, 1, 0, 0, 0)).decode(),
        actor_id=place.caller.pk,
        uploaded_at=NOW,
    )
    return Ask({"upload_id": upload.pk}, form={}, by="session")


def _upload_page(place: Place) -> Ask:
    return Ask(_upload(place).keywords, by="session")


REQUESTS: Final[Requests] = {
    ("page-today", "GET"): _page,
    ("page-reports", "GET"): _page,
    ("page-report", "GET"): lambda _: Ask({"name": "nothing"}, by="session"),
    ("styleguide", "GET"): _page,
    ("profile", "GET"): _page,
    ("page-password", "GET"): _page,
    ("page-password", "POST"): _empty_form,
    ("page-orders", "GET"): _page,
    ("page-order", "GET"): _order_page,
    ("page-order-new", "GET"): _page,
    ("page-order-new", "POST"): _empty_form,
    ("page-order-fields", "GET"): _order_page,
    ("page-order-fields", "POST"): _order_without_version,
    ("page-product-fields", "GET"): _goods_page,
    ("page-product-fields", "POST"): _goods_form,
    ("page-order-submit", "POST"): _order,
    ("page-order-confirm", "POST"): _order,
    ("page-order-ship", "POST"): _order,
    ("page-order-bill", "POST"): _order,
    ("page-order-cancel", "POST"): _order,
    ("page-order-reprice", "POST"): _order,
    ("page-order-release_hold", "POST"): _order,
    ("page-suggest-customers", "GET"): _page,
    ("page-suggest-products", "GET"): _page,
    ("page-stock", "GET"): _page,
    ("page-product", "GET"): _product,
    ("page-movements", "GET"): _page,
    ("page-days", "GET"): _page,
    ("page-order-summary", "GET"): _page,
    ("page-receive", "GET"): _page,
    ("page-receive", "POST"): _empty_form,
    ("page-adjustments", "GET"): _page,
    ("page-adjustment", "GET"): _adjustment_page,
    ("page-adjustment-new", "GET"): _page,
    ("page-adjustment-new", "POST"): _empty_form,
    ("page-adjustment-approve", "POST"): _adjustment,
    ("page-adjustment-reject", "POST"): _adjustment,
    ("page-transfers", "GET"): _page,
    ("page-transfer", "GET"): _transfer_page,
    ("page-transfer-new", "GET"): _page,
    ("page-transfer-new", "POST"): _empty_form,
    ("page-transfer-receive", "POST"): _transfer,
    ("page-own-fields", "GET"): _page,
    ("page-own-field", "GET"): lambda _: Ask({"kind": "customer"}, by="session"),
    ("page-own-field", "POST"): lambda _: Ask({"kind": "customer"}, form={}, by="session"),
    ("page-imports", "GET"): _page,
    ("page-imports", "POST"): _empty_form,
    ("page-import", "GET"): _upload_page,
    ("page-import", "POST"): _upload,
    ("page-import-write", "POST"): _upload,
}
