"""Branches, businesses and who works where, at the desk."""

from __future__ import annotations

import re
import uuid
from html import unescape
from typing import Any

import pytest
from django.test import Client

from kontor.access.models import PasswordReset, User
from kontor.organization.models import Branch, Business, Employment
from tests.journeys.rights.table import new_branch
from tests.people import make_user
from tests.world import everything

pytestmark = pytest.mark.django_db
ZONES = {"time_zone": "Africa/Nairobi", "day_starts_at": "06:00"}


@pytest.fixture
def branch() -> Branch:
    return new_branch()


@pytest.fixture
def client(branch: Branch) -> Client:
    return signed_in(make_user("owner", username="owner", branches=(branch,)))


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def work_of(user: User) -> Employment:
    return Employment.objects.get(user=user)


def listed(client: Client, path: str) -> list[str]:
    return re.findall(r'class="row" href="/\w+/\d+">([^<]+)<', client.get(path).content.decode())


def test_a_user_begins_to_work_in_a_branch_once(client: Client, branch: Branch) -> None:
    user = make_user("cashier", username="berta")
    form = {
        "key": str(uuid.uuid4()), "username": "berta", "branch_id": str(branch.pk), "department": "Store", "phone": "1",
    }  # fmt: skip
    answer = client.post("/employees/new", form)
    work = work_of(user)
    assert answer["Location"] == f"/employees/{work.pk}?done=created"
    assert (work.branch_id, work.department, work.phone) == (branch.pk, "Store", "1")
    assert client.post("/employees/new", form)["Location"] == answer["Location"]
    before = everything()
    assert client.post("/employees/new", form | {"key": str(uuid.uuid4())}).status_code == 409
    foreign = client.post("/employees/new", form | {"key": str(uuid.uuid4()), "branch_id": str(new_branch().pk)})
    assert foreign.status_code == 404
    unknown = client.post("/employees/new", form | {"key": str(uuid.uuid4()), "username": "bert"})
    assert unknown.status_code == 404
    assert 'value="bert"' in unknown.content.decode()
    assert everything()["organization.Employment"] == before["organization.Employment"]


def test_employees_are_those_of_ones_own_branches_now_unless_asked_otherwise(client: Client, branch: Branch) -> None:
    for name, department in (("anna", "Till"), ("berta", "Store")):
        user = make_user("cashier", username=name, branches=(branch,))
        Employment.objects.filter(user=user).update(department=department)
    make_user("cashier", username="elsewhere", branches=(new_branch(),))
    Employment.objects.filter(user__username="anna").update(ended_on="2026-01-31")
    assert listed(client, "/employees") == ["berta", "owner"]
    assert listed(client, "/employees?state=ended") == ["anna"]
    assert listed(client, "/employees?state=all&sort=-department") == ["anna", "berta", "owner"]
    assert listed(client, f"/employees?branch={branch.pk}&department=store") == ["berta"]
    assert "Nobody matches" in client.get("/employees?username=x").content.decode()
    answer: Any = client.get("/employees?format=csv&username=b")
    rows = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert rows == ["username,first_name,last_name,branch,department,phone,ended_on", f"berta,,,{branch.code},Store,,"]


def test_a_telephone_is_shown_and_kept_only_by_whoever_may_see_it(branch: Branch) -> None:
    user = make_user("driver", username="berta", branches=(branch,))
    Employment.objects.filter(user=user).update(phone="+254700000042")
    path = f"/employees/{work_of(user).pk}"
    hidden, seen = (signed_in(make_user(role, branches=(branch,))) for role in ("cashier", "sales"))
    for page in ("/employees", path, f"/branches/{branch.pk}", "/employees?format=csv"):
        for client, is_shown in ((hidden, False), (seen, True)):
            answer: Any = client.get(page)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            assert (b"+254700000042" in body) is is_shown, page


def test_an_old_page_of_an_employee_loses_nothing(client: Client, branch: Branch) -> None:
    user = make_user("cashier", username="berta", branches=(branch,))
    work = work_of(user)
    Employment.objects.filter(pk=work.pk).update(department="Till", version=2)
    typed = {"version": "1", "was.department": "", "department": "Store", "was.phone": "", "phone": "42"}
    answer = client.post(f"/employees/{work.pk}/edit", typed)
    page = answer.content.decode()
    assert answer.status_code == 412
    assert "Changed meanwhile to “Till”" in page
    assert 'value="Store"' in page
    assert 'name="version" value="2"' in page
    again = typed | {"version": "2", "was.department": "Till"}
    assert client.post(f"/employees/{work.pk}/edit", again).status_code == 302
    work.refresh_from_db()
    assert (work.department, work.phone, work.version) == ("Store", "42", 3)


