"""When a bill is due, and what of it is open at which age: rules over plain values."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontor.parties.terms import PAYMENT_TERMS
from kontor.payables.aging import Dues, aged
from kontor.payables.due import due_of

BILLED = date(2026, 1, 31)


@pytest.mark.parametrize(
    ("terms", "advance", "due_on"),
    [
        ("immediate", 0, BILLED),
        ("cod", 0, BILLED),
        ("net_7", 0, date(2026, 2, 7)),
        ("net_15", 0, date(2026, 2, 15)),
        ("net_30", 0, date(2026, 3, 2)),
        ("net_45", 0, date(2026, 3, 17)),
        ("net_60", 0, date(2026, 4, 1)),
        ("net_90", 0, date(2026, 5, 1)),
        ("advance_50", 501, BILLED),
    ],
)
def test_row_75_a_bill_is_due_as_agreed_with_its_supplier(terms, advance, due_on):
    assert due_of(terms, amount_minor=1001, billed_on=BILLED) == (advance, due_on)


def test_every_payment_term_has_its_line_above():
    marks = test_row_75_a_bill_is_due_as_agreed_with_its_supplier.pytestmark
    assert tuple(line[0] for line in marks[0].args[1]) == PAYMENT_TERMS


@pytest.mark.parametrize(("terms", "advance"), [("net_30", 0), ("cod", 0), ("advance_50", 500)])
def test_the_day_that_the_bill_names_goes_before_the_terms(terms, advance):
    agreed = date(2026, 2, 10)
    assert due_of(terms, amount_minor=1000, billed_on=BILLED, agreed_on=agreed) == (advance, agreed)


def test_what_is_paid_settles_the_eldest_first():
    ages = aged(Dues(not_due=100, days_1_30=50, days_31_60=40, days_61_90=30, over_90=20, settled=65))
    assert (ages.over_90_minor, ages.days_61_90_minor, ages.days_31_60_minor) == (0, 0, 25)
    assert (ages.days_1_30_minor, ages.not_due_minor, ages.overdue_minor, ages.paid_ahead_minor) == (50, 100, 75, 0)


def test_what_is_paid_beyond_all_bills_was_paid_ahead():
    ages = aged(Dues(not_due=100, days_1_30=0, days_31_60=0, days_61_90=0, over_90=0, settled=130))
    assert (ages.not_due_minor, ages.overdue_minor, ages.paid_ahead_minor) == (0, 0, 30)


@given(st.lists(st.integers(0, 10**13), min_size=6, max_size=6))
def test_the_ages_less_what_was_paid_ahead_are_the_balance(amounts):
    dues = Dues(*amounts)
    ages = aged(dues)
    owed = sum(amounts[:5])
    assert ages.not_due_minor + ages.overdue_minor - ages.paid_ahead_minor == owed - dues.settled
    assert ages.paid_ahead_minor == max(0, dues.settled - owed)
    assert min(ages.not_due_minor, ages.overdue_minor, ages.paid_ahead_minor) >= 0
