from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kontor.access.models import AuditRecord
from kontor.access.types import Actor
from kontor.kernel.errors import KontorError
from kontor.kernel.money import MoneyInvalid
from kontor.kernel.row_checks import RowRefusal, RowsInvalid
from kontor.kernel.text import TextInvalid
from kontor.kernel.wire import RequestKey
from kontor.organization.errors import BusinessUnknown
from kontor.organization.models import Branch, Business
from kontor.parties.errors import CustomerNotFound
from kontor.pricing.errors import CodeTaken, DefaultTaken, PriceInvalid, PriceListNotFound
from kontor.pricing.models import CustomerPriceList, Price, PriceList
from kontor.pricing.operations import assign_price_list, create_price_list, set_prices
from kontor.pricing.queries import list_price_lists, list_prices, price_list_detail
from kontor.pricing.types import (
    CustomerPrices,
    PriceDraft,
    PriceListDraft,
    PriceListItem,
    PricesSet,
)
from tests.world import NOW, World, make_world

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 1)


@pytest.fixture
def world() -> World:
    world = make_world()
    world.sku("OIL", price_micros=1_300_000)
    world.sku("RICE", price_micros=2_000_000)
    return world


@pytest.fixture
def stranger(world: World) -> Actor:
    """Somebody with every right who works in another business."""
    business = Business.objects.create(code="OTHER", name="Other", currency="EUR")
    branch = Branch.objects.create(business=business, code="OTHER", name="Other")
    return Actor(999, "user", "stranger", world.actor.rights, frozenset({branch.pk}))


def create(world: World, code: str = "DEALER", **extra: Any) -> PriceListItem:
    values: dict[str, Any] = {"business_id": world.business.pk, "name": f"List {code}", **extra}
    return create_price_list(draft=PriceListDraft(code=code, **values), actor=world.actor, now=NOW)


def set_(world: World, *drafts: PriceDraft, to: int | None = None, key: RequestKey | None = None) -> PricesSet:
    price_list_id = to or world.price_list.pk
    return set_prices(price_list_id=price_list_id, drafts=drafts, actor=world.actor, now=NOW, key=key)


def everything() -> tuple[Any, ...]:
    rows = [list(model.objects.order_by("pk").values_list()) for model in (PriceList, Price, CustomerPriceList)]
    return (*rows, AuditRecord.objects.count())


# --- lists -------------------------------------------------------------------------------------------------------


def test_a_price_list_belongs_to_a_business_and_says_whether_it_contains_the_tax(world: World) -> None:
    item = create(world, " DEALER ", is_tax_inclusive=True)
    assert item == PriceListItem(item.id, world.business.pk, "DEALER", "List  DEALER", True, False, 1, currency="GBP")
    assert price_list_detail(price_list_id=item.id, actor=world.actor) == item
    assert AuditRecord.objects.get().action == "price_list.create"


def test_a_code_in_use_and_a_second_default_are_refused(world: World) -> None:
    before = everything()
    with pytest.raises(CodeTaken):
        create(world, world.price_list.code)
    with pytest.raises(DefaultTaken) as refused:
        create(world, is_default=True)
    assert refused.value.data["taken"] == world.price_list.code
    with pytest.raises(TextInvalid):
        create(world, "")
    assert everything() == before


def test_a_list_is_neither_made_nor_seen_in_a_business_of_others(world: World, stranger: Actor) -> None:
    before = everything()
    draft = PriceListDraft(business_id=world.business.pk, code="X", name="X")
    with pytest.raises(BusinessUnknown):
        create_price_list(draft=draft, actor=stranger, now=NOW)
    mine = world.price_list.pk
    with pytest.raises(PriceListNotFound):
        set_prices(price_list_id=mine, drafts=[PriceDraft("OIL", "1", DAY)], actor=stranger, now=NOW)
    with pytest.raises(PriceListNotFound):
        assign_price_list(customer_id=world.customer().pk, price_list_id=mine, actor=stranger, now=NOW)
    with pytest.raises(PriceListNotFound):
        list_prices(price_list_id=mine, actor=stranger)
    assert list_price_lists(actor=stranger).items == []
    assert [item.id for item in list_price_lists(actor=world.actor).items] == [mine]
    assert everything() == before


