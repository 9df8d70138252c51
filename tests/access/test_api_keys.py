from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from kontor.access.keys import ApiSecret, new_secret, parse_authorization
from kontor.access.models import ApiKey, AuditRecord, Role
from kontor.kernel.models import IdempotencyKey
from kontor.project import actors
from tests.calls import refusal, send
from tests.people import client_of, make_key, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return make_user("owner")


@pytest.fixture
def client(owner):
    return client_of(make_key(owner))


def test_a_new_key_works_and_its_secret_is_shown_once(client):
    user = make_user("cashier")
    body = {"user_id": user.pk, "name": "Till 1", "scopes": ["sales.place"]}
    first = send(client, "POST", "/api/v1/api-keys", body, key="k1")
    assert first.status_code == 201
    secret = first.json()["secret"]
    assert client_of(secret).get("/api/v1/session").json()["rights"] == ["sales.place"]
    again = send(client, "POST", "/api/v1/api-keys", body, key="k1")
    assert again.json() == first.json() | {"secret": None}
    assert ApiKey.objects.filter(user=user).count() == 1


def test_the_secret_is_kept_nowhere(client):
    user = make_user("cashier")
    secret = send(client, "POST", "/api/v1/api-keys", {"user_id": user.pk, "name": "Till"}).json()["secret"]
    hidden = secret.rpartition("_")[2]
    kept = [*IdempotencyKey.objects.values(), *AuditRecord.objects.values(), *ApiKey.objects.values()]
    assert [row for row in kept if hidden in str(row)] == []


def test_create_api_key_leaves_one_audit_row(client, owner):
    user = make_user("cashier")
    made = send(client, "POST", "/api/v1/api-keys", {"user_id": user.pk, "name": "Till"}).json()
    record = AuditRecord.objects.get(subject=f"access.api_key:{made['id']}")
    assert (record.actor_id, record.action) == (owner.pk, "access.create_api_key")
    assert json.loads(record.diff) == {
        "user_id": [None, user.pk],
        "name": [None, "Till"],
        "scopes": [None, []],
        "expires_at": [None, None],
    }


@pytest.mark.parametrize(
    ("extra", "status", "code"),
    [
        ({"scopes": ["access.write"]}, 422, "scope_unknown"),
        ({"scopes": ["moon.land"]}, 422, "scope_unknown"),
        ({"expires_at": "2001-01-01T00:00:00Z"}, 422, "expires_before_now"),
        ({"expires_at": "2001-01-01T00:00:00"}, 422, "invalid_input"),
        ({"name": "  "}, 422, "invalid_input"),
        ({"user_id": 999999}, 404, "user_unknown"),
    ],
)
def test_create_api_key_refuses_what_cannot_be_meant_and_makes_none(client, extra, status, code):
    body = {"user_id": make_user("cashier").pk, "name": "Till"} | extra
    before = ApiKey.objects.count(), AuditRecord.objects.count()
    assert refusal(send(client, "POST", "/api/v1/api-keys", body)) == (status, code)
    assert (ApiKey.objects.count(), AuditRecord.objects.count()) == before


def test_nobody_makes_a_key_with_rights_beyond_the_own(owner):
    Role.objects.create(code="clerk", name="Clerk", rights=["access.write"])
    clerk = client_of(make_key(make_user("clerk")))
    body = {"user_id": owner.pk, "name": "Mine"}
    assert refusal(send(clerk, "POST", "/api/v1/api-keys", body)) == (403, "rights_beyond_own")
    narrowed = send(clerk, "POST", "/api/v1/api-keys", body | {"scopes": ["access.write"]})
    assert narrowed.status_code == 201


def test_a_key_narrowed_by_scopes_cannot_make_a_wider_one(owner):
    narrow = client_of(make_key(owner, scopes=("access.write",)))
    body = {"user_id": owner.pk, "name": "Wide"}
    assert refusal(send(narrow, "POST", "/api/v1/api-keys", body)) == (403, "rights_beyond_own")


def test_revoke_api_key_ends_it(client, owner):
    secret = make_key(make_user("cashier"))
    row = ApiKey.objects.get(prefix=secret.split("_")[1])
    response = send(client, "DELETE", f"/api/v1/api-keys/{row.pk}")
    assert response.status_code == 200
    assert response.json()["revoked_at"] is not None
    actors.forget_all()
    assert client_of(secret).get("/api/v1/session").status_code == 401
    record = AuditRecord.objects.get(subject=f"access.api_key:{row.pk}")
    assert (record.actor_id, record.action) == (owner.pk, "access.revoke_api_key")


def test_revoke_api_key_does_it_once(client):
    row = ApiKey.objects.get(prefix=make_key(make_user("cashier")).split("_")[1])
    path = f"/api/v1/api-keys/{row.pk}"
    first = send(client, "DELETE", path, key="k1")
    assert send(client, "DELETE", path, key="k1").content == first.content
    assert refusal(send(client, "DELETE", path)) == (409, "api_key_revoked")
    assert AuditRecord.objects.filter(action="access.revoke_api_key").count() == 1
    assert refusal(send(client, "DELETE", "/api/v1/api-keys/999999")) == (404, "api_key_unknown")


def test_list_api_keys_shows_no_secret(client, owner):
    make_key(make_user("cashier"), expires_at=timezone.now() + timedelta(days=1))
    items = client.get(f"/api/v1/api-keys?user_id={owner.pk}").json()["items"]
    assert [item["user_id"] for item in items] == [owner.pk]
    assert set(items[0]) == {
        "id",
        "user_id",
        "name",
        "prefix",
        "scopes",
        "created_at",
        "expires_at",
        "revoked_at",
        "last_used_at",
    }


def test_a_key_is_read_back_from_its_header():
    secret = new_secret()
    assert parse_authorization(f"Bearer {secret}") == secret
    assert parse_authorization(f"bearer  {secret} ") == secret


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer kt_", "Basic kt_0123456789ab_" + "x" * 43, "Bearer x_y_z"])
def test_another_header_holds_no_key(header):
    assert parse_authorization(header) is None


def test_a_secret_is_never_printed_by_accident():
    assert repr(ApiSecret("0123456789ab", "hidden")) == "ApiSecret(0123456789ab, ...)"
