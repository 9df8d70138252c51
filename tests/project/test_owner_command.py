"""`kontor owner`: the way in where nobody can sign in yet, or any longer."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

import pytest
from django.test import Client

from kontor.access.models import AuditRecord, User
from kontor.kernel.command_line import WrongUsage
from kontor.organization.queries import branch_ids_of
from kontor.project import cli
from kontor.project.commands import owner, prepare
from tests.people import make_user
from tests.project.program import kontor
from tests.world import make_world

pytestmark = pytest.mark.django_db


def made(name: str) -> Any:
    return owner.run(Namespace(name=name)).report


def signs_in(name: str, password: str) -> int:
    return Client().post("/sign-in", {"username": name, "password": password}).status_code


def test_the_first_owner_signs_in_with_the_password_printed_and_founds_a_business() -> None:
    assert not prepare._has_owner()
    report = made("anna")
    assert prepare._has_owner()
    assert (report["branches"], User.objects.filter(role__code="owner").count()) == (0, 1)
    client = Client()
    assert client.post("/sign-in", {"username": "anna", "password": report["password"]}).status_code == 302
    form = {"code": "ACME", "name": "Acme", "currency": "ZMW", "branch_code": "MAIN", "branch_name": "Main shop"}
    form |= {"branch_time_zone": "Africa/Lusaka", "branch_day_starts_at": "04:00"}
    assert client.post("/businesses/new", form).status_code == 302
    assert len(branch_ids_of(User.objects.get().id)) == 1


def test_run_again_it_gives_another_password_and_the_branches_made_since() -> None:
    before = made("anna")
    world = make_world()
    after = made("anna")
    assert User.objects.filter(username="anna").count() == 1
    assert (signs_in("anna", before["password"]), signs_in("anna", after["password"])) == (403, 302)
    assert branch_ids_of(User.objects.get(username="anna").id) == {world.branch.id}
    actions = AuditRecord.objects.filter(actor_id=0).values_list("action", flat=True)
    assert {"access.create_user", "access.issue_password_reset", "organization.employ_user"} <= set(actions)


def test_somebody_who_is_no_owner_keeps_the_role_and_the_password() -> None:
    cashier = make_user("cashier")
    with pytest.raises(WrongUsage, match="no owner"):
        made(cashier.username)
    fresh = User.objects.get(pk=cashier.pk)
    assert (fresh.password, fresh.role_id) == (cashier.password, cashier.role_id)


def test_a_name_nobody_can_have_is_refused() -> None:
    for name in ("", "a b", "a/b", "x" * 151):
        with pytest.raises(WrongUsage, match="letters, digits"):
            made(name)
    assert not User.objects.exists()


def test_commands_on_books_that_are_not_there_say_so_and_make_none(tmp_path: Any) -> None:
    assert {"owner", "verify"} < cli._NEED_BOOKS
    for arguments in (("verify",), ("recount",), ("owner", "anna"), ("import", "areas", "x.csv")):
        ended = kontor(*arguments, "--data", str(tmp_path))
        assert (ended.returncode, "There is no database" in ended.stderr) == (3, True), ended.stderr
    assert not list(tmp_path.iterdir())
