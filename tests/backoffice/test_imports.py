"""Files brought in at the desk: sent, looked at, put right, written."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from kontor.imports.models import ImportRun, Upload
from kontor.parties.models import Area, Customer, Supplier
from tests.people import make_user
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
PAYLOAD = "<script>alert(1)</script>"


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def client(world: World) -> Client:
    return signed_in(world, "owner")


def signed_in(world: World, role: str) -> Client:
    client = Client()
    client.force_login(make_user(role, branches=(world.branch,)))
    return client


def send(client: Client, kind: str, text: str, name: str = "list.csv"):
    return client.post("/imports", {"kind": kind, "file": SimpleUploadedFile(name, text.encode())})


def shown(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def figures(page: str) -> list[str]:
    return re.findall(r'<dd class="figure">(\d+)</dd>', page)


def test_a_file_is_looked_at_put_right_and_brought_in_once(client):
    answer = send(client, "suppliers", "Nr;Firma\nA;Mill\nB;\n")
    assert answer.status_code == 302
    page = shown(client, answer["Location"])
    assert "The column code is missing. The file has Nr, Firma" in page
    assert "Bring in" not in page.split("<main")[1].split("</h1>")[1].split("Another file")[0]

    looked = client.post(answer["Location"], {"column.code": "Nr", "column.name": "Firma"})
    assert looked.status_code == 302
    page = shown(client, answer["Location"])
    assert figures(page) == ["1", "0", "0", "1"]
    assert "B is new and needs a name." in page
    assert "Bring in without the refused rows" in page

    client.post(answer["Location"], {"column.code": "Nr", "column.name": "Firma", "default.name": "Unnamed"})
    page = shown(client, answer["Location"])
    assert figures(page) == ["2", "0", "0", "0"]
    assert not Supplier.objects.exists()
    form = {"key": "k" * 36}
    assert client.post(f"{answer['Location']}/write", form).status_code == 302
    assert dict(Supplier.objects.values_list("code", "name")) == {"A": "Mill", "B": "Unnamed"}
    assert "brought in" in shown(client, answer["Location"])
    again = client.post(f"{answer['Location']}/write", form)
    assert (again.status_code, ImportRun.objects.count()) == (404, 1)
    assert "list.csv" in shown(client, "/imports")
    assert bytes(Upload.objects.get().content) == b""


def test_the_refused_rows_are_left_out_when_one_says_so(client):
    path = send(client, "areas", "code,region\nA,South\nB,\n")["Location"]
    client.post(f"{path}/write", {"key": "k" * 36})
    assert not Area.objects.exists()
    client.post(f"{path}/write", {"key": "l" * 36, "skip_bad": "on"})
    assert list(Area.objects.values_list("code", flat=True)) == ["A"]


def test_a_column_can_be_left_out(client):
    path = send(client, "areas", "code,region,state\nA,South,Edo\n")["Location"]
    client.post(path, {"column.code": "code", "column.region": "region", "column.state": "-"})
    client.post(f"{path}/write", {"key": "k" * 36})
    assert Area.objects.get(code="A").level == "region"


def test_each_kind_asks_for_its_own_right_so_a_storekeeper_brings_in_stock_but_no_customers(world):
    world.sku("OIL")
    keeper = signed_in(world, "storekeeper")
    page = shown(keeper, "/imports")
    assert re.findall(r'<option value="(\w+)"', page) == ["stock"]
    refused = send(keeper, "customers", "code,name\nA,Mill\n")
    assert refused.status_code == 403
    assert not Upload.objects.exists()
    path = send(keeper, "stock", f"location,sku,quantity,unit_cost\n{world.location.code},OIL,12,1.50\n")["Location"]
    assert keeper.post(f"{path}/write", {"key": "k" * 36}).status_code == 302
    assert world.stock("OIL") == (12, 0)
    upload = Upload.objects.get()
    Upload.objects.filter(pk=upload.pk).update(kind="customers", content=b"code,name\nA,Mill\n")
    assert keeper.post(f"{path}/write", {"key": "l" * 36}).status_code == 403
    assert not Customer.objects.filter(code="A").exists()


def test_who_may_bring_in_nothing_is_offered_no_way_in(world):
    cashier = signed_in(world, "cashier")
    assert cashier.get("/imports").status_code == 403
    assert 'href="/imports"' not in shown(cashier, "/")
    assert 'href="/imports"' in shown(signed_in(world, "storekeeper"), "/")


@pytest.mark.parametrize(
    ("kind", "text", "status", "reason"),
    [
        ("areas", "", 422, "The file is empty"),
        ("areas", "x" * (10 * 2**20 + 1), 422, "larger than 10 MB"),
        ("areas", "code,region\n" + "A,South\n" * 20_001, 422, "More than 20,000 rows"),
        ("orders", "code\n1\n", 404, "There is no import of"),
    ],
)
def test_what_cannot_be_looked_at_is_refused_and_not_kept(client, kind, text, status, reason):
    answer = send(client, kind, text)
    assert answer.status_code == status
    assert reason in answer.content.decode()
    assert not Upload.objects.exists()


def test_an_option_that_makes_the_file_unreadable_leaves_it_as_it_was(client):
    path = send(client, "areas", "code,region\nA,South\n")["Location"]
    answer = client.post(path, {"encoding": "no-such"})
    assert answer.status_code == 422
    assert "There is no encoding" in answer.content.decode()
    assert figures(shown(client, path)) == ["1", "0", "0", "0"]


def test_an_upload_is_its_senders_alone_and_goes_after_a_day(client, world):
    path = send(client, "areas", "code,region\nA,South\n")["Location"]
    other = signed_in(world, "owner")
    assert [other.get(path).status_code, other.post(path).status_code] == [404, 404]
    assert other.post(f"{path}/write").status_code == 404
    assert not Area.objects.exists()
    Upload.objects.update(uploaded_at=timezone.now() - timedelta(hours=25))
    send(client, "areas", "code,region\nB,North\n")
    assert client.get(path).status_code == 404


def test_what_stands_in_a_file_is_shown_as_text(client):
    text = f"code,region,{PAYLOAD}\nA,South,1\n{PAYLOAD},South,=x\nB,\0,\n"
    path = send(client, "areas", text, name=f"{PAYLOAD}.csv")["Location"]
    client.post(path, {"default.city": PAYLOAD, "encoding": PAYLOAD})
    page = shown(client, path)
    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert") >= 3
    client.post(f"{path}/write", {"key": "k" * 36, "skip_bad": "on"})
    assert "<script>alert" not in shown(client, "/imports")


def test_a_page_costs_few_queries(client, django_assert_max_num_queries):
    path = send(client, "areas", "code,region\n" + "".join(f"A{n},R{n}\n" for n in range(500)))["Location"]
    client.post(f"{path}/write", {"key": "k" * 36})
    for address in (path, "/imports"):
        with django_assert_max_num_queries(8):
            client.get(address)


def test_a_cashier_is_not_let_in(world):
    cashier = signed_in(world, "cashier")
    assert cashier.get("/imports").status_code == 403
    assert send(cashier, "areas", "code,region\nA,South\n").status_code == 403
    assert "/imports" not in cashier.get("/").content.decode()
