"""Users at the desk: listed, added, changed without losing what was typed, acted on together, given a link."""

from __future__ import annotations

import re
import uuid
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kontor.access.models import AuditRecord, PasswordReset, Role, User
from kontor.organization.models import Branch, Employment
from tests.journeys.rights.table import new_branch
from tests.people import make_user
from tests.world import everything

pytestmark = pytest.mark.django_db
PHRASE = "a long pass phrase of mine"


@pytest.fixture
def branch() -> Branch:
    return new_branch()


@pytest.fixture
def owner(branch: Branch) -> User:
    return make_user("owner", username="owner", branches=(branch,))


@pytest.fixture
def client(owner: User) -> Client:
    return signed_in(owner)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def administrator() -> Client:
    """Somebody with a role of the company's own, who may administer users and nothing else."""
    Role.objects.create(code="people", name="People", rights=["access.read", "access.write"])
    return signed_in(make_user("people", username="people"))


def form_of(client: Client, user: User, **typed: str) -> dict[str, str]:
    """The edit form as a browser would send it: as it was shown, but for what was typed."""
    return edit_form(client.get(f"/users/{user.pk}").content.decode()) | typed


def edit_form(page: str) -> dict[str, str]:
    form = page[page.index('<form id="edit"') :].partition("</form>")[0]
    fields = {}
    for tag in re.findall(r"<input [^>]+>", form):
        name, value = (re.search(rf'\b{part}="([^"]*)"', tag) for part in ("name", "value"))
        assert name is not None, tag
        assert value is not None, tag
        fields[name[1]] = unescape(value[1])
    for field, options in re.findall(r'<select [^>]*?name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options)
        fields[field] = chosen[1] if chosen else ""
    return fields


def role_of(user: User) -> str:
    assert user.role is not None
    return user.role.code


def listed(client: Client, query: str = "") -> list[str]:
    return re.findall(r'class="row" href="/users/\d+">([^<]+)<', client.get(f"/users{query}").content.decode())


def test_users_are_filtered_sorted_and_cut_by_the_url(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kontor.backoffice.pages.users._PAGE_ROWS", 2)
    for name, role in (("anna", "cashier"), ("berta", "driver"), ("carla", "cashier"), ("dora", "cashier")):
        make_user(role, username=name)
    User.objects.filter(username="dora").update(is_active=False)
    assert listed(client) == ["anna", "berta"]
    assert listed(client, "?role=cashier&sort=-username&state=active") == ["carla", "anna"]
    assert listed(client, "?state=inactive") == ["dora"]
    assert listed(client, "?text=ERT") == ["berta"]
    page = client.get("/users?role=cashier").content.decode()
    further = re.search(r'rel="next" href="([^"]+)"', page)
    assert further is not None
    assert listed(client, unescape(further[1]).removeprefix("/users")) == ["dora"]
    assert "No user matches" in client.get("/users?text=nobody").content.decode()


def test_the_file_holds_all_that_its_filters_find(client: Client) -> None:
    make_user("driver", username="berta")
    answer: Any = client.get("/users?role=driver&format=csv")
    rows = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert rows == ["username,first_name,last_name,email,role,is_active", "berta,,,,driver,true"]


def test_a_user_is_added_with_the_branch_they_work_in_in_one_step(client: Client, branch: Branch) -> None:
    form = {
        "key": str(uuid.uuid4()), "username": "depot", "role": "storekeeper", "first_name": "Depot", "last_name": "",
        "email": "", "branch_id": str(branch.pk), "department": "Store", "phone": "+254700000000",
    }  # fmt: skip
    answer = client.post("/users/new", form)
    user = User.objects.select_related("role").get(username="depot")
    assert (answer.status_code, answer["Location"]) == (302, f"/users/{user.pk}?done=created")
    assert (role_of(user), user.first_name, user.has_usable_password()) == ("storekeeper", "Depot", False)
    assert list(Employment.objects.filter(user=user).values_list("branch_id", "department", "phone")) == [
        (branch.pk, "Store", "+254700000000")
    ]
    twin = client.post("/users/new", form)
    assert (twin.status_code, twin["Location"]) == (302, answer["Location"])
    assert User.objects.filter(username="depot").count() == 1
    page = client.get(answer["Location"]).content.decode()
    assert "cannot sign in yet" in page
    assert branch.name in page


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ({"username": "owner"}, 409, "has that user name"),
        ({"username": "two words"}, 422, "no spaces"),
        ({"email": "nowhere"}, 422, "name@example.com"),
        ({"role": ""}, 422, "Choose a role"),
        ({"role": "nonesuch"}, 422, "no role nonesuch"),
        ({"branch_id": "999999"}, 404, "no such branch"),
        ({"branch_id": "x"}, 404, "no such branch"),
    ],
)
def test_a_refused_user_leaves_no_row_and_keeps_what_was_typed(
    client: Client, typed: dict[str, str], status: int, said: str
) -> None:
    before = everything()
    form = {"username": "depot", "role": "cashier", "first_name": "Wanjiru", "email": "w@example.com"} | typed
    answer = client.post("/users/new", form)
    page = unescape(answer.content.decode())
    assert answer.status_code == status
    assert said in page
    assert 'value="Wanjiru"' in page
    assert f'value="{form["email"]}"' in page
    assert f'value="{form["username"]}"' in page
    assert everything() == before


