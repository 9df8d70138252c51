from __future__ import annotations

from typing import Final

from django.db import connection, transaction

from kontor.access.types import Actor
from kontor.catalog.models import Product
from kontor.catalog.operations.index_words import index_words
from kontor.catalog.sql.search import remove_unused_words

_BATCH: Final = 2_000


def rebuild_search(*, actor: Actor) -> int:
    """Index every product anew and forget words that no SKU has any more; how many products there are.

    Nothing is unfindable meanwhile: what is right is left alone. Each 2,000 products are a transaction of their own.
    """
    ids = list(Product.objects.order_by("id").values_list("id", flat=True))
    for start in range(0, len(ids), _BATCH):
        with transaction.atomic():
            index_words(ids[start : start + _BATCH])
    with transaction.atomic(), connection.cursor() as cursor:
        for sql in remove_unused_words():
            cursor.execute(sql)
    return len(ids)
