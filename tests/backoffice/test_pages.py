"""Pages as HTML: no button one may not press, nothing stored that runs as markup, no form without its token."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from kontor.access.roles import ROLES
from kontor.backoffice.rights import PAGES
from kontor.inventory.models import StockAdjustment, StockAdjustmentLine, Transfer
from kontor.parties.models import Area, Customer, Shipper
from kontor.sales.models import SalesOrder
from kontor.sales.operations import place_orders
from kontor.sales.types import DraftLine, OrderDraft
from tests.backoffice.party_places import party_pages
from tests.backoffice.people_places import people_pages
from tests.journeys.rights.backoffice import sent_transfer, waiting_adjustment
from tests.payables.owing import payable_pages
from tests.people import make_user
from tests.world import World, make_world

pytestmark = pytest.mark.django_db

PAYLOAD = "\"><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}'"
RIGHTS = {(route.name, route.method): route.right for route in PAGES}
MOST_QUERIES = 8


@pytest.fixture
def world() -> World:
    world = make_world()
    world.sku("OIL")
    world.receive("OIL", 500)
    world.customer("C1")
    return world


def order(world: World, quantity: int = 5, **extra: object) -> int:
    draft = OrderDraft(
        location=world.location.code,
        customer="C1",
        lines=(DraftLine(sku="OIL", quantity=quantity),),
        **extra,  # type: ignore[arg-type]  # tests pass what fits
    )
    placed = place_orders(drafts=[draft], actor=world.actor, now=datetime.now(UTC)).items[0].order
    assert placed is not None
    return placed.id


def client_of(world: World, role: str = "owner", *, checks_csrf: bool = False) -> Client:
    client = Client(enforce_csrf_checks=checks_csrf)
    client.force_login(make_user(role, branches=(world.branch,)))
    return client


def every_page(world: World) -> list[str]:
    """The path of each page, with documents in the states that offer most."""
    drafts = [order(world), order(world, confirm=True), order(world, 900, confirm=True, when_short="hold")]
    adjustment, transfer = waiting_adjustment(world), sent_transfer(world)
    lists = [
        "/",
        "/profile",
        "/profile/password",
        "/styleguide",
        "/orders",
        "/orders/summary",
        "/days",
        "/reports",
        "/stock",
        "/stock/movements",
        "/stock/adjustments",
    ]
    forms = ["/orders/new", "/stock/adjustments/new", "/stock/transfers/new"]
    documents = [f"/orders/{id_}" for id_ in drafts]
    documents += [f"/stock/adjustments/{adjustment}", f"/stock/transfers/{transfer}", "/products/OIL"]
    return [
        *lists,
        "/stock/transfers",
        "/stock/locations",
        "/stock/locations/new",
        "/registers",
        "/registers/new",
        f"/stock/locations/{world.location.code}/edit",
        "/imports",
        "/own-fields",
        "/own-fields/customer",
        *forms,
        *documents,
        *party_pages(),
        *payable_pages(world),
        *people_pages(world),
    ]


def offered(page: str) -> set[tuple[str, str]]:
    """(method, path) of every link and form of the page that leads to another page of ours."""
    links = {("GET", path) for path in re.findall(r'<a [^>]*?href="(/[^"?#]*)', page)}
    forms = {("POST", path) for path in re.findall(r'<form [^>]*?method="post" action="([^"]+)"', page)}
    return {(method, path) for method, path in links | forms if not path.startswith(("/api/", "/static/"))}


@pytest.mark.parametrize("role", [role.code for role in ROLES])
def test_a_role_is_offered_only_what_it_may_do(world: World, role: str) -> None:
    rights = next(shipped.rights for shipped in ROLES if shipped.code == role)
    client = client_of(world, role)
    forbidden = set()
    for path in every_page(world):
        answer = client.get(path)
        assert answer.status_code in (200, 403), path
        for method, target in offered(answer.content.decode()):
            right = RIGHTS[resolve(target).view_name, method]
            if right not in (None, "signed_in", *rights):
                forbidden.add((path, method, target))
    assert forbidden == set()


def test_an_offered_link_without_its_right_is_noticed() -> None:
    page = '<a class="x" href="/orders/new?a=1">x</a><form class="y" method="post" action="/orders/1/ship">'
    assert offered(page) == {("GET", "/orders/new"), ("POST", "/orders/1/ship")}


def test_every_page_costs_few_queries(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kontor.project.actors.TTL_SECONDS", 600.0)  # a slow machine asks who acts no more often
    paths, client, costs = every_page(world), client_of(world), {}
    client.get("/")
    for path in paths:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200, path
        costs[path] = len(queries)
    assert {path: cost for path, cost in costs.items() if cost > MOST_QUERIES} == {}


def test_no_page_carries_a_script_or_style_of_its_own(world: World) -> None:
    client = client_of(world)
    for path in every_page(world):
        answer = client.get(path)
        page = answer.content.decode()
        assert re.findall(r"<script(?![^>]*\bsrc=)", page) == [], path
        assert re.findall(r"<style|\sstyle=|\son\w+=", page) == [], path
        policy = answer["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert answer["Cache-Control"] == "no-store"


def test_stored_markup_is_shown_as_text(world: World) -> None:
    sku = world.skus["OIL"]
    for row, field in ((sku, "name"), (sku.product, "description"), (world.branch, "name"), (world.location, "name")):
        setattr(row, field, PAYLOAD[:80] if field != "description" else PAYLOAD)
        row.save()
    paths = every_page(world)
    SalesOrder.objects.update(route=PAYLOAD[:20], hold_reason=PAYLOAD)
    StockAdjustment.objects.update(note=PAYLOAD)
    Transfer.objects.update(note=PAYLOAD)
    client = client_of(world)
    seen = 0
    for path in [*paths, "/suggest/products?name=OIL", "/orders?number=" + PAYLOAD, "/stock?text=" + PAYLOAD]:
        page = client.get(path).content.decode()
        assert "<script>alert" not in page, path
        assert "<img src=x" not in page, path
        assert "49" not in re.findall(r"\{\{.*?\}\}", page)
        seen += page.count("&lt;script&gt;alert")
    assert seen > 10


def test_what_was_typed_into_a_refused_form_is_shown_as_text(world: World) -> None:
    form = {"customer_text": PAYLOAD, "location": PAYLOAD, "sku": PAYLOAD, "name": PAYLOAD, "quantity": PAYLOAD}
    answer = client_of(world).post("/orders/new", form)
    page = answer.content.decode()
    assert answer.status_code in (404, 409, 422)
    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert") >= 3


def test_a_form_without_its_token_changes_nothing(world: World) -> None:
    id_ = order(world)
    client = client_of(world, checks_csrf=True)
    answer = client.post(f"/orders/{id_}/confirm", {"version": "1"})
    assert answer.status_code == 403
    assert "not valid any more" in answer.content.decode()
    assert SalesOrder.objects.get(id=id_).lifecycle == "draft"


def test_a_step_on_an_old_page_is_refused_and_shows_the_order_as_it_now_is(world: World) -> None:
    id_ = order(world)
    client = client_of(world)
    assert client.post(f"/orders/{id_}/confirm", {"version": "1"}).status_code == 302
    answer = client.post(f"/orders/{id_}/cancel", {"version": "1", "reason": "late"})
    page = answer.content.decode()
    assert answer.status_code == 412
    assert "Somebody changed this meanwhile" in page
    assert 'name="version" value="2"' in page
    assert SalesOrder.objects.get(id=id_).lifecycle == "confirmed"


def test_row_17_the_page_of_an_order_names_who_can_carry_it(world: World) -> None:
    """Row 17."""
    area = Area.objects.create(code="AUCHI", name="Auchi", level="region")
    Shipper.objects.create(area=area, name="Swift Haulage", phone="08030000000")
    path = f"/orders/{order(world)}"
    client = client_of(world, "storekeeper")
    assert "Swift" not in client.get(path).content.decode()
    Customer.objects.filter(code="C1").update(area=area)
    page = client.get(path).content.decode()
    assert "Swift Haulage, 08030000000" in page
    assert "suggested, carries goods to Auchi" in page


def test_a_short_order_can_be_held_or_backordered_from_its_page(world: World) -> None:
    id_ = order(world, 900)
    client = client_of(world)
    answer = client.post(f"/orders/{id_}/confirm", {"version": "1"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "900 asked, 500 available" in page
    assert 'value="backorder"' in page
    assert client.post(f"/orders/{id_}/confirm", {"version": "1", "when_short": "backorder"}).status_code == 302
    assert world.stock("OIL") == (500, 500)


def test_the_same_form_twice_places_one_order(world: World) -> None:
    form = {
        "key": "11111111-2222-3333-4444-555555555555",
        "customer": "C1",
        "location": world.location.code,
        "sku": ["OIL"],
        "quantity": ["3"],
    }
    client = client_of(world)
    first, second = client.post("/orders/new", form), client.post("/orders/new", form)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]
    assert SalesOrder.objects.count() == 1
    other = client.post("/orders/new", {**form, "quantity": ["4"]})
    assert other.status_code == 422
    assert SalesOrder.objects.count() == 1


def test_a_form_that_lacks_everything_says_what_to_write(world: World) -> None:
    client = client_of(world)
    for path in ("/orders/new", "/stock/adjustments/new", "/stock/transfers/new"):
        answer = client.post(path, {})
        assert answer.status_code == 422
        assert "at least one line" in answer.content.decode()


def test_a_quantity_that_is_no_number_is_told_as_it_was_typed(world: World) -> None:
    Customer.objects.get_or_create(code="C1", defaults={"name": "Corner Shop"})
    there = world.another_location("SHOP").code
    places = {"location": world.location.code, "from_location": world.location.code, "to_location": there}
    form = {**places, "customer": "C1", "note": "n", "sku": ["OIL"], "name": ["OIL"], "pack": [""], "quantity": ["1,5"]}
    for path in ("/orders/new", "/stock/adjustments/new", "/stock/transfers/new"):
        answer = client_of(world).post(path, form)
        text = html.unescape(answer.content.decode())
        assert (answer.status_code, text.count("'1,5' is no number such as 12 or 1.5."), "lines[" in text) == (
            422,
            2,
            False,
        )


def test_absurd_input_is_never_our_failure(world: World) -> None:
    client = client_of(world)
    id_ = order(world)
    absurd = ["\x00", "9" * 400, "-1", "NaN", "1e99", "\u202e", "' OR 1=1 --", "{}"]
    for text in absurd:
        for name in ("number", "customer", "from_on", "cursor", "sort", "lifecycle"):
            assert client.get("/orders", {name: text}).status_code < 500, (name, text)
        for name in ("sku", "posting_id", "reason_code", "to_on", "cursor", "kind"):
            assert client.get("/stock/movements", {name: text}).status_code < 500, (name, text)
        for name in ("text", "location", "cursor"):
            assert client.get("/stock", {name: text}).status_code < 500, (name, text)
        assert client.get("/suggest/products", {"name": text, "location": text, "customer": text}).status_code < 500
        assert client.get("/suggest/customers", {"customer_text": text}).status_code < 500
        lines = {"sku": ["OIL", text], "quantity": [text, "1"], "pack": [text], "location": world.location.code}
        assert client.post("/orders/new", {**lines, "customer": "C1", "wanted_on": text}).status_code < 500, text
        assert client.post("/stock/adjustments/new", {**lines, "note": text}).status_code < 500, text
        transfer = {**lines, "from_location": world.location.code, "to_location": text}
        assert client.post("/stock/transfers/new", transfer).status_code < 500, text
        assert client.post(f"/orders/{id_}/ship", {"version": text}).status_code < 500, text
    for path in (
        "/orders/99999999999999999999",
        "/stock/transfers/99999999999999999999",
        "/products/%00",
        "/products/x/y",
    ):
        assert client.get(path).status_code == 404, path


def test_a_refused_page_is_a_page_in_words(world: World) -> None:
    answer = client_of(world, "driver").get("/orders/new")
    assert answer.status_code == 403
    assert answer["Content-Type"].startswith("text/html")
    assert "Not allowed for this role" in answer.content.decode()
    missing = client_of(world).get("/nowhere")
    assert missing.status_code == 404
    assert "There is no such page" in missing.content.decode()


def test_a_piece_asked_for_after_the_session_ended_leads_to_the_sign_in_page() -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "https://elsewhere.example/orders/new"}
    answer = Client().get("/suggest/products?name=oil", headers=headers)
    assert answer["HX-Redirect"] == "/sign-in?next=%2Forders%2Fnew"


def test_suggestions_tell_stock_and_price_to_whom_they_are_open(world: World) -> None:
    wanted = {"name": "oil", "location": world.location.code, "customer": "C1"}
    seen = client_of(world).get("/suggest/products", wanted).content.decode()
    assert 'data-available="500"' in seen
    assert "10.00 a EA" in seen
    hidden = client_of(world, "storekeeper").get("/suggest/products", wanted).content.decode()
    assert 'data-available="500"' in hidden
    assert "10.00" not in hidden


def test_the_list_of_orders_is_sorted_and_cut_by_its_url(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kontor.backoffice.pages.orders._PAGE_ROWS", 2)
    ids = [order(world, quantity) for quantity in (3, 1, 2, 2)]
    client, path, seen = client_of(world), "/orders?sort=total_minor&lifecycle=draft", []
    for _ in range(3):
        page = client.get(path).content.decode()
        seen += [int(id_) for id_ in re.findall(r'class="row" href="/orders/(\d+)"', page)]
        further = re.search(r'rel="next" href="([^"]+)"', page)
        if further is None:
            break
        assert "lifecycle=draft" in further[1]
        path = "/orders" + further[1].replace("&amp;", "&")
    assert seen == [ids[1], ids[2], ids[3], ids[0]]


def test_a_transfer_is_sent_and_received_in_part(world: World) -> None:
    there = world.another_location("SHOP")
    client = client_of(world, "storekeeper")
    lines = {"sku": ["OIL"], "quantity": ["2"], "pack": ["CASE"]}
    sent = client.post("/stock/transfers/new", {**lines, "from_location": world.location.code, "to_location": "SHOP"})
    path = sent["Location"].partition("?")[0]
    assert client.post(f"{path}/receive", {"position": "1", "arrived": "20"}).status_code == 302
    assert world.stock("OIL", there) == (20, 0)
    refused = client.post(f"{path}/receive", {"position": "1", "arrived": "99"})
    assert refused.status_code == 422
    assert 'value="99"' in refused.content.decode()
    assert world.stock("OIL", there) == (20, 0)


def test_an_adjustment_is_entered_with_its_reason_and_approved_by_somebody_else(world: World) -> None:
    waiting = waiting_adjustment(world)
    client = client_of(world, "approver")
    assert client.post(f"/stock/adjustments/{waiting}/reject", {"note": ""}).status_code == 422
    assert client.post(f"/stock/adjustments/{waiting}/approve", {"note": "seen"}).status_code == 302
    assert world.stock("OIL") == (490, 0)
    storekeeper = client_of(world, "storekeeper")
    form = {"location": world.location.code, "note": "rack 4", "sku": ["OIL", ""], "quantity": ["\u22123", ""]}
    form |= {"name": ["OIL", ""], "pack": ["", ""], "reason": ["cut", ""]}  # an empty line below, as on the page
    page = storekeeper.get("/stock/adjustments/new").content.decode()
    assert set(re.findall(r'<(?:input|select)[^>]* name="(\w+)"', page)) - {"key", "csrfmiddlewaretoken"} == form.keys()
    assert storekeeper.post("/stock/adjustments/new", form).status_code == 302
    assert world.stock("OIL") == (487, 0)
    entered = StockAdjustment.objects.order_by("-id")[0]
    assert (entered.note, StockAdjustmentLine.objects.get(adjustment=entered).reason) == ("rack 4", "cut")