def test_whoever_may_not_employ_is_not_asked_where_and_cannot_say_it(branch: Branch) -> None:
    client = administrator()
    assert 'name="branch_id"' not in client.get("/users/new").content.decode()
    form = {"username": "depot", "role": "people", "branch_id": str(branch.pk)}
    assert client.post("/users/new", form).status_code == 403
    assert not User.objects.filter(username="depot").exists()


def test_nobody_gives_or_changes_more_than_they_may_do_themselves(owner: User) -> None:
    client = administrator()
    page = client.get("/users/new").content.decode()
    assert re.findall(r'<option value="(\w+)"', page) == ["people"]
    assert client.post("/users/new", {"username": "depot", "role": "owner"}).status_code == 403
    shown = client.get(f"/users/{owner.pk}").content.decode()
    assert "They may do more than you" in shown
    assert f'action="/users/{owner.pk}' not in shown
    before = everything()
    edit = {"version": "1", "was.first_name": "", "first_name": "Mallory"}
    assert client.post(f"/users/{owner.pk}/edit", edit).status_code == 403
    assert client.post(f"/users/{owner.pk}/link", {}).status_code == 403
    assert everything() == before


def test_an_edit_sends_only_what_was_changed(client: Client) -> None:
    user = make_user("cashier", username="berta")
    answer = client.post(f"/users/{user.pk}/edit", form_of(client, user, last_name="Otieno", role="driver"))
    assert answer["Location"] == f"/users/{user.pk}?done=saved"
    user.refresh_from_db()
    assert (user.last_name, role_of(user), user.version) == ("Otieno", "driver", 2)
    diff = AuditRecord.objects.get(subject=f"access.user:{user.pk}").diff
    assert diff == '{"last_name":["","Otieno"],"role":["cashier","driver"]}'
    assert client.post(f"/users/{user.pk}/edit", form_of(client, user))["Location"].endswith("?done=same")
    assert User.objects.get(pk=user.pk).version == 2


def test_an_edit_of_an_old_page_loses_nothing_and_overwrites_nothing_unseen(client: Client) -> None:
    user = make_user("cashier", username="berta")
    mine = form_of(client, user, first_name="Berta", last_name="Otieno")
    User.objects.filter(pk=user.pk).update(last_name="Kamau", email="b@example.com", version=2)
    answer = client.post(f"/users/{user.pk}/edit", mine)
    page = answer.content.decode()
    assert answer.status_code == 412
    assert "Somebody changed this meanwhile" in page
    assert "Changed meanwhile to “Kamau”" in page
    assert User.objects.get(pk=user.pk).version == 2
    again = edit_form(page)
    assert (again["first_name"], again["last_name"], again["email"]) == ("Berta", "Otieno", "b@example.com")
    assert (again["version"], again["was.last_name"]) == ("2", "Kamau")
    assert client.post(f"/users/{user.pk}/edit", again).status_code == 302
    user.refresh_from_db()
    assert (user.first_name, user.last_name, user.email, user.version) == ("Berta", "Otieno", "b@example.com", 3)