# --- prices ------------------------------------------------------------------------------------------------------


def test_prices_are_set_per_pack_and_day(world: World) -> None:
    drafts = [
        PriceDraft("OIL", "1.25", DAY),
        PriceDraft("OIL", "28.999999", DAY, pack="CASE"),
        PriceDraft("RICE", "0", DAY),
    ]
    assert set_(world, *drafts) == PricesSet(world.price_list.pk, 3, 3)
    rows = Price.objects.filter(valid_from=DAY).order_by("id")
    assert list(rows.values_list("pack__sku__code", "pack__code", "unit_price_micros")) == [
        ("OIL", "EA", 1_250_000),
        ("OIL", "CASE", 28_999_999),
        ("RICE", "EA", 0),
    ]


def test_a_price_of_the_same_pack_and_day_is_replaced_and_an_equal_one_left_alone(world: World) -> None:
    set_(world, PriceDraft("OIL", "1.25", DAY))
    ids = set(Price.objects.values_list("id", flat=True))
    again = set_(world, PriceDraft("OIL", "1.20", DAY), PriceDraft("RICE", "2.00", date(2020, 1, 1)))
    assert again == PricesSet(world.price_list.pk, 2, 1)
    assert set(Price.objects.values_list("id", flat=True)) == ids
    diffs = AuditRecord.objects.filter(action="price.set").order_by("id").values_list("diff", flat=True)
    assert list(diffs) == [
        '{"OIL per EA from 2026-03-01":[null,"1.25"]}',
        '{"OIL per EA from 2026-03-01":["1.25","1.20"]}',
    ]


def test_the_same_key_sets_once_and_answers_the_same(world: World) -> None:
    key = RequestKey(7, "k", "f")
    first = set_(world, PriceDraft("OIL", "1.25", DAY), key=key)
    before = everything()
    assert set_(world, PriceDraft("OIL", "1.25", DAY), key=key) == first
    assert everything() == before


@pytest.mark.parametrize(
    ("draft", "error", "detail"),
    [
        (PriceDraft("NONE", "1", DAY), PriceInvalid, "There is no SKU 'NONE'."),
        (PriceDraft("OIL", "1", DAY, pack="BOX"), PriceInvalid, "OIL has no pack 'BOX'."),
        (PriceDraft("OIL", "-0.01", DAY), PriceInvalid, "A price is 0 to 1000000000, not -0.01."),
        (PriceDraft("OIL", "1000000000.01", DAY), PriceInvalid, "A price is 0 to 1000000000, not 1000000000.01."),
        (PriceDraft("OIL", "0.0000001", DAY), MoneyInvalid, "1E-7 is finer than a millionth of the currency unit."),
        (PriceDraft("OIL", "1", date(1, 1, 1)), PriceInvalid, "valid_from is a day from 1900-01-01 to 2199-12-31."),
    ],
)
def test_a_price_that_is_not_right_is_refused_and_nothing_set(
    world: World, draft: PriceDraft, error: type[KontorError], detail: str
) -> None:
    before = everything()
    with pytest.raises(error) as refused:
        set_(world, draft)
    assert refused.value.detail == detail
    with pytest.raises(RowsInvalid) as rows:
        set_(world, PriceDraft("RICE", "1", DAY), draft)
    assert [row.detail for row in rows.value.data["rows"]] == [detail]
    assert everything() == before


@pytest.mark.parametrize("text", ["", "one", "NaN", "Infinity", "1,5", "1e30", "9" * 41])
def test_a_price_that_is_no_number_is_refused(world: World, text: str) -> None:
    before = everything()
    with pytest.raises(KontorError) as refused:
        set_(world, PriceDraft("OIL", text, DAY))
    assert refused.value.status == 422
    assert everything() == before


