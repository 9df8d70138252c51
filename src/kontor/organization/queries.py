"""What the organization knows: who works where, and the branches and businesses somebody may see."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import msgspec
from django.db.models import F, Q, QuerySet

from kontor.access.types import Actor
from kontor.kernel.listing import page
from kontor.kernel.wire import Page
from kontor.organization.errors import BranchUnknown, BusinessUnknown, EmploymentUnknown
from kontor.organization.models import Branch, Business, Employment
from kontor.organization.schemas import BranchDetail, BusinessDetail, EmploymentDetail
from kontor.organization.types import BranchFacts


def branch_ids_of(user_id: int) -> frozenset[int]:
    """The branches a user works in now; rows are seen through these."""
    rows = Employment.objects.filter(user_id=user_id, ended_on__isnull=True)
    return frozenset(rows.values_list("branch_id", flat=True))


def all_branch_ids() -> frozenset[int]:
    """Every branch of the installation: for commands on its own machine, which act for the whole company."""
    return frozenset(Branch.objects.values_list("id", flat=True))


def branch_facts(branch_ids: Sequence[int]) -> dict[int, BranchFacts]:
    """By id, in one query, whoever asks: the caller has checked the actor's branches."""
    rows = Branch.objects.filter(id__in=branch_ids).annotate(currency=F("business__currency"))
    return {row["id"]: BranchFacts(**row) for row in rows.values(*BranchFacts.__struct_fields__)}


def today_of(*, actor: Actor, now: datetime) -> date:
    """The latest business date in any of the actor's branches, so that nothing of today is left out. One query."""
    days = [branch.business_date(now) for branch in branch_facts(sorted(actor.branch_ids)).values()]
    return max(days, default=now.date())


def list_businesses(*, actor: Actor, after: int | None, limit: int) -> Page[BusinessDetail]:
    """The businesses of the actor's branches, by id."""
    return page(_businesses(actor), BusinessDetail, after=after, limit=limit)


def business_detail(business_id: int, *, actor: Actor) -> BusinessDetail:
    """Raises BusinessUnknown, also for a business the actor has no branch of."""
    row = _businesses(actor).filter(id=business_id).values(*BusinessDetail.__struct_fields__).first()
    if row is None:
        raise BusinessUnknown()
    return BusinessDetail(**row)


def list_branches(
    *,
    actor: Actor,
    after: int | None,
    limit: int,
    business_id: int | None = None,
    text: str = "",
    is_active: bool | None = None,
    sort: str = "id",
) -> Page[BranchDetail]:
    """The actor's branches by id, closed-down ones too, or those whose code or name holds `text`."""
    rows = Branch.objects.filter(id__in=actor.branch_ids)
    if business_id is not None:
        rows = rows.filter(business_id=business_id)
    if text:
        rows = rows.filter(Q(code__icontains=text) | Q(name__icontains=text))
    if is_active is not None:
        rows = rows.filter(is_active=is_active)
    found = page(rows, BranchDetail, after=after, limit=limit, sort=sort)
    return Page([_branch(row) for row in found.items], found.next_cursor)


def branch_detail(branch_id: int, *, actor: Actor) -> BranchDetail:
    """Raises BranchUnknown, also for a branch that is not the actor's."""
    return _branch(branch_row(branch_id, actor=actor))


def branch_row(branch_id: int, *, actor: Actor) -> Branch:
    """Raises BranchUnknown, also for a branch that is not the actor's."""
    row = Branch.objects.filter(id=branch_id).first() if branch_id in actor.branch_ids else None
    if row is None:
        raise BranchUnknown()
    return row


def business_row(business_id: int, *, actor: Actor) -> Business:
    """Raises BusinessUnknown, also for a business the actor has no branch of."""
    row = _businesses(actor).filter(id=business_id).first()
    if row is None:
        raise BusinessUnknown()
    return row


class EmploymentFilter(msgspec.Struct, frozen=True):
    """Which employments; `username` is how the name begins, `is_current` whether it goes on."""

    branch_id: int | None = None
    user_id: int | None = None
    department: str = ""
    username: str = ""
    is_current: bool | None = None


def list_employments(
    *, actor: Actor, after: int | None, limit: int, wanted: EmploymentFilter | None = None, sort: str = "id"
) -> Page[EmploymentDetail]:
    """Who works and worked in the actor's branches, by id unless `sort` names another column."""
    rows = _employments(actor)
    if wanted is None:
        return page(rows, EmploymentDetail, after=after, limit=limit, sort=sort)
    if wanted.branch_id is not None:
        rows = rows.filter(branch_id=wanted.branch_id)
    if wanted.user_id is not None:
        rows = rows.filter(user_id=wanted.user_id)
    if wanted.department:
        rows = rows.filter(department__iexact=wanted.department)
    if wanted.username:
        rows = rows.filter(user__username__istartswith=wanted.username)
    if wanted.is_current is not None:
        rows = rows.filter(ended_on__isnull=wanted.is_current)
    return page(rows, EmploymentDetail, after=after, limit=limit, sort=sort)


def employment_detail(employment_id: int, *, actor: Actor) -> EmploymentDetail:
    """Raises EmploymentUnknown, also for one in a branch that is not the actor's."""
    row = _employments(actor).filter(id=employment_id).values(*EmploymentDetail.__struct_fields__).first()
    if row is None:
        raise EmploymentUnknown()
    return EmploymentDetail(**row)


def _businesses(actor: Actor) -> QuerySet[Business]:
    rows = Business.objects.filter(id__in=Branch.objects.filter(id__in=actor.branch_ids).values("business_id"))
    return rows.annotate(owner_username=F("owner__username"), owner_version=F("owner__version"))


def _employments(actor: Actor) -> QuerySet[Any, Any]:
    rows = Employment.objects.filter(branch_id__in=actor.branch_ids)
    return rows.annotate(
        username=F("user__username"),
        first_name=F("user__first_name"),
        last_name=F("user__last_name"),
        is_active=F("user__is_active"),
        user_version=F("user__version"),
        branch_code=F("branch__code"),
    )


def _branch(row: Branch | BranchDetail) -> BranchDetail:
    """Both carry the day's start as a time of day; on the wire it is "06:00"."""
    values = {name: getattr(row, name) for name in BranchDetail.__struct_fields__}
    return BranchDetail(**values | {"day_starts_at": f"{values['day_starts_at']:%H:%M}"})
