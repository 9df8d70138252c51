"""Pages call places, areas, branches, goods and rights by their names where documents carry codes."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from kontor.inventory.models import Location
from kontor.organization.models import Employment
from kontor.parties.models import Area, Channel, Customer
from kontor.sales.operations import place_orders
from kontor.sales.types import DraftLine, OrderDraft
from tests.journeys.rights.backoffice import sent_transfer, waiting_adjustment
from tests.people import make_user
from tests.world import NOW, World, make_world

pytestmark = pytest.mark.django_db

OPTIONS = re.compile(r"<option[^>]*>[^<]*")  # a filter sends the code, and that is right


@pytest.fixture
def world() -> World:
    world = make_world()
    Location.objects.filter(pk=world.location.pk).update(name="Quayside shed")
    world.branch.name = "Harbour"
    world.branch.save()
    sku = world.sku("OIL")
    sku.name = "Cooking oil 2 L"
    sku.save()
    world.receive("OIL", 500)
    world.customer("C1")
    return world


@pytest.fixture
def client(world: World) -> Client:
    user, client = make_user("owner", username="owner", branches=(world.branch,)), Client()
    client.force_login(user)
    return client


def shown(client: Client, path: str) -> str:
    """The text between the tags of a page's main part, without what may be chosen in a filter."""
    page = client.get(path)
    assert page.status_code == 200, path
    main = OPTIONS.sub("", page.content.decode().split("<main", 1)[1])
    return re.sub(r"<[^>]*>", " ", main)


def test_every_list_calls_a_place_by_its_name(world: World, client: Client) -> None:
    draft = OrderDraft(location=world.location.code, customer="C1", lines=(DraftLine(sku="OIL", quantity=2),))
    assert place_orders(drafts=[draft], actor=world.actor, now=NOW).items[0].order
    adjustment, transfer = waiting_adjustment(world), sent_transfer(world)
    paths = ["/orders", "/stock", "/stock/movements", "/products/OIL", "/stock/adjustments", "/stock/transfers"]
    for path in [*paths, f"/stock/adjustments/{adjustment}", f"/stock/transfers/{transfer}"]:
        text = shown(client, path)
        assert "Quayside shed" in text, path
        assert f" {world.location.code} " not in text, path


def test_what_is_short_is_called_by_its_name_on_the_first_page_and_the_order(world: World, client: Client) -> None:
    draft = OrderDraft(
        location=world.location.code,
        customer="C1",
        lines=(DraftLine(sku="OIL", quantity=900),),
        confirm=True,
        when_short="hold",
    )
    order = place_orders(drafts=[draft], actor=world.actor, now=NOW).items[0].order
    assert order is not None
    for path in ("/", f"/orders/{order.id}"):
        assert "Cooking oil 2 L: 500 of 900 there" in shown(client, path), path


def test_a_list_of_customers_names_channel_and_area(world: World, client: Client) -> None:
    channel, area = (
        Channel.objects.create(code="GEN", name="General trade"),
        Area.objects.create(code="L1", name="Auchi", level="region"),
    )
    Customer.objects.filter(code="C1").update(channel=channel, area=area)
    text = shown(client, "/customers")
    assert "General trade" in text
    assert "Auchi" in text
    assert " L1 " not in text


def test_a_user_and_an_employee_work_at_a_branch_with_a_name(world: World, client: Client) -> None:
    seller = make_user("sales", username="seller", branches=(world.branch,))
    employment = Employment.objects.get(user=seller)
    for path in (f"/users/{seller.pk}", f"/employees/{employment.pk}"):
        text = shown(client, path)
        assert "Harbour" in text, path
        assert world.branch.code not in text, path


def test_ones_own_rights_are_said_in_words(client: Client) -> None:
    text = shown(client, "/profile")
    assert "what is agreed with suppliers" in text
    assert "say which fields documents have" in text
    assert "upplier_terms" not in text