def test_work_is_ended_by_somebody_else_and_not_in_the_future(client: Client, branch: Branch) -> None:
    user = make_user("cashier", username="berta", branches=(branch,))
    work, own = work_of(user), Employment.objects.get(user__username="owner")
    before = everything()
    assert client.post(f"/employees/{work.pk}/end", {"ended_on": "2999-01-01"}).status_code == 422
    assert client.post(f"/employees/{work.pk}/end", {"ended_on": ""}).status_code == 422
    assert client.post(f"/employees/{own.pk}/end", {"ended_on": "2026-01-31"}).status_code == 409
    assert f'action="/employees/{own.pk}/end"' not in client.get(f"/employees/{own.pk}").content.decode()
    assert everything() == before
    assert client.post(f"/employees/{work.pk}/end", {"ended_on": "2026-01-31"}).status_code == 302
    assert str(work_of(user).ended_on) == "2026-01-31"


def test_a_manager_makes_a_link_for_their_own_people_and_not_for_those_above(branch: Branch) -> None:
    client = signed_in(make_user("branch_manager", branches=(branch,)))
    user, boss = make_user("cashier", branches=(branch,)), make_user("owner", branches=(branch,))
    page = client.post(f"/employees/{work_of(user).pk}/link", {}).content.decode()
    assert re.search(r'value="http://testserver/new-password\?token=[\w-]+"', page)
    path = f"/employees/{work_of(boss).pk}"
    assert f'action="{path}/link"' not in client.get(path).content.decode()
    assert client.post(f"{path}/link", {}).status_code == 403
    assert list(PasswordReset.objects.values_list("user_id", flat=True)) == [user.pk]


def test_a_branch_is_added_and_seen_and_a_taken_code_keeps_what_was_typed(client: Client, branch: Branch) -> None:
    form = {"key": str(uuid.uuid4()), "business": str(branch.business_id), "code": "PORT", "name": "Port", **ZONES}
    answer = client.post("/branches/new", form)
    added = Branch.objects.get(code="PORT")
    assert answer["Location"] == f"/branches/{added.pk}?done=created"
    assert (added.name, added.time_zone, f"{added.day_starts_at:%H:%M}") == ("Port", "Africa/Nairobi", "06:00")
    assert "you work in it" in client.get(answer["Location"]).content.decode()
    assert client.post("/branches/new", form)["Location"] == answer["Location"]
    before = everything()
    for typed, status in (({"code": "PORT"}, 409), ({"code": "x y"}, 422), ({"time_zone": "Mars/Base"}, 422)):
        refused = client.post("/branches/new", form | {"key": str(uuid.uuid4()), "code": "QUAY"} | typed)
        assert refused.status_code == status
        assert 'value="Port"' in refused.content.decode()
    foreign = form | {"key": str(uuid.uuid4()), "code": "QUAY", "business": str(new_branch().business_id)}
    assert client.post("/branches/new", foreign).status_code == 404
    assert everything()["access.AuditRecord"] == before["access.AuditRecord"]
    assert not Branch.objects.filter(code="QUAY").exists()


def test_branches_are_filtered_and_sorted_by_the_url(client: Client, branch: Branch) -> None:
    owner = User.objects.get(username="owner")
    for code, is_active in (("AAA", True), ("ZZZ", False)):
        other = Branch.objects.create(business=branch.business, code=code, name=f"Depot {code}", is_active=is_active)
        Employment.objects.create(user=owner, branch=other)
    new_branch()
    names = ["Branch", "Depot AAA", "Depot ZZZ", "Business"]
    assert listed(client, "/branches") == names
    assert listed(client, "/branches?sort=-code")[0] == "Depot ZZZ"
    assert listed(client, "/branches?state=closed")[:1] == ["Depot ZZZ"]
    assert listed(client, "/branches?text=aaa")[:1] == ["Depot AAA"]
    assert "No branch matches" in client.get("/branches?text=nowhere").content.decode()


