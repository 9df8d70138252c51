from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kontor.access.operations import create_user
from kontor.access.roles import RIGHTS
from kontor.access.schemas import NewUser
from kontor.access.types import Actor
from kontor.demo.company.logins import Logins
from kontor.demo.company.places import (
    BUSINESS,
    BUSINESS_NAME,
    CURRENCY,
    DEPOT,
    INTEGRATION,
    OWNER,
    PEOPLE,
    SHOPS,
    SITES,
    TIME_ZONE,
    VAN,
    VAN_NAME,
    WORKS_ONLY_IN,
    Site,
)
from kontor.demo.company.queries.founding import MAKER, Founded
from kontor.inventory.operations import create_location, set_adjustment_policy
from kontor.inventory.schemas import LocationDraft
from kontor.organization.operations import create_branch, create_business, employ_user
from kontor.organization.schemas import NewBranch, NewBusiness, NewEmployment

_APPROVAL_PIECES = 100
_APPROVAL_MINOR = 500_000


def found_company(*, logins: Logins, now: datetime) -> Founded:
    """Make the business with its branches, locations and people, inside the caller's transaction.

    Everything is done in the owner's name. Raises UsernameTaken where somebody is called as a role already.
    """
    nobody = Actor(0, "job", MAKER, frozenset(RIGHTS), frozenset())
    owner = create_user(draft=_person(OWNER, logins), actor=nobody, now=now)
    actor = replace(nobody, id=owner.id)
    draft = NewBusiness(
        code=BUSINESS, name=BUSINESS_NAME, currency=CURRENCY, branch=_branch(DEPOT), address="Kafue Road, Lusaka"
    )
    made = create_business(draft=draft, actor=actor, now=now)
    branch_ids = {DEPOT.code: made.branch.id}
    actor = replace(actor, branch_ids=frozenset(branch_ids.values()))
    for shop in SHOPS:
        branch = create_branch(business_id=made.business.id, draft=_branch(shop), actor=actor, now=now)
        branch_ids[shop.code] = branch.id
        actor = replace(actor, branch_ids=frozenset(branch_ids.values()))
    for site in SITES:
        _make_location(site.code, site.code, site.name, site.kind, site.shortage_policy, actor, now)
    _make_location(VAN, DEPOT.code, VAN_NAME, "van", "refuse", actor, now)
    set_adjustment_policy(
        business=BUSINESS,
        approval_quantity_base=_APPROVAL_PIECES,
        approval_value_minor=_APPROVAL_MINOR,
        actor=actor,
        now=now,
    )
    for name in [*PEOPLE, INTEGRATION]:
        if name != OWNER:
            user = create_user(draft=_person(name, logins), actor=actor, now=now)
            _employ(user.id, name, branch_ids, actor, now)
    return Founded(made.business.id, now, actor)


def _person(name: str, logins: Logins) -> NewUser:
    """The integration works by its key alone."""
    return NewUser(username=name, role=PEOPLE.get(name, INTEGRATION), password=logins.passwords.get(name))


def _employ(user_id: int, name: str, branch_ids: dict[str, int], actor: Actor, now: datetime) -> None:
    only = WORKS_ONLY_IN.get(name)
    for code, branch_id in branch_ids.items():
        if only in (None, code):
            employ_user(draft=NewEmployment(branch_id=branch_id, user_id=user_id), actor=actor, now=now)


def _branch(site: Site) -> NewBranch:
    return NewBranch(code=site.code, name=site.name, time_zone=TIME_ZONE, day_starts_at="04:00")


def _make_location(
    code: str, branch: str, name: str, kind: str, shortage_policy: str, actor: Actor, now: datetime
) -> None:
    location = LocationDraft(branch=branch, code=code, name=name, kind=kind, shortage_policy=shortage_policy)
    create_location(location=location, actor=actor, now=now)
