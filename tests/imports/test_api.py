"""Files over HTTP."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kontor.parties.models import Area, Supplier
from tests.calls import refusal
from tests.kernel.workbooks import workbook
from tests.people import client_of, make_key, make_user

pytestmark = pytest.mark.django_db
AREAS = "/api/v1/imports/areas"
CSV = b"location_id,region\nA,South\nB,North\n"


@pytest.fixture
def client() -> Client:
    return client_of(make_key(make_user("owner")))


def post(client: Client, path: str, body: bytes, *, key: str = "k", content_type: str = "text/csv"):
    return client.post(path, body, content_type=content_type, headers={"Idempotency-Key": key})


def test_a_file_is_the_body_and_comes_in_once(client):
    first = post(client, f"{AREAS}?file_name=areas.csv", CSV)
    assert (first.status_code, first.json()["created"], first.json()["file_name"]) == (200, 2, "areas.csv")
    assert post(client, f"{AREAS}?file_name=areas.csv", CSV).content == first.content
    assert post(client, AREAS, CSV, key="l").json()["unchanged"] == 2
    assert refusal(post(client, AREAS, CSV + b"C,West\n")) == (422, "idempotency_key_reused")
    assert Area.objects.filter(code__isnull=False).count() == 2


def test_a_workbook_comes_as_a_form_too(client):
    file = SimpleUploadedFile("areas.xlsx", workbook(["area code", "region"], ["A", "South"]))
    answer = client.post(AREAS, {"file": file}, headers={"Idempotency-Key": "k"})
    assert (answer.status_code, answer.json()["created"], answer.json()["file_name"]) == (200, 1, "areas.xlsx")
    empty = client.post(AREAS, {"other": "x"}, headers={"Idempotency-Key": "l"})
    assert refusal(empty) == (422, "import_invalid")


def test_a_dry_run_writes_nothing_and_a_refused_file_neither(client):
    dry = post(client, f"{AREAS}?dry_run=true", CSV + b"C,\n")
    assert (dry.status_code, dry.json()["created"], dry.json()["refused"], dry.json()["written"]) == (200, 2, 1, False)
    refused = post(client, AREAS, CSV + b"C,\n", key="l")
    assert refusal(refused) == (422, "import_refused")
    assert refused.json()["report"]["rows_refused"] == [{"row": 4, "column": "region", "reason": "The cell is empty."}]
    assert "Row 4, region: The cell is empty." in refused.json()["detail"]
    assert not Area.objects.exists()
    skipped = post(client, f"{AREAS}?skip_bad=true", CSV + b"C,\n", key="l")
    assert (skipped.json()["created"], skipped.json()["refused"]) == (2, 1)


def test_columns_and_defaults_are_asked_for_in_the_address(client):
    answer = post(
        client, f"{AREAS}?map=code=nr&default=region=South&encoding=cp1252", "nr;state\nA;Köln\n".encode("cp1252")
    )
    assert (answer.status_code, answer.json()["columns"]) == (200, {"code": "nr", "state": "state"})
    assert Area.objects.get(code="A").name == "Köln"


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("/api/v1/imports/orders", CSV, 404, "import_kind_unknown"),
        (f"{AREAS}?map=code", CSV, 422, "import_invalid"),
        (f"{AREAS}?skip_bad=perhaps", CSV, 422, "import_invalid"),
        (f"{AREAS}?dry_run=perhaps", CSV, 422, "import_invalid"),
        (f"{AREAS}?dry_run=", CSV, 422, "import_invalid"),
        (f"{AREAS}?dry_rnu=true", CSV, 422, "invalid_input"),
        (f"{AREAS}?skip_bad=true", b"code,region\nA,\nB,\n", 422, "import_refused"),
        (f"{AREAS}?sheet=One", CSV, 422, "table_unreadable"),
        (AREAS, b"", 422, "table_unreadable"),
        (AREAS, b"PK\x03\x04", 422, "table_unreadable"),
        (AREAS, b"x" * (11 * 2**20), 413, "body_too_large"),
    ],
)
def test_what_cannot_be_is_refused_in_words(client, path, body, status, code):
    assert refusal(post(client, path, body)) == (status, code)
    assert not Area.objects.exists()


def test_a_cashier_brings_nothing_in_and_a_key_is_needed(client):
    cashier = client_of(make_key(make_user("cashier")))
    assert refusal(post(cashier, AREAS, CSV)) == (403, "forbidden")
    assert refusal(client.post(AREAS, CSV, content_type="text/csv")) == (422, "invalid_input")
    assert not Area.objects.exists()


def test_a_column_one_may_not_see_is_not_brought_in(client):
    suppliers = b"code,name,payment_terms\nS1,Mill,net_30\n"
    path = "/api/v1/imports/suppliers"
    seller = client_of(make_key(make_user("sales")))
    assert refusal(post(seller, path, suppliers)) == (403, "field_masked")
    assert not Supplier.objects.exists()
    assert post(seller, path, b"code,name\nS1,Mill\n", key="l").json()["created"] == 1
    assert post(client, path, suppliers, key="m").json()["updated"] == 1
