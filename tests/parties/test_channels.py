"""Channels: the editable list of customer types."""

from __future__ import annotations

import pytest

from kontor.access.models import AuditRecord
from kontor.parties.errors import PartyInvalid
from kontor.parties.models import Channel
from kontor.parties.operations import create_customers, edit_customer, put_customers
from kontor.parties.types import CustomerDraft, CustomerEdit, CustomerPut
from tests.calls import refusal, send
from tests.people import client_of, make_key, make_user
from tests.world import NOW, make_world

pytestmark = pytest.mark.django_db


def test_channels_are_added_renamed_retired_and_brought_back() -> None:
    owner = client_of(make_key(make_user("owner")))
    for code, name in (("1", "General"), ("2", "Modern"), ("3", "Ecommerce")):
        assert send(owner, "POST", "/api/v1/channels", {"code": code, "name": name}).status_code == 201
    third = Channel.objects.get(code="3").pk
    path = f"/api/v1/channels/{third}"
    assert send(owner, "GET", path)["ETag"] == '"1"'
    renamed = send(owner, "PATCH", path, {"name": " E-commerce "}, version=1)
    assert (renamed["ETag"], renamed.json()) == (
        '"2"', {"id": third, "code": "3", "name": "E-commerce", "is_active": True, "version": 2},
    )  # fmt: skip
    assert send(owner, "PATCH", path, {"name": "E-commerce"}, version=2)["ETag"] == '"2"'
    assert send(owner, "PATCH", path, {"is_active": False}, version=2).json()["is_active"] is False
    active = send(owner, "GET", "/api/v1/channels?active=true").json()["items"]
    assert [item["name"] for item in active] == ["General", "Modern"]
    assert send(owner, "PATCH", path, {"is_active": True}, version=3)["ETag"] == '"4"'
    assert AuditRecord.objects.filter(action="channel.edit").count() == 3


def test_a_wrong_edit_changes_nothing() -> None:
    owner = client_of(make_key(make_user("owner")))
    channel = Channel.objects.create(code="TT", name="Traditional trade")
    path = f"/api/v1/channels/{channel.pk}"
    assert refusal(send(owner, "PATCH", path, {"name": "New"})) == (428, "if_match_required")
    assert refusal(send(owner, "PATCH", path, {"name": "New"}, version=2)) == (412, "version_mismatch")
    assert refusal(send(owner, "PATCH", path, {"name": " "}, version=1)) == (422, "text_invalid")
    assert refusal(send(owner, "PATCH", path, {"code": "MT"}, version=1)) == (422, "invalid_input")
    assert refusal(send(owner, "PATCH", "/api/v1/channels/999999", {"name": "New"}, version=1)) == (
        404, "channel_not_found",
    )  # fmt: skip
    assert list(Channel.objects.values_list("name", "version")) == [("Traditional trade", 1)]


def test_a_retired_channel_stays_where_it_is_and_is_given_to_nobody_by_hand() -> None:
    world = make_world()
    channel = Channel.objects.create(code="TT", name="Traditional trade")
    drafts = [CustomerDraft("C1", "One", "TT"), CustomerDraft("C2", "Two")]
    one, two = create_customers(drafts=drafts, actor=world.actor, now=NOW).items
    Channel.objects.filter(id=channel.pk).update(is_active=False)
    with pytest.raises(PartyInvalid):
        create_customers(drafts=[CustomerDraft("C3", "Three", "TT")], actor=world.actor, now=NOW)
    with pytest.raises(PartyInvalid):
        edit_customer(customer_id=two.id, version=1, edit=CustomerEdit(channel="TT"), actor=world.actor, now=NOW)
    edit_customer(customer_id=one.id, version=1, edit=CustomerEdit(name="Uno"), actor=world.actor, now=NOW)
    (again,) = put_customers(rows=[CustomerPut("C1", channel="TT")], actor=world.actor, now=NOW).items
    assert again.verdict == "unchanged"