def test_a_refused_edit_keeps_what_was_typed_and_changes_nothing(client: Client, owner: User) -> None:
    user = make_user("cashier", username="berta")
    before = everything()
    answer = client.post(f"/users/{user.pk}/edit", form_of(client, user, first_name="Berta", email="nowhere"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="Berta"' in page
    assert 'value="nowhere"' in page
    assert "name@example.com" in page
    assert client.post(f"/users/{user.pk}/edit", {"version": "1", "is_active": "maybe"}).status_code == 422
    own = {**form_of(client, owner), "was.is_active": "true", "is_active": "false", "role": "cashier"}
    assert client.post(f"/users/{owner.pk}/edit", own)["Location"].endswith("?done=same")
    assert everything() == before


def test_many_users_are_changed_at_once_each_with_a_result(client: Client, owner: User) -> None:
    first, second = make_user("cashier", username="anna"), make_user("driver", username="berta")
    form = {
        "key": str(uuid.uuid4()),
        "user": [str(first.pk), str(owner.pk), "999999", str(second.pk)],
        "action": "deactivate",
    }
    answer = client.post("/users/actions?role=cashier", form)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "2 of 4 users done" in page
    assert re.findall(r'class="pill (ok|bad)"', page) == ["ok", "bad", "bad", "ok"]
    assert "Somebody else must change your role" in page
    assert 'href="/users?role=cashier"' in page
    assert list(User.objects.filter(is_active=False).values_list("username", flat=True).order_by("id")) == [
        "anna",
        "berta",
    ]
    written = AuditRecord.objects.count()
    assert client.post("/users/actions?role=cashier", form).status_code == 200  # the page loaded anew is no second time
    assert AuditRecord.objects.count() == written == 2


def test_what_was_ticked_stays_ticked_where_something_is_missing(client: Client) -> None:
    user = make_user("cashier", username="anna")
    answer = client.post("/users/actions", {"user": [str(user.pk)], "action": "give_role", "role": ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Choose which role" in page
    assert re.search(rf'value="{user.pk}" aria-label="Tick anna" checked', page)
    assert "Tick the users first" in client.post("/users/actions", {"action": "activate"}).content.decode()
    for absurd in ({"user": ["x", "9" * 30], "action": "activate"}, {"user": ["1"], "action": "delete"}):
        assert client.post("/users/actions", absurd).status_code == 422
    given = client.post("/users/actions", {"user": [str(user.pk)], "action": "give_role", "role": "driver"})
    assert "Given a role: Driver" in given.content.decode()
    user.refresh_from_db()
    assert role_of(user) == "driver"


def test_a_link_is_shown_once_and_lets_one_choose_a_password_once(client: Client) -> None:
    user = make_user("cashier", username="berta")
    form = {"key": str(uuid.uuid4())}
    answer = client.post(f"/users/{user.pk}/link", form)
    link = re.search(r'value="(http://testserver/new-password\?token=[\w-]+)"', answer.content.decode())
    assert link is not None
    assert answer["Cache-Control"] == "no-store"
    again = client.post(f"/users/{user.pk}/link", form).content.decode()
    assert "was shown once already" in again
    assert "?token=" not in again

    visitor = Client()
    page = visitor.get(link[1])
    assert page["Referrer-Policy"] == "no-referrer"
    token = link[1].partition("token=")[2]
    assert f'value="{token}"' in page.content.decode()
    differs = visitor.post("/new-password", {"token": token, "new_password": PHRASE, "again": "other"})
    assert (differs.status_code, User.objects.get(pk=user.pk).password) == (422, user.password)
    weak = visitor.post("/new-password", {"token": token, "new_password": "berta", "again": "berta"})
    assert weak.status_code == 422
    assert PasswordReset.objects.filter(user=user).exists()
    done = visitor.post("/new-password", {"token": token, "new_password": PHRASE, "again": PHRASE})
    assert done.status_code == 200
    assert "Your password is set" in done.content.decode()
    assert User.objects.get(pk=user.pk).check_password(PHRASE)
    used = visitor.post("/new-password", {"token": token, "new_password": PHRASE, "again": PHRASE})
    assert used.status_code == 422
    assert "was used, has expired" in used.content.decode()


def test_nobody_is_offered_a_link_for_oneself_or_for_whoever_is_deactivated(client: Client, owner: User) -> None:
    user = make_user("cashier", username="berta")
    User.objects.filter(pk=user.pk).update(is_active=False)
    for id_ in (owner.pk, user.pk):
        assert f'action="/users/{id_}/link"' not in client.get(f"/users/{id_}").content.decode()
        assert client.post(f"/users/{id_}/link", {}).status_code == 409
    assert not PasswordReset.objects.exists()


def test_an_auditor_looks_and_is_offered_nothing_to_press(branch: Branch) -> None:
    user = make_user("cashier", username="berta", branches=(branch,))
    client = signed_in(make_user("auditor", branches=(branch,)))
    for path in ("/users", f"/users/{user.pk}"):
        page = client.get(path).content.decode()
        assert "berta" in page
        assert re.findall(r'<form [^>]*method="post" action="([^"]+)"', page) == ["/sign-out"]
        assert 'type="checkbox"' not in page


def test_a_user_with_a_history_costs_eight_queries(client: Client, branch: Branch) -> None:
    user = make_user("cashier", username="berta", branches=(branch,))
    client.post(f"/users/{user.pk}/edit", form_of(client, user, role="driver"))
    client.get("/")
    with CaptureQueriesContext(connection) as queries:
        page = client.get(f"/users/{user.pk}").content.decode()
    assert len(queries) == 8
    assert "role: cashier → driver" in page