def test_a_branch_is_changed_and_a_stale_page_keeps_what_was_typed(client: Client, branch: Branch) -> None:
    typed = {"version": "1", "was.day_starts_at": "00:00", "day_starts_at": "05:30", "was.name": "Branch"}
    typed |= {"name": "Branch", "was.time_zone": "UTC", "time_zone": "Africa/Lusaka", "was.is_active": "true"}
    typed |= {"is_active": "true"}
    assert client.post(f"/branches/{branch.pk}/edit", typed).status_code == 302
    branch.refresh_from_db()
    assert (f"{branch.day_starts_at:%H:%M}", branch.time_zone, branch.version) == ("05:30", "Africa/Lusaka", 2)
    stale = client.post(f"/branches/{branch.pk}/edit", typed | {"day_starts_at": "04:00"})
    assert stale.status_code == 412
    assert 'value="04:00"' in stale.content.decode()
    assert "Changed meanwhile to “05:30”" in stale.content.decode()
    assert client.post(f"/branches/{branch.pk}/edit", typed | {"version": "2", "name": " "}).status_code == 422
    branch.refresh_from_db()
    assert (f"{branch.day_starts_at:%H:%M}", branch.version) == ("05:30", 2)


def test_the_books_are_closed_by_an_accountant_and_opened_only_with_a_reason(branch: Branch) -> None:
    client = signed_in(make_user("accountant", branches=(branch,)))
    path = f"/branches/{branch.pk}/close"
    assert f'action="{path}"' in client.get(f"/branches/{branch.pk}").content.decode()
    assert client.post(path, {"version": "1", "through_on": "2026-01-31"}).status_code == 302
    refused = client.post(path, {"version": "2", "through_on": ""})
    assert refused.status_code == 422
    assert "needs a reason" in refused.content.decode()
    assert client.post(path, {"version": "1", "through_on": "2026-02-28"}).status_code == 412
    assert client.post(path, {"version": "2", "through_on": "never"}).status_code == 422
    assert str(Branch.objects.get(pk=branch.pk).closed_through_on) == "2026-01-31"
    opened = {"version": "2", "through_on": "2026-01-15", "reason": "a late bill"}
    assert client.post(path, opened).status_code == 302
    assert str(Branch.objects.get(pk=branch.pk).closed_through_on) == "2026-01-15"


def test_a_business_is_added_with_its_first_branch_and_its_owner(client: Client) -> None:
    boss = make_user("owner", username="wanjiru")
    form = {
        "key": str(uuid.uuid4()), "code": "NORTH", "name": "Northern", "currency": "KES", "owner": "wanjiru",
        "branch_code": "N-1", "branch_name": "First depot",
        **{f"branch_{name}": text for name, text in ZONES.items()},
    }  # fmt: skip
    answer = client.post("/businesses/new", form)
    business = Business.objects.get(code="NORTH")
    assert answer["Location"] == f"/businesses/{business.pk}?done=created"
    assert (business.owner_id, Branch.objects.get(code="N-1").business_id) == (boss.pk, business.pk)
    assert client.post("/businesses/new", form)["Location"] == answer["Location"]
    for typed, status, said in (
        ({"code": "NORTH", "branch_code": "N-2"}, 409, "taken"),
        ({"branch_code": "n 2"}, 422, "short code"),
        ({"branch_code": "N-2", "branch_time_zone": "Mars/Base"}, 422, "no time zone"),
        ({"owner": "nobody"}, 404, "no user of this name"),
        ({"currency": "shillings"}, 422, "three letters"),
        ({"currency": "XXX"}, 422, "no currency in use"),
    ):
        refused = client.post("/businesses/new", form | {"key": str(uuid.uuid4()), "code": "SOUTH"} | typed)
        page = unescape(refused.content.decode())
        assert refused.status_code == status
        assert said in page
        assert 'value="First depot"' in page
    assert not Business.objects.filter(code="SOUTH").exists()


def test_a_business_gets_another_owner_and_a_stale_page_changes_nothing(client: Client, branch: Branch) -> None:
    boss = make_user("owner", username="wanjiru")
    path = f"/businesses/{branch.business_id}/edit"
    typed = {"version": "1", "was.owner": "", "owner": "wanjiru"}
    typed |= {"was.name": "Business", "name": "Business"}
    typed |= {f"{was}{name}": "" for name in ("tax_pin", "address", "phone", "email") for was in ("", "was.")}
    assert client.post(path, typed).status_code == 302
    business = Business.objects.get(pk=branch.business_id)
    assert (business.owner_id, business.version) == (boss.pk, 2)
    stale = client.post(path, typed | {"owner": "owner"})
    assert stale.status_code == 412
    assert "Changed meanwhile to “wanjiru”" in stale.content.decode()
    assert client.post(path, typed | {"version": "2", "was.owner": "wanjiru", "owner": ""}).status_code == 302
    assert Business.objects.get(pk=branch.business_id).owner_id is None
