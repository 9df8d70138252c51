"""Receiving goods at the desk: every line at its cost or nothing, and the way to the document it made."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from kontor.access.models import Role
from kontor.inventory.models import StockMovement, StockPosting
from kontor.organization.models import Branch
from tests.backoffice.forms import form_in
from tests.people import make_user
from tests.world import World, assert_ledger_proves_levels, make_world

pytestmark = pytest.mark.django_db
PATH = "/stock/receive"
KEY = "11111111-2222-3333-4444-555555555555"


@pytest.fixture
def world() -> World:
    world = make_world()
    world.sku("OIL")
    world.sku("RICE")
    world.sku("ADVICE", is_stocked=False)
    return world


def client_of(world: World, role: str = "storekeeper", branch: Branch | None = None) -> Client:
    client = Client()
    client.force_login(make_user(role, branches=(branch or world.branch,)))
    return client


def form(world: World, **more: Any) -> dict[str, Any]:
    """Two lines and an empty one below, as the page sends them."""
    lines = {"sku": ["OIL", "RICE", ""], "quantity": ["10", "1.5", ""], "pack": ["CASE", "CASE", ""]}
    costs = {"unit_cost": ["48.00", "110.40", ""], "name": ["Oil", "Rice", ""]}
    head = {"key": KEY, "location": world.location.code, "reference": "DN 2217", "note": "", "reason_code": "2"}
    return {**head, **lines, **costs, **more}


def one_line(world: World, **more: Any) -> dict[str, Any]:
    line = {"sku": "OIL", "quantity": "1", "pack": "EA", "unit_cost": "2", "name": "Oil"}
    return {**form(world), **line, **more}


def says_of_lines(answer: Any) -> list[str]:
    page = answer.content.decode().partition('<template id="new-line"')[0]
    return [html.unescape(text) for text in re.findall(r'<p class="says[^>]*>([^<]*)</p>', page)]


def test_goods_come_in_at_their_cost_and_the_answer_leads_to_their_document(world: World) -> None:
    client = client_of(world)
    page = client.get(PATH).content.decode()
    fields = set(re.findall(r'<(?:input|select)[^>]* name="(\w+)"', page))
    assert fields - {"csrfmiddlewaretoken"} == form(world).keys()
    received = client.post(PATH, form(world))
    posting = StockPosting.objects.get()
    assert (posting.kind, posting.reference) == ("receipt", "DN 2217")
    assert (received.status_code, received["Location"]) == (
        302, f"/stock/movements?posting_id={posting.pk}&done={KEY}",
    )  # fmt: skip
    assert (world.stock("OIL"), world.stock("RICE")) == ((240, 0), (36, 0))
    assert [world.level(code).average_cost_micros for code in ("OIL", "RICE")] == [2_000_000, 4_600_000]
    assert set(StockMovement.objects.values_list("reason_code", flat=True)) == {2}
    assert_ledger_proves_levels()
    shown = client.get(received["Location"]).content.decode()
    assert "Receipt DN 2217" in shown
    assert f'data-draft-done="{KEY}"' in shown


def test_the_same_form_twice_receives_once(world: World) -> None:
    client = client_of(world)
    first, again = (client.post(PATH, form(world)) for _ in range(2))
    assert (first.status_code, again["Location"]) == (302, first["Location"])
    other = client.post(PATH, form(world, quantity=["11", "1.5", ""]))
    assert other.status_code == 422
    assert form_in(other.content.decode())["key"] != KEY
    assert (StockPosting.objects.count(), world.stock("OIL")) == (1, (240, 0))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"sku": "NONE"}, "There is no SKU 'NONE'."),
        ({"sku": "ADVICE"}, "ADVICE is a service."),
        ({"quantity": "0"}, "OIL: the quantity must not be 0."),
        ({"quantity": "-2"}, "OIL: the quantity must be more than 0."),
        ({"quantity": "much"}, "'much' is no number such as 12 or 1.5."),
        ({"quantity": "1.5"}, "OIL: 1.5 packs of 1 are 1.5 base units; only whole base units can be counted."),
        ({"pack": "BOX"}, "OIL has no pack 'BOX'; it has CASE, EA."),
        ({"unit_cost": ""}, "Write what one pack cost, such as 48.00."),
        ({"unit_cost": "-1"}, "A cost is not negative and no finer than a millionth."),
        ({"unit_cost": "dear"}, "'dear' is no number such as 12 or 1.5."),
    ],
)
def test_a_wrong_line_is_told_beside_it_stays_typed_and_nothing_comes_in(
    world: World, typed: dict[str, str], said: str
) -> None:
    line = {"sku": "OIL", "quantity": "1", "pack": "EA", "unit_cost": "2", **typed}
    sent = form(world, **{name: [{"sku": "RICE", "quantity": "1", "pack": "EA", "unit_cost": "3"}[name], text]
                          for name, text in line.items()}, name=["Rice", "Oil"])  # fmt: skip
    refused = client_of(world).post(PATH, sent)
    assert refused.status_code in (404, 409, 422)
    assert says_of_lines(refused) == ["", said]
    page = refused.content.decode()
    assert 'value="DN 2217"' in page
    for text in line.values():
        assert f'value="{html.escape(text)}"' in page
    assert StockPosting.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "status", "field"),
    [
        ({"location": "NOWHERE"}, 404, "r-location"),
        ({"reference": "x" * 61}, 422, "r-reference"),
        ({"note": "x" * 201}, 422, "r-note"),
        ({"reason_code": "11"}, 422, "r-reason"),
        ({"reason_code": "soon"}, 422, "r-reason"),
        ({"received_on": "2999-01-01"}, 422, "r-on"),
        ({"received_on": "0001-01-01"}, 422, "r-on"),
        ({"received_on": "yesterday"}, 422, "r-on"),
    ],
)
def test_a_wrong_field_above_the_lines_is_marked(world: World, typed: dict[str, str], status: int, field: str) -> None:
    refused = client_of(world, "owner").post(PATH, one_line(world, **typed))
    assert refused.status_code == status
    marked = re.findall(r'id="(r-\w+)"[^>]* aria-invalid="true"', refused.content.decode())
    assert marked == [field]
    assert StockPosting.objects.count() == 0


def test_goods_of_an_earlier_day_are_posted_on_it_by_who_may(world: World) -> None:
    assert 'name="received_on"' not in client_of(world).get(PATH).content.decode()
    day = timezone.localdate(timezone=ZoneInfo(world.branch.time_zone)) - timedelta(days=3)
    sent = one_line(world, received_on=day.isoformat())
    assert client_of(world).post(PATH, sent).status_code == 403
    assert StockPosting.objects.count() == 0
    owner = client_of(world, "owner")
    assert 'name="received_on"' in owner.get(PATH).content.decode()
    assert owner.post(PATH, sent).status_code == 302
    assert StockPosting.objects.get().business_date == day
    assert_ledger_proves_levels()


def test_a_place_of_another_branch_takes_nothing_in_and_is_not_offered(world: World) -> None:
    theirs = make_world()
    client = client_of(world)
    assert f'value="{theirs.location.code}"' not in client.get(PATH).content.decode()
    assert client.post(PATH, one_line(world, location=theirs.location.code)).status_code == 404
    assert StockPosting.objects.count() == 0


def test_who_sees_no_costs_is_told_so_and_receives_nothing(world: World) -> None:
    Role.objects.create(code="porter", name="Porter", rights=["catalog.read", "stock.read", "stock.receive"])
    client = client_of(world, "porter")
    page = client.get(PATH).content.decode()
    assert "your role does not see costs" in page
    assert "Ctrl ↵" not in page
    assert client.post(PATH, one_line(world)).status_code == 403
    assert StockPosting.objects.count() == 0


def test_the_way_in_is_shown_to_whom_it_is_open(world: World) -> None:
    for role, is_open in (("storekeeper", True), ("owner", True), ("sales", False), ("approver", False)):
        client = client_of(world, role)
        assert (f'href="{PATH}"' in client.get("/stock").content.decode()) == is_open, role
        assert client.get(PATH).status_code == (200 if is_open else 403), role
        assert client.post(PATH, {}).status_code == (422 if is_open else 403), role


def test_an_empty_form_says_what_to_write(world: World) -> None:
    refused = client_of(world).post(PATH, {})
    assert (refused.status_code, "at least one line" in refused.content.decode()) == (422, True)


def test_absurd_input_is_never_our_failure(world: World) -> None:
    client = client_of(world)
    for text in ("\x00", "9" * 400, "-1", "NaN", "Infinity", "1e99", "\u202e", "' OR 1=1 --", "²", "\x07"):
        for name in ("location", "reference", "note", "reason_code", "sku", "quantity", "pack", "unit_cost"):
            assert client.post(PATH, one_line(world, key="", **{name: text})).status_code < 500, (name, text)
        assert client.get(PATH, {"location": text}).status_code < 500
        assert client.get("/stock/movements", {"posting_id": "1", "done": text}).status_code < 500
