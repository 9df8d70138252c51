from __future__ import annotations

from collections.abc import Collection

from kontor.pricing.errors import ListInvalid
from kontor.pricing.models import PriceList


def widen(business_ids: Collection[int]) -> None:
    """From now on orders of these businesses read more than the default and the given list (`queries.sku_terms`).

    Inside the caller's transaction; writes once in a business's life.
    """
    PriceList.objects.filter(business_id__in=business_ids, is_default=True, is_wide=False).update(is_wide=True)


def widen_for_some(business_id: int) -> None:
    """`widen`, for a list that is for some customers only. Raises ListInvalid where there is none for the others."""
    if not PriceList.objects.filter(business_id=business_id, is_default=True).exists():
        raise ListInvalid("Make the business's default list first; it is for everybody else.", field="business_id")
    widen([business_id])
