from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps

from kontor.access.models import Role
from kontor.access.roles import COMPANY_WIDE, RIGHTS, ROLES
from tests.people import make_user

migration = import_module("kontor.access.migrations.0002_shipped_roles")

BY_CODE = {role.code: set(role.rights) for role in ROLES}


def test_every_right_is_named_once_and_every_role_uses_named_rights():
    assert len(RIGHTS) == len(set(RIGHTS))
    assert [role.code for role in ROLES if set(role.rights) - set(RIGHTS)] == []


def test_the_owner_may_do_everything():
    assert BY_CODE["owner"] == set(RIGHTS)


def test_the_auditor_reads_everything_and_writes_nothing():
    assert BY_CODE["auditor"] == {right for right in RIGHTS if right.endswith(".read")}


def test_what_belongs_to_no_branch_is_not_for_a_branchs_own_people():
    at_a_branch = set(BY_CODE) - {"owner", "auditor", "accountant"}
    assert {code: BY_CODE[code] & COMPANY_WIDE for code in at_a_branch if BY_CODE[code] & COMPANY_WIDE} == {}


def test_who_adjusts_stock_at_a_shelf_does_not_approve_it():
    assert "stock.adjust" in BY_CODE["storekeeper"]
    assert "stock.approve_adjustment" not in BY_CODE["storekeeper"]
    assert "stock.adjust" not in BY_CODE["approver"]


@pytest.mark.django_db
def test_the_migration_writes_the_shipped_roles():
    stored = {role.code: (role.name, set(role.rights)) for role in Role.objects.all()}
    assert stored == {role.code: (role.name, set(role.rights)) for role in ROLES}


@pytest.mark.django_db
def test_the_migration_can_be_taken_back_but_for_roles_in_use():
    make_user("cashier")
    migration.remove_roles(apps, None)
    assert [role.code for role in Role.objects.all()] == ["cashier"]
    migration.add_roles(apps, None)
    assert Role.objects.count() == len(ROLES)
