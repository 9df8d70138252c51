from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.db import transaction

from kontor.access.operations import create_user
from kontor.access.queries import UserFilter, list_users
from kontor.access.roles import RIGHTS
from kontor.access.schemas import NewUser
from kontor.access.types import Actor
from kontor.catalog.operations import create_tax_class
from kontor.catalog.types import TaxClassDraft
from kontor.demo.online_retail.drafts import LOCATION, TAX_CLASS
from kontor.demo.online_retail.source_rows import TIME_ZONE
from kontor.demo.operations.show_to_owners import show_to_owners
from kontor.inventory.operations import create_location
from kontor.inventory.schemas import LocationDraft
from kontor.organization.operations import create_business
from kontor.organization.queries import branch_ids_of
from kontor.organization.schemas import NewBranch, NewBusiness
from kontor.pricing.operations import create_price_list, set_tax_rate
from kontor.pricing.types import PriceListDraft, TaxRateDraft

USERNAME: Final = "online-retail"
CODE: Final = "ONLINE-RETAIL"
CURRENCY: Final = "GBP"
_RATE_FROM: Final = date(2010, 1, 1)


def found_retailer(*, now: datetime) -> Actor:
    """The business the file's documents belong to: made whole the first time, found again later.

    Returns the job that acts in its one branch, with every right; the audit trail knows it by its user, which has no
    password. The installation's owners and auditors are employed there, so that they see it.
    """
    user_id = _user_id()
    if user_id is None:
        with transaction.atomic():
            user_id = _found(now)
    actor = _job(user_id)
    (branch_id,) = actor.branch_ids
    show_to_owners(branch_id=branch_id, actor=actor, now=now)
    return actor


def show_retailer(*, now: datetime) -> None:
    """Let owners and auditors who came after the replay see its branch; nothing where nothing was replayed."""
    if _user_id() is not None:
        found_retailer(now=now)


def _user_id() -> int | None:
    found = [
        user.id
        for user in list_users(after=None, limit=100, wanted=UserFilter(username=USERNAME)).items
        if user.username == USERNAME
    ]
    return found[0] if found else None


def _job(user_id: int) -> Actor:
    return Actor(user_id, "job", USERNAME, frozenset(RIGHTS), branch_ids_of(user_id))


def _found(now: datetime) -> int:
    """Prices come with every line and hold no tax, so the price list stays empty and the rate is 0."""
    nobody = Actor(0, "job", USERNAME, frozenset(RIGHTS), frozenset())
    user = create_user(draft=NewUser(username=USERNAME, role="integration"), actor=nobody, now=now)
    branch = NewBranch(code=CODE, name="Online Retail, United Kingdom", time_zone=TIME_ZONE)
    business = create_business(
        draft=NewBusiness(code=CODE, name="Online Retail", currency=CURRENCY, branch=branch),
        actor=_job(user.id),
        now=now,
    ).business
    actor = _job(user.id)
    create_location(
        location=LocationDraft(branch=CODE, code=LOCATION, name="Online Retail warehouse"), actor=actor, now=now
    )
    create_tax_class(draft=TaxClassDraft(TAX_CLASS, "Without tax: amounts as in the file"), actor=actor, now=now)
    set_tax_rate(draft=TaxRateDraft(TAX_CLASS, _RATE_FROM, 0), actor=actor, now=now)
    price_list = PriceListDraft(business.id, CODE, "Prices stand on the lines", is_default=True)
    create_price_list(draft=price_list, actor=actor, now=now)
    return user.id
