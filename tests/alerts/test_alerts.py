from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from kontor.access.models import AuditRecord
from kontor.alerts.errors import AlertResolved, AlertResolvesItself, AlertUnknown
from kontor.alerts.models import Alert
from kontor.alerts.operations import resolve_alert
from kontor.alerts.queries import AlertFilters, list_alerts
from kontor.kernel.wire import RequestKey
from tests.calls import refusal, send
from tests.people import client_of, make_key, make_user
from tests.world import NOW, World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def opened(world: World, kind: str = "job_failed", key: str = "1") -> Alert:
    return Alert.objects.create(
        kind=kind, subject_kind="job", subject_key=key, branch_id=world.branch.pk, text="backup failed", opened_at=NOW
    )


def listed(world: World, **wanted: object) -> list[int]:
    filters = AlertFilters(**wanted)  # type: ignore[arg-type]  # tests pass what fits
    return [row.id for row in list_alerts(actor=world.actor, filters=filters, cursor=None, limit=50).items]


def test_alerts_are_listed_the_newest_first_and_open_ones_unless_asked(world):
    first, second = opened(world), opened(world, key="2")
    gone = opened(world, "printer_empty", "3")
    Alert.objects.filter(pk=gone.pk).update(resolved_at=NOW, resolver="system")
    assert listed(world) == [second.pk, first.pk]
    assert listed(world, is_open=None) == [gone.pk, second.pk, first.pk]
    assert listed(world, is_open=False) == [gone.pk]
    assert listed(world, kind="printer_empty", is_open=None) == [gone.pk]
    assert listed(world, subject_kind="job", subject_key="2") == [second.pk]
    assert listed(world, branch_id=world.branch.pk + 1) == []


def test_pages_follow_each_other(world):
    first, second = opened(world), opened(world, key="2")
    page = list_alerts(actor=world.actor, filters=AlertFilters(), cursor=None, limit=1)
    assert ([row.id for row in page.items], page.next_cursor) == ([second.pk], str(second.pk))
    page = list_alerts(actor=world.actor, filters=AlertFilters(), cursor=second.pk, limit=1)
    assert ([row.id for row in page.items], page.next_cursor) == ([first.pk], None)


def test_alerts_of_other_branches_are_not_there(world):
    foreign = opened(make_world())
    assert listed(world) == []
    with pytest.raises(AlertUnknown):
        resolve_alert(alert_id=foreign.pk, actor=world.actor, now=NOW)
    assert not AuditRecord.objects.exists()


def test_a_person_resolves_an_alert_once_and_its_text_stays(world):
    alert, key = opened(world), RequestKey(world.actor.id, "k", "f")
    grace = replace(world.actor, name="grace")
    later = NOW + timedelta(hours=1)
    row = resolve_alert(alert_id=alert.pk, actor=grace, now=later, key=key)
    assert (row.resolved_at, row.resolver, row.text) == (later, "grace", "backup failed")
    assert resolve_alert(alert_id=alert.pk, actor=grace, now=NOW, key=key) == row
    alert.refresh_from_db()
    assert (alert.resolved_at, alert.resolver) == (later, "grace")
    assert AuditRecord.objects.filter(action="alerts.resolve").count() == 1
    with pytest.raises(AlertResolved):
        resolve_alert(alert_id=alert.pk, actor=grace, now=later)


@pytest.mark.parametrize("kind", ["low_stock", "oversold"])
def test_a_measured_condition_cannot_be_said_away(world, kind):
    alert = opened(world, kind)
    with pytest.raises(AlertResolvesItself):
        resolve_alert(alert_id=alert.pk, actor=world.actor, now=NOW)
    alert.refresh_from_db()
    assert alert.resolved_at is None


@pytest.mark.parametrize("more", [0, 10])
def test_the_list_costs_one_query(world, more, django_assert_num_queries):
    for number in range(more):
        opened(world, key=f"n{number}")
    with django_assert_num_queries(1):
        listed(world)


def test_alerts_over_http(world):
    alert = opened(world)
    client = client_of(make_key(make_user("storekeeper", branches=(world.branch,))))
    (row,) = client.get("/api/v1/alerts?kind=job_failed").json()["items"]
    assert (row["id"], row["resolved_at"]) == (alert.pk, None)
    assert refusal(client.get("/api/v1/alerts?knid=x")) == (422, "invalid_input")
    assert refusal(client.get("/api/v1/alerts?state=maybe")) == (422, "invalid_input")
    answer = send(client, "POST", f"/api/v1/alerts/{alert.pk}/resolve", key="k1")
    assert answer.status_code == 200
    assert send(client, "POST", f"/api/v1/alerts/{alert.pk}/resolve", key="k1").content == answer.content
    assert refusal(send(client, "POST", f"/api/v1/alerts/{alert.pk}/resolve")) == (409, "alert_resolved")
    assert refusal(send(client, "POST", "/api/v1/alerts/99999999999999999999/resolve"))[0] == 404
    assert [item["id"] for item in client.get("/api/v1/alerts?state=resolved").json()["items"]] == [alert.pk]
