"""Which list counts: own, given, the channel's, the default, each only while it holds."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest

from kontor.pricing.choosing import chosen_list
from kontor.pricing.types import PriceListTerms

DAY = date(2026, 3, 1)
OWN = PriceListTerms(10, False, 1, "C1", 0)
GIVEN = PriceListTerms(11, False, 1, "C1", 1)
CHANNEL = PriceListTerms(12, False, 1, "C1", 2, "TT")
DEFAULT = PriceListTerms(13, False, 1, "", 3)
ELSEWHERE = PriceListTerms(20, False, 2, "", 3)
LISTS = [DEFAULT, OWN, CHANNEL, GIVEN, ELSEWHERE]


def chosen(*lists: PriceListTerms, customer: str | None = "C1", channel: str | None = None) -> tuple[int, int | None]:
    terms = chosen_list(lists, business_id=1, customer=customer, channel=channel, on=DAY)
    assert terms is not None
    return terms.price_list_id, terms.own_list_id


def test_the_one_given_counts_before_the_channels_and_that_before_the_default() -> None:
    assert chosen(*LISTS) == (11, 10)
    assert chosen(DEFAULT, CHANNEL, GIVEN) == (11, None)
    assert chosen(DEFAULT, CHANNEL) == (12, None)
    assert chosen(DEFAULT) == (13, None)
    assert chosen(OWN) == (10, None)


def test_lists_of_others_and_of_other_businesses_do_not_count() -> None:
    assert chosen(*LISTS, customer=None) == (13, None)
    assert chosen(*LISTS, customer="C2") == (13, None)
    assert chosen_list([ELSEWHERE], business_id=1, customer="C1", on=DAY) is None


def test_the_orders_channel_counts_before_the_customers() -> None:
    export = PriceListTerms(14, False, 1, "", 2, "EXPORT")
    assert chosen(DEFAULT, CHANNEL, export, channel="EXPORT") == (14, None)
    assert chosen(DEFAULT, CHANNEL, export, customer=None, channel="EXPORT") == (14, None)
    assert chosen(DEFAULT, CHANNEL, export, customer=None) == (13, None)
    assert chosen(DEFAULT, CHANNEL, channel="HORECA") == (13, None)


@pytest.mark.parametrize(
    ("since", "until", "holds"), [(0, None, True), (1, None, False), (None, 0, True), (None, -1, False), (-1, 1, True)]
)
def test_a_list_counts_from_its_first_to_its_last_day(since: int | None, until: int | None, holds: bool) -> None:
    days = [None if days is None else DAY + timedelta(days) for days in (since, until)]
    given = msgspec.structs.replace(GIVEN, valid_from=days[0], valid_until=days[1])
    assert chosen(DEFAULT, given) == (11 if holds else 13, None)


def test_prices_with_and_without_tax_are_not_mixed() -> None:
    assert chosen(DEFAULT, msgspec.structs.replace(OWN, is_tax_inclusive=True)) == (10, None)
