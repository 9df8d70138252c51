"""What is open of everything that was owed, by how long it is overdue. Pure.

Nothing says which bill a payment was for: what was paid and credited settles what was due first, as a payment without
a word does.
"""

from __future__ import annotations

import msgspec

from kontor.payables.types import Aging


class Dues(msgspec.Struct, frozen=True):
    """Everything that fell due or will, by its age on one day, and everything that was paid or credited (positive).

    An entry and its reversal are in neither.
    """

    not_due: int
    days_1_30: int
    days_31_60: int
    days_61_90: int
    over_90: int
    settled: int


def aged(dues: Dues) -> Aging:
    """The open rest of each age, the eldest settled first; what settles more than there is was paid ahead.

    All ages together less what was paid ahead are the balance.
    """
    rest, settled = [], dues.settled
    for due in (dues.over_90, dues.days_61_90, dues.days_31_60, dues.days_1_30, dues.not_due):
        taken = min(due, settled)
        rest.append(due - taken)
        settled -= taken
    over_90, days_61_90, days_31_60, days_1_30, not_due = rest
    return Aging(
        not_due_minor=not_due,
        days_1_30_minor=days_1_30,
        days_31_60_minor=days_31_60,
        days_61_90_minor=days_61_90,
        over_90_minor=over_90,
        overdue_minor=over_90 + days_61_90 + days_31_60 + days_1_30,
        paid_ahead_minor=settled,
    )
