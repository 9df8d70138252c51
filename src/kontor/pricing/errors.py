from __future__ import annotations

from kontor.kernel.errors import InvalidInput


class DiscountTooLarge(InvalidInput):
    code = "discount_too_large"
    title = "The discount is more than the document is worth"