def test_one_pack_named_twice_for_one_day_is_refused(world: World) -> None:
    with pytest.raises(RowsInvalid) as refused:
        set_(world, PriceDraft("OIL", "1", DAY), PriceDraft("OIL", "2", DAY, pack="EA"))
    assert refused.value.data["rows"] == [
        RowRefusal(1, "price_invalid", "OIL per EA from 2026-03-01 is named twice.", "valid_from")
    ]


def statements(world: World, count: int, day: date) -> int:
    drafts = [PriceDraft(f"S{number}", "1", day) for number in range(count)]
    with CaptureQueriesContext(connection) as captured:
        set_(world, *drafts)
    return len(captured)


def test_the_number_of_statements_does_not_depend_on_the_number_of_prices(world: World) -> None:
    for number in range(30):
        world.sku(f"S{number}")
    assert statements(world, 1, DAY) == statements(world, 30, date(2026, 4, 1))


def test_a_list_shows_its_history_or_what_holds_on_a_day(world: World) -> None:
    set_(world, PriceDraft("OIL", "1.50", DAY), PriceDraft("OIL", "1.75", date(2026, 4, 1)))

    def prices(**asked: Any) -> list[tuple[str, str, str]]:
        items = list_prices(price_list_id=world.price_list.pk, actor=world.actor, **asked).items
        return [(item.sku, item.unit_price, item.valid_from.isoformat()) for item in items]

    assert prices(sku="OIL") == [
        ("OIL", "1.30", "2020-01-01"),
        ("OIL", "1.50", "2026-03-01"),
        ("OIL", "1.75", "2026-04-01"),
    ]
    assert prices(on=date(2026, 3, 31)) == [("RICE", "2.00", "2020-01-01"), ("OIL", "1.50", "2026-03-01")]
    assert prices(on=date(2019, 12, 31)) == []
    page = list_prices(price_list_id=world.price_list.pk, actor=world.actor, limit=1)
    rest = list_prices(price_list_id=world.price_list.pk, actor=world.actor, after=int(page.next_cursor or 0))
    assert (len(page.items), len(rest.items)) == (1, 3)


@pytest.mark.parametrize("limit", [1, 500])
def test_lists_cost_the_same_queries_whatever_their_length(world: World, limit: int) -> None:
    with CaptureQueriesContext(connection) as captured:
        list_price_lists(actor=world.actor, limit=limit)
    assert len(captured) == 2
    with CaptureQueriesContext(connection) as captured:
        list_prices(price_list_id=world.price_list.pk, actor=world.actor, on=DAY, limit=limit)
    assert len(captured) == 3


# --- who buys from which -----------------------------------------------------------------------------------------


def test_a_customer_is_given_another_list_and_the_default_again(world: World) -> None:
    customer, dealer, shop = world.customer().pk, create(world, "DEALER").id, create(world, "SHOP").id

    def assign(price_list_id: int | None) -> CustomerPrices:
        return assign_price_list(customer_id=customer, price_list_id=price_list_id, actor=world.actor, now=NOW)

    for price_list_id, version in ((dealer, 1), (shop, 2), (shop, 2)):
        assert assign(price_list_id) == CustomerPrices(customer, price_list_id, version)
        assert CustomerPriceList.objects.get().price_list_id == price_list_id
    assert assign(None) == CustomerPrices(customer, None, 3)
    assert CustomerPriceList.objects.get().price_list_id is None
    diffs = AuditRecord.objects.filter(action="customer.assign_price_list").order_by("id")
    assert list(diffs.values_list("diff", flat=True)) == [
        f'{{"price_list_id":[null,{dealer}]}}',
        f'{{"price_list_id":[{dealer},{shop}]}}',
        f'{{"price_list_id":[{shop},null]}}',
    ]


def test_an_unknown_customer_or_list_is_not_found_and_changes_nothing(world: World) -> None:
    customer = world.customer().pk
    before = everything()
    with pytest.raises(CustomerNotFound):
        assign_price_list(customer_id=10**9, price_list_id=None, actor=world.actor, now=NOW)
    with pytest.raises(PriceListNotFound):
        assign_price_list(customer_id=customer, price_list_id=10**9, actor=world.actor, now=NOW)
    assert everything() == before
