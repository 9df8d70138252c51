"""Tills at the desk: found, made once, renamed, moved, closed."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from kontor.pos.models import Register
from kontor.pos.operations import edit_register
from kontor.pos.types import RegisterEdit
from tests.backoffice.forms import form_in, form_of
from tests.people import make_user
from tests.world import NOW, World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = make_world()
    Register.objects.create(code="B", name="Front till", location=world.location)
    return world


def client_of(world: World, role: str = "owner") -> Client:
    client = Client()
    client.force_login(make_user(role, branches=(world.branch,)))
    return client


def path_of(code: str = "B") -> str:
    return f"/registers/{Register.objects.get(code=code).pk}/edit"


def test_tills_are_found_and_sorted_and_foreign_ones_are_not_there(world: World):
    Register.objects.create(code="A", name="Back till", location=world.location, price_list=world.price_list)
    Register.objects.create(code="C", name="Theirs", location=make_world().location)
    client = client_of(world)

    def names(path: str) -> list[str]:
        return re.findall(r'class="row" href="/registers/\d+/edit">([^<]+)<', client.get(path).content.decode())

    assert names("/registers") == ["Back till", "Front till"]
    assert names("/registers?sort=-code") == ["Front till", "Back till"]
    assert names("/registers?search=back") == ["Back till"]
    assert client.get(path_of("C")).status_code == 404
    seen = client_of(world, "cashier").get("/registers").content.decode()
    assert "Front till" in seen
    assert "/registers/" not in seen


def test_a_till_is_made_once_and_a_code_in_use_is_refused(world: World):
    client, path = client_of(world), "/registers/new"
    form = {**form_of(client, path), "code": "NEW", "name": "Door", "location": world.location.code}
    for wrong, field in (({"code": "B"}, "code"), ({"location": "NOWHERE"}, "location"),
                         ({"price_list": "NONE"}, "price_list"), ({"name": ""}, "name")):  # fmt: skip
        refused = client.post(path, {**form, **wrong})
        page = refused.content.decode()
        assert refused.status_code == 422, wrong
        assert f'<span class="wrong" id="d-{field}">' in page, wrong
        form["key"] = form_in(page)["key"]
    assert Register.objects.count() == 1
    assert [client.post(path, form).status_code for _ in range(2)] == [302, 302]
    assert (Register.objects.count(), Register.objects.get(code="B").name) == (2, "Front till")


def test_an_edit_that_comes_too_late_loses_nothing(world: World):
    client, path = client_of(world), path_of()
    form = form_of(client, path)
    theirs = RegisterEdit(name="Till at the door", price_list=world.price_list.code)
    edit_register(register_id=Register.objects.get().pk, version=1, edit=theirs, actor=world.actor, now=NOW)
    late = client.post(path, {**form, "name": "Till by the window"})
    assert late.status_code == 412
    assert "Changed meanwhile to “Till at the door”" in late.content.decode()
    assert client.post(path, form_in(late.content.decode())).status_code == 302
    row = Register.objects.get()
    assert (row.name, row.price_list_id, row.is_active) == ("Till by the window", world.price_list.pk, True)
    form = form_of(client, path)
    form.pop("is_active")
    assert client.post(path, {**form, "price_list": ""}).status_code == 302
    row = Register.objects.get()
    assert (row.price_list_id, row.is_active) == (None, False)


def test_absurd_input_is_never_our_failure(world: World):
    client = client_of(world)
    for text in ("\x00", "9" * 4000, "-1", "²", "' OR 1=1 --", "\x07"):
        for name in ("search", "cursor", "sort"):
            assert client.get("/registers", {name: text}).status_code < 500, (name, text)
        for name in ("code", "name", "location", "price_list", "is_active", "version"):
            form = {"code": "X", "name": "X", "location": world.location.code, "version": "1", name: text}
            for path in ("/registers/new", path_of()):
                assert client.post(path, form).status_code < 500, (path, name, text)
    assert client.get("/registers/99999999999999999999/edit").status_code == 404
