from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from kontor.access.models import AuditRecord
from kontor.access.types import Actor
from kontor.kernel.errors import PreconditionFailed
from kontor.kernel.wire import RequestKey
from kontor.organization.errors import BranchUnknown, DateInFuture, PeriodUnchanged, ReasonMissing
from kontor.organization.models import Branch, Business
from kontor.organization.operations import close_period
from kontor.organization.queries import branch_facts
from kontor.organization.schemas import PeriodClosing

pytestmark = pytest.mark.django_db

# Still the 2nd of March in Nairobi, where the day starts at six.
NOW = datetime(2026, 3, 3, 2, 30, tzinfo=UTC)


@pytest.fixture
def branch():
    business = Business.objects.create(code="B1", name="One", currency="KES")
    return Branch.objects.create(
        business=business, code="A1", name="Depot", time_zone="Africa/Nairobi", day_starts_at="06:00"
    )


def close(branch, through_on, *, reason="", version=1, key=None, branch_ids=None):
    ids = frozenset({branch.pk}) if branch_ids is None else branch_ids
    return close_period(
        branch_id=branch.pk,
        closing=PeriodClosing(through_on, reason),
        version=version,
        actor=Actor(7, "user", "depot", frozenset(), ids),
        now=NOW,
        key=key,
    )


def closed_through(branch: Branch) -> date | None:
    branch.refresh_from_db()
    return branch.closed_through_on


def test_close_period_refuses_desk_postings_up_to_that_day(branch):
    assert close(branch, date(2026, 3, 2)).closed_through_on == date(2026, 3, 2)
    facts = branch_facts([branch.pk])[branch.pk]
    assert [facts.is_closed(date(2026, 3, day)) for day in (1, 2, 3)] == [True, True, False]
    record = AuditRecord.objects.get()
    assert (record.actor_id, record.action) == (7, "organization.close_period")
    assert json.loads(record.diff) == {"closed_through_on": [None, "2026-03-02"], "reason": [None, ""]}


def test_close_period_refuses_a_day_that_has_not_come_in_the_branch(branch):
    with pytest.raises(DateInFuture):
        close(branch, date(2026, 3, 3))
    assert closed_through(branch) is None


@pytest.mark.parametrize("through_on", [date(2026, 2, 1), None])
def test_opening_a_closed_period_needs_a_reason(branch, through_on):
    close(branch, date(2026, 2, 28))
    with pytest.raises(ReasonMissing):
        close(branch, through_on, version=2, reason="   ")
    assert closed_through(branch) == date(2026, 2, 28)
    close(branch, through_on, version=2, reason="A supplier's invoice came late.")
    assert closed_through(branch) == through_on
    reasons = [json.loads(record.diff)["reason"] for record in AuditRecord.objects.order_by("id")]
    assert reasons == [[None, ""], [None, "A supplier's invoice came late."]]


def test_closing_what_is_closed_is_refused(branch):
    close(branch, date(2026, 2, 28))
    with pytest.raises(PeriodUnchanged):
        close(branch, date(2026, 2, 28), version=2)
    assert AuditRecord.objects.count() == 1


def test_two_people_closing_at_once_are_told(branch):
    close(branch, date(2026, 2, 27))
    with pytest.raises(PreconditionFailed):
        close(branch, date(2026, 2, 28), version=1)
    assert closed_through(branch) == date(2026, 2, 27)


def test_a_branch_of_others_is_not_found(branch):
    with pytest.raises(BranchUnknown):
        close(branch, date(2026, 2, 28), branch_ids=frozenset())
    assert closed_through(branch) is None


def test_a_repeated_request_closes_once(branch):
    key = RequestKey(7, "k1", "f")
    first = close(branch, date(2026, 2, 28), key=key)
    assert close(branch, date(2026, 2, 28), key=key) == first
    assert AuditRecord.objects.count() == 1
