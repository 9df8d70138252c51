"""Customers at the desk: found, taken on, changed without losing anything, delisted with a reason and relisted."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from django.test import Client

from kontor.access.models import Role
from kontor.access.roles import RIGHTS
from kontor.parties.models import Address, Customer, CustomerListing
from kontor.parties.operations import edit_customer
from kontor.parties.types import CustomerEdit
from tests.backoffice.forms import form_in, form_of
from tests.backoffice.party_places import BY, NOW, make_area, make_customer, rich_customer
from tests.people import make_user
from tests.world import everything, make_world

pytestmark = pytest.mark.django_db


def client_of(role: str = "owner") -> Client:
    client = Client()
    client.force_login(make_user(role, branches=(make_world().branch,)))
    return client


def blind_client(*, without: set[str], is_writer: bool = True) -> Client:
    rights = sorted(set(RIGHTS) - without)
    Role.objects.create(code="blind", name="Blind", rights=rights)
    return client_of("blind")


def names_on(page: Any) -> list[str]:
    return re.findall(r'class="row" href="/customers/\d+">([^<]+)<', page.content.decode())


def test_customers_are_found_filtered_and_sorted():
    area = make_area()
    for number, name in enumerate(("Bakery", "Aldi", "Corner")):
        make_customer(f"C{number}", name, area=area.code if name == "Aldi" else None)
    Customer.objects.filter(name="Corner").update(is_active=False)
    client = client_of()
    assert names_on(client.get("/customers")) == ["Aldi", "Bakery", "Corner"]
    assert names_on(client.get("/customers?sort=-code")) == ["Corner", "Aldi", "Bakery"]
    assert names_on(client.get("/customers?listed=no")) == ["Corner"]
    assert names_on(client.get(f"/customers?area={area.id}")) == ["Aldi"]
    assert names_on(client.get(f"/customers?area={area.parent_id}")) == ["Aldi"]
    assert names_on(client.get("/customers?search=ak")) == ["Bakery"]
    assert names_on(client.get("/customers?channel=NONE")) == []


@pytest.mark.parametrize("sort", ["name", "-name", "code", "-code"])
def test_pages_of_a_sorted_list_neither_repeat_nor_skip(monkeypatch: pytest.MonkeyPatch, sort: str):
    monkeypatch.setattr("kontor.backoffice.pages.customers._PAGE_ROWS", 2)
    for number in range(7):
        make_customer(f"C{number}", f"Shop {number % 3}")
    client, path, seen = client_of(), f"/customers?sort={sort}", list[str]()
    for _ in range(4):
        page = client.get(path)
        seen += re.findall(r'class="row" href="/customers/(\d+)"', page.content.decode())
        further = re.search(r'rel="next" href="([^"]+)"', page.content.decode())
        path = "/customers" + further[1].replace("&amp;", "&") if further else path
    column = sort.removeprefix("-")
    down = "-" if sort.startswith("-") else ""
    wanted = Customer.objects.order_by(sort, f"{down}id").values_list("id", flat=True)
    assert seen == [str(id_) for id_ in wanted], column


def test_the_list_is_given_as_a_file_without_what_is_masked():
    rich_customer()
    response: Any = client_of("cashier").get("/customers?format=csv")
    (row,) = csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"), newline=""))
    assert (row["code"], row["channel"], row["phone"], row["email"]) == ("CSTD0001", "GEN", "", "")
    seen: Any = client_of("sales").get("/customers?format=csv")
    assert "+254700000042" in b"".join(seen.streaming_content).decode()


@pytest.mark.parametrize("path", ["/customers", "/customers/{}", "/customers/{}/edit"])
def test_contacts_are_shown_to_whom_they_are_open(path: str):
    customer_id = rich_customer()
    assert "+254700000042" in client_of().get(path.format(customer_id)).content.decode()
    hidden = blind_client(without={"contacts.read"}).get(path.format(customer_id))
    assert hidden.status_code == 200
    assert "+254700000042" not in hidden.content.decode()


def test_who_may_not_see_contacts_changes_the_rest_and_cannot_set_them():
    customer_id = rich_customer()
    client = blind_client(without={"contacts.read"})
    form = form_of(client, f"/customers/{customer_id}/edit")
    assert not {"phone", "email", "tax_pin"} & form.keys()
    assert client.post(f"/customers/{customer_id}/edit", {**form, "name": "Corner House"}).status_code == 302
    row = Customer.objects.get(id=customer_id)
    assert (row.name, row.phone, row.tax_pin) == ("Corner House", "+254700000042", "P051")
    refused = client.post(f"/customers/{customer_id}/edit", {**form, "version": row.version, "phone": "1"})
    assert refused.status_code == 403
    assert Customer.objects.get(id=customer_id).phone == "+254700000042"


def test_a_customer_is_taken_on_once_and_gets_the_next_code():
    area = make_area()
    client = client_of("sales")
    form = {**form_of(client, "/customers/new"), "name": "Corner Shop", "area": area.code, "area_text": "Auchi, North"}
    first, again = client.post("/customers/new", form), client.post("/customers/new", form)
    assert first.status_code == 302
    assert again["Location"] == first["Location"]
    (row,) = Customer.objects.all()
    assert (row.code, row.name, row.area_id, row.payment_terms) == ("CSTD0001", "Corner Shop", area.id, "immediate")


def test_a_refused_new_customer_keeps_what_was_typed_and_says_which_field_is_wrong():
    make_customer("C1")
    client, before = client_of(), everything()
    form = {**form_of(client, "/customers/new"), "code": "C1", "name": "Twice", "email": "x@y", "area_text": "LOC9"}
    for changes, said in (({"area_text": ""}, "There is a customer C1 already"), ({"code": "C2"}, "no area")):
        answer = client.post("/customers/new", {**form, **changes})
        page = answer.content.decode()
        assert answer.status_code in (409, 422)
        assert said in page
        assert 'value="Twice"' in page
        assert 'aria-invalid="true"' in page
    assert everything() == before


def test_saving_sends_only_what_was_typed_anew():
    customer_id = rich_customer()
    client = client_of()
    form = form_of(client, f"/customers/{customer_id}/edit")
    assert client.post(f"/customers/{customer_id}/edit", form).status_code == 302
    assert Customer.objects.get(id=customer_id).version == 4
    changed = {**form, "key": "", "phone": "", "channel": "", "area": "", "area_text": ""}
    assert client.post(f"/customers/{customer_id}/edit", changed).status_code == 302
    row = Customer.objects.get(id=customer_id)
    assert (row.version, row.phone, row.channel_id, row.area_id) == (5, "", None, None)
    assert (row.name, row.email) == ("Corner Shop", "shop@example.org")


def test_an_edit_that_comes_too_late_loses_nothing_and_overwrites_nothing_unseen():
    customer_id = rich_customer()
    client = client_of()
    form = form_of(client, f"/customers/{customer_id}/edit")
    theirs = CustomerEdit(name="Corner House", country="Zambia")
    edit_customer(customer_id=customer_id, version=4, edit=theirs, actor=BY, now=NOW)
    late = client.post(f"/customers/{customer_id}/edit", {**form, "name": "Corner Market", "phone": "+254711"})
    page = late.content.decode()
    assert late.status_code == 412
    assert "Somebody changed this meanwhile" in page
    assert "Changed meanwhile to “Corner House”" in page
    assert 'value="Corner Market"' in page
    assert 'value="Zambia"' in page
    assert Customer.objects.get(id=customer_id).name == "Corner House"

    again = form_in(page)
    assert again["version"] == "5"
    assert client.post(f"/customers/{customer_id}/edit", again).status_code == 302
    row = Customer.objects.get(id=customer_id)
    assert (row.name, row.country, row.phone) == ("Corner Market", "Zambia", "+254711")


def test_a_customer_is_delisted_with_a_reason_and_relisted_and_its_page_tells_who():
    customer_id = make_customer()
    client = client_of("sales")
    path = f"/customers/{customer_id}"
    assert client.post(f"{path}/delist", {"version": "1", "reason": ""}).status_code == 422
    assert client.post(f"{path}/delist", {"version": "1", "reason": "Shop closed"}).status_code == 302
    page = client.get(path).content.decode()
    assert "Delisted: Shop closed" in page
    assert f"{path}/relist" in page
    assert "/orders/new" not in page
    late = client.post(f"{path}/relist", {"version": "1"})
    assert late.status_code == 412
    assert "Somebody changed this meanwhile" in late.content.decode()
    assert client.post(f"{path}/relist", {"version": "2"}).status_code == 302
    assert list(CustomerListing.objects.order_by("id").values_list("is_active", "reason")) == [
        (False, "Shop closed"),
        (True, ""),
    ]
    assert "/orders/new?customer=CSTD0001" in client.get(path).content.decode()


def test_a_delisting_that_comes_too_late_keeps_its_reason():
    customer_id = make_customer()
    edit_customer(customer_id=customer_id, version=1, edit=CustomerEdit(name="New"), actor=BY, now=NOW)
    late = client_of().post(f"/customers/{customer_id}/delist", {"version": "1", "reason": "Shop closed"})
    assert late.status_code == 412
    assert 'value="Shop closed"' in late.content.decode()
    assert 'name="version" value="2"' in late.content.decode()
    assert Customer.objects.get(id=customer_id).is_active


def test_addresses_are_added_changed_and_removed():
    customer_id = make_customer()
    client = client_of("sales")
    path = f"/customers/{customer_id}/addresses"
    form = form_of(client, f"{path}/new")
    assert client.post(f"{path}/new", {**form, "line1": ""}).status_code == 422
    half = client.post(f"{path}/new", {**form, "line1": "Harbour Road 1", "latitude": "6.3"})
    assert half.status_code == 422
    assert 'value="Harbour Road 1"' in half.content.decode()
    sent = {**form, "line1": "Harbour Road 1", "latitude": "6.335", "longitude": "5.6"}
    assert client.post(f"{path}/new", sent).status_code == 302
    address = Address.objects.get()
    assert (address.kind, address.is_default, str(address.latitude)) == ("delivery", True, "6.335000")
    own = f"{path}/{address.pk}"
    untouched = form_of(client, own)
    assert client.post(own, {**untouched, "city": "Auchi"}).status_code == 302
    late = client.post(own, {**untouched, "key": "", "postal_code": "312"})
    assert late.status_code == 412
    assert 'value="312"' in late.content.decode()
    assert 'value="Auchi"' in late.content.decode()
    assert client.post(f"{own}/remove", {"version": "1"}).status_code == 412
    assert client.post(f"{own}/remove", {"version": "2"}).status_code == 302
    assert client.get(own).status_code == 404
    assert Address.objects.get().removed_at is not None


def test_areas_are_offered_while_one_types():
    area = make_area()
    page = client_of("cashier").get("/suggest/areas?area_text=Auch").content.decode()
    assert f'data-value="{area.code}"' in page
    assert 'data-text="Auchi, North, Edo, South"' in page
    assert "No area with a code" in client_of().get("/suggest/areas?area_text=zzz").content.decode()


def test_absurd_input_is_never_our_failure():
    customer_id = rich_customer()
    address = Address.objects.order_by("id")[0].pk
    client = client_of()
    for text in ("\x00", "9" * 4000, "-1", "NaN", "1e99", "‮", "' OR 1=1 --", "\x07"):
        for name in ("search", "area", "channel", "listed", "cursor", "sort"):
            assert client.get("/customers", {name: text}).status_code < 500, (name, text)
        every = dict.fromkeys(
            "code name channel area area_text phone email tax_pin address country registered_on payment_terms kind"
            " label line1 line2 city postal_code latitude longitude is_default version key reason was.name".split(),
            text,
        )
        paths = ["new", f"{customer_id}/edit", f"{customer_id}/addresses/new", f"{customer_id}/addresses/{address}"]
        paths += [f"{customer_id}/delist", f"{customer_id}/relist", f"{customer_id}/addresses/{address}/remove"]
        for path in paths:
            assert client.post(f"/customers/{path}", every).status_code < 500, (path, text)
            assert client.post(f"/customers/{path}", {**every, "version": "4"}).status_code < 500, (path, text)
        assert client.get("/suggest/areas", {"area_text": text}).status_code < 500
    for path in ("/customers/99999999999999999999", "/customers/99999999/edit", "/customers/1/addresses/9999999999999"):
        assert client.get(path).status_code == 404, path
