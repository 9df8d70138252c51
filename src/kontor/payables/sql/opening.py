"""How the opening balance that stands on a supplier counts in its account: tables `s` and `a`."""

from __future__ import annotations

from typing import Final

#: Somebody may correct its currency on the supplier; another one than the account's cannot be added (see proof).
IN_ITS_CURRENCY: Final = "(a.currency IS NULL OR a.currency = s.opening_balance_currency)"
OPENING: Final = f"CASE WHEN {IN_ITS_CURRENCY} THEN coalesce(s.opening_balance_minor, 0) ELSE 0 END"
