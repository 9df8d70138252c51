"""Roles at the desk: read, made, changed without losing what was ticked, removed one by one or several at once."""

from __future__ import annotations

import re
import uuid
from html import unescape
from typing import Any

import pytest
from django.test import Client

from kontor.access.models import AuditRecord, Role, User
from kontor.access.roles import RIGHTS
from kontor.backoffice.pages.right_names import grouped
from tests.people import make_user
from tests.world import everything

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return signed_in(make_user("owner", username="owner"))


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def own_role(code: str = "counter", *rights: str) -> Role:
    return Role.objects.create(code=code, name=code.capitalize(), rights=list(rights or ("sales.place", "sales.read")))


def listed(client: Client, query: str) -> list[str]:
    return re.findall(r'class="row" href="/roles/\d+">([^<]+)<', client.get(f"/roles{query}").content.decode())


def ticked(page: str) -> list[str]:
    return re.findall(r'name="rights" value="([\w.]+)" checked', page)


def test_every_right_there_is_can_be_ticked() -> None:
    named = [right.code for _label, rights in grouped((), RIGHTS) for right in rights]
    assert sorted(named) == sorted(RIGHTS)


def test_roles_are_filtered_and_sorted_by_the_url(client: Client) -> None:
    own_role()
    assert listed(client, "?kind=own") == ["Counter"]
    assert listed(client, "?right=stock.approve_adjustment&kind=shipped") == ["Approver", "Branch manager", "Owner"]
    assert listed(client, "?text=er&sort=-name&kind=shipped")[:2] == ["Storekeeper", "Owner"]
    assert "No role matches" in client.get("/roles?text=nothing").content.decode()
    answer: Any = client.get("/roles?kind=own&format=csv")
    rows = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert rows == ["code,name,is_shipped,rights", "counter,Counter,false,sales.place sales.read"]


def test_a_role_is_made_like_another_and_twice_sent_is_one(client: Client) -> None:
    like = Role.objects.get(code="driver")
    page = client.get(f"/roles/new?like={like.pk}").content.decode()
    assert sorted(ticked(page)) == sorted(like.rights)
    form = {"key": str(uuid.uuid4()), "code": "van", "name": "Van", "rights": ["", "sales.read", "stock.read"]}
    answer = client.post("/roles/new", form)
    role = Role.objects.get(code="van")
    assert (answer.status_code, answer["Location"]) == (302, f"/roles/{role.pk}?done=created")
    assert (role.name, role.rights, role.is_shipped) == ("Van", ["sales.read", "stock.read"], False)
    assert client.post("/roles/new", form)["Location"] == answer["Location"]
    assert Role.objects.filter(code="van").count() == 1


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ({"code": "driver"}, 409, "a role of that code"),
        ({"code": "Two words"}, 422, "short code"),
        ({"name": " "}, 422, "Write a name"),
        ({"rights": ["", "sales.read", "world.domination"]}, 422, "no right"),
    ],
)
def test_a_refused_role_leaves_no_row_and_keeps_what_was_ticked(
    client: Client, typed: dict[str, Any], status: int, said: str
) -> None:
    before = everything()
    answer = client.post("/roles/new", {"code": "van", "name": "Van", "rights": ["", "sales.read"]} | typed)
    page = unescape(answer.content.decode())
    assert answer.status_code == status
    assert said in page
    assert ticked(page) == ["sales.read"]
    assert f'value="{typed.get("code", "van")}"' in page
    assert everything() == before


def test_a_shipped_role_is_read_only(client: Client) -> None:
    role = Role.objects.get(code="driver")
    page = client.get(f"/roles/{role.pk}").content.decode()
    assert re.findall(r'<form [^>]*method="post" action="([^"]+)"', page) == ["/sign-out"]
    assert f'href="/roles/new?like={role.pk}"' in page
    assert "see orders" in page
    before = everything()
    edit = {"version": "1", "was.name": "Driver", "name": "Chauffeur"}
    assert client.post(f"/roles/{role.pk}/edit", edit).status_code == 409
    assert client.post(f"/roles/{role.pk}/remove", {"version": str(role.version)}).status_code == 409
    assert everything() == before


