"""What an entry can be, as the word it is stored and sent by."""

from __future__ import annotations

from typing import Final

#: A bill adds to what is owed; a payment and a credit take away from it; an adjustment says itself which way it goes.
KINDS: Final = ("bill", "payment", "credit", "adjustment")
