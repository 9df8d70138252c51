from __future__ import annotations

import json

import pytest
from django.db import DatabaseError, transaction

from kontor.access.models import AuditRecord
from kontor.customization.errors import KindUnknown, SchemaBreaks, SchemaInvalid
from kontor.customization.models import CustomSchema
from kontor.customization.queries import custom_schema, custom_schemas, schema_versions
from kontor.kernel.errors import PreconditionFailed
from kontor.kernel.wire import RequestKey
from tests.calls import refusal, send
from tests.customization.schemas import DOCK, OWNER, WINDOW, put
from tests.people import client_of, make_key, make_user

pytestmark = pytest.mark.django_db
PATH = "/api/v1/custom-fields/customer"


def test_a_schema_becomes_the_next_version_with_its_trail():
    assert put("customer", {"dock": DOCK}).version == 1
    assert put("customer", {"dock": DOCK, "window": WINDOW}).version == 2
    rows = CustomSchema.objects.filter(kind="customer").order_by("version")
    assert [list(json.loads(row.schema)["properties"]) for row in rows] == [["dock"], ["dock", "window"]]
    record = AuditRecord.objects.get(subject="customization.schema:customer", diff__contains='"window"')
    assert (record.action, record.actor_id) == ("custom_schema.put", 7)
    assert json.loads(record.diff)["version"] == [1, 2]


def test_the_same_schema_again_makes_no_version():
    put("customer", {"dock": DOCK})
    assert put("customer", {"dock": DOCK}).version == 1
    assert CustomSchema.objects.count() == 1


def test_of_two_who_put_at_once_the_second_reads_again():
    put("customer", {"dock": DOCK})
    with pytest.raises(PreconditionFailed):
        put("customer", {"window": WINDOW}, version=0)
    assert custom_schema(kind="customer", actor=OWNER).version == 1


def test_a_schema_that_stored_values_may_not_fit_is_put_only_knowingly():
    put("customer", {"dock": DOCK})
    with pytest.raises(SchemaBreaks) as refused:
        put("customer", {"dock": {"type": "string"}}, accepts=False)
    assert [(c.field, c.change) for c in refused.value.data["changes"]] == [("dock", "integer to string")]
    assert CustomSchema.objects.count() == 1
    told = put("customer", {"dock": {"type": "string"}}, accepts=True)
    assert (told.version, told.changes[0].breaks) == (2, True)
    assert "stay as they are" in told.changes[0].consequence


def test_wrong_kinds_and_schemas_are_refused_and_nothing_is_kept():
    with pytest.raises(KindUnknown):
        put("invoice", {"dock": DOCK}, version=0)
    with pytest.raises(SchemaInvalid):
        put("customer", {"dock": {"type": "object"}})
    assert CustomSchema.objects.count() == 0
    assert AuditRecord.objects.count() == 0


def test_a_repeated_key_has_one_effect():
    key = RequestKey(7, "k", "f")
    first = put("customer", {"dock": DOCK}, version=0, key=key)
    assert put("customer", {"dock": DOCK}, version=0, key=key) == first
    assert CustomSchema.objects.count() == 1


def test_a_version_is_never_rewritten():
    put("customer", {"dock": DOCK})
    with pytest.raises(DatabaseError), transaction.atomic():
        CustomSchema.objects.update(schema="{}")
    assert "dock" in CustomSchema.objects.get().schema


def test_every_kind_is_listed_and_every_version_paged(django_assert_num_queries):
    put("customer", {"dock": DOCK})
    put("customer", {"dock": DOCK, "window": WINDOW})
    with django_assert_num_queries(1):
        listed = custom_schemas(actor=OWNER).items
    assert [(item.kind, item.version) for item in listed] == [("sales_order", 0), ("customer", 2), ("product", 0)]
    page = schema_versions(kind="customer", actor=OWNER, before=None, limit=1)
    assert ([item.version for item in page.items], page.next_cursor) == ([2], "2")
    rest = schema_versions(kind="customer", actor=OWNER, before=2, limit=1)
    assert ([item.version for item in rest.items], rest.next_cursor) == ([1], None)


def test_a_schema_is_put_and_read_over_http():
    owner = client_of(make_key(make_user("owner")))
    assert send(owner, "GET", PATH)["ETag"] == '"0"'
    body = {"schema": {"properties": {"dock": DOCK}}, "note": "Docks"}
    answer = send(owner, "PUT", PATH, body, version=0)
    assert (answer.status_code, answer["ETag"], answer.json()["changes"][0]["change"]) == (200, '"1"', "added")
    read = send(owner, "GET", PATH).json()
    assert (read["version"], read["note"], read["schema"]["properties"]) == (1, "Docks", {"dock": DOCK})
    assert refusal(send(owner, "PUT", PATH, body, version=0)) == (412, "version_mismatch")
    tighter = {"schema": {"properties": {"dock": {**DOCK, "maximum": 9}}}}
    refused = send(owner, "PUT", PATH, tighter, version=1)
    assert refusal(refused) == (409, "custom_schema_breaks")
    assert refused.json()["changes"][0]["change"] == "tighter: maximum"
    assert send(owner, "PUT", PATH, {**tighter, "accepts_misfits": True}, version=1)["ETag"] == '"2"'
    seller = client_of(make_key(make_user("sales")))
    assert refusal(send(seller, "PUT", PATH, body, version=2)) == (403, "forbidden")