def test_nobody_gives_a_right_beyond_their_own() -> None:
    own_role("people", "access.read", "access.write", "sales.read")
    role, beyond = own_role("clerk", "sales.read"), own_role("boss", "sales.read", "sales.reverse")
    client = signed_in(make_user("people"))
    page = client.get(f"/roles/{role.pk}").content.decode()
    boxes = re.findall(r'name="rights" value="([\w.]+)"( checked)?( disabled)?', page)
    assert [code for code, _on, off in boxes if not off] == ["sales.read", "access.read", "access.write"]
    assert "It may do more than you" in client.get(f"/roles/{beyond.pk}").content.decode()
    before = everything()
    edit = {"version": "1", "was.rights": "sales.read", "rights": ["", "sales.read", "sales.reverse"]}
    assert client.post(f"/roles/{role.pk}/edit", edit).status_code == 403
    assert client.post(f"/roles/{beyond.pk}/remove", {"version": "1"}).status_code == 403
    assert client.post("/roles/new", {"code": "x", "name": "X", "rights": ["audit.read"]}).status_code == 403
    assert everything() == before


def test_a_role_is_changed_and_all_its_rights_can_be_taken(client: Client) -> None:
    role = own_role()
    edit = {"version": "1", "was.name": "Counter", "name": "Counter", "was.rights": "sales.place,sales.read"}
    assert client.post(f"/roles/{role.pk}/edit", edit | {"rights": ["", "stock.read"]}).status_code == 302
    role.refresh_from_db()
    assert (role.rights, role.version) == (["stock.read"], 2)
    nothing = {"version": "2", "was.rights": "stock.read", "rights": [""]}
    assert client.post(f"/roles/{role.pk}/edit", nothing).status_code == 302
    role.refresh_from_db()
    assert (role.rights, role.version) == ([], 3)
    assert AuditRecord.objects.filter(subject=f"access.role:{role.pk}").count() == 2


def test_an_edit_of_an_old_page_keeps_what_was_ticked_and_shows_theirs(client: Client) -> None:
    role = own_role()
    Role.objects.filter(pk=role.pk).update(rights=["sales.read"], name="Desk", version=2)
    edit = {"version": "1", "was.name": "Counter", "name": "Counter", "was.rights": "sales.place,sales.read"}
    answer = client.post(f"/roles/{role.pk}/edit", edit | {"rights": ["", "sales.read", "stock.read"]})
    page = answer.content.decode()
    assert answer.status_code == 412
    assert ticked(page) == ["sales.read", "stock.read"]
    assert "Somebody else ticked meanwhile: sales.read" in page
    assert 'name="name" value="Desk"' in page
    assert 'name="version" value="2"' in page
    assert Role.objects.get(pk=role.pk).rights == ["sales.read"]


def test_several_roles_are_removed_each_with_a_result(client: Client) -> None:
    free, held, shipped = own_role("free"), own_role("held"), Role.objects.get(code="driver")
    make_user("held")
    form = {
        "key": str(uuid.uuid4()),
        "role": [f"{free.pk}:1", f"{held.pk}:1", f"{shipped.pk}:{shipped.version}", "999999:1"],
    }
    answer = client.post("/roles/remove", form)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "1 of 4 roles done" in page
    assert "Users still have this role" in page
    assert sorted(Role.objects.filter(is_shipped=False).values_list("code", flat=True)) == ["held"]
    assert client.post("/roles/remove", {"role": ["x:1"]}).status_code == 422
    assert client.post("/roles/remove", {"role": ["9" * 30 + ":1"]}).status_code == 422
    assert "Tick the roles" in client.post("/roles/remove", {}).content.decode()


def test_a_role_is_removed_from_its_page_but_not_from_an_old_one(client: Client) -> None:
    role = own_role()
    Role.objects.filter(pk=role.pk).update(version=2)
    assert client.post(f"/roles/{role.pk}/remove", {"version": "1"}).status_code == 412
    assert client.post(f"/roles/{role.pk}/remove", {"version": "2"})["Location"] == "/roles"
    assert not Role.objects.filter(pk=role.pk).exists()
