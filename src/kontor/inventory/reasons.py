"""Movement reason codes: 1 to 6 bring goods in, 11 to 16 take them out, 0 moves none (a reservation)."""

from __future__ import annotations

from typing import Final

IMPORT_IN: Final = 1
PURCHASE: Final = 2
RETURN_IN: Final = 3
MOVE_IN: Final = 4
PROCESSING_IN: Final = 5
ADJUSTMENT_IN: Final = 6
SALE: Final = 11
RETURN_OUT: Final = 12
MOVE_OUT: Final = 13
PROCESSING_OUT: Final = 14
DISCARD: Final = 15
ADJUSTMENT_OUT: Final = 16

NAMES: Final[dict[int, str]] = {
    0: "none",
    IMPORT_IN: "import",
    PURCHASE: "purchase",
    RETURN_IN: "return",
    MOVE_IN: "move in",
    PROCESSING_IN: "processing in",
    ADJUSTMENT_IN: "adjustment in",
    SALE: "sale",
    RETURN_OUT: "return to supplier",
    MOVE_OUT: "move out",
    PROCESSING_OUT: "processing out",
    DISCARD: "discard",
    ADJUSTMENT_OUT: "adjustment out",
}


def adjustment_reason(on_hand_delta: int) -> int:
    return ADJUSTMENT_IN if on_hand_delta > 0 else ADJUSTMENT_OUT
