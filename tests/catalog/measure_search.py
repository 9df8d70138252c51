"""How long search takes over 130,000 real articles: python -m tests.catalog.measure_search, on an empty database.

DATABASE_URL or KONTOR_DATA say which; KONTOR_SHARED where the data sets are. Prints the import, then one line a search
and the median and the 95th percentile of all.
"""

from __future__ import annotations

import os
import statistics
import time
from collections import Counter
from typing import TYPE_CHECKING

import django
from django.core.management import call_command

if TYPE_CHECKING:
    from tests.world import World

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kontor.project.settings")

SOUGHT = (
    "chocolat", "choclate", "chocolate milk", "yogurt", "yoghrt strawberry", "organic olive oil", "sparkling water",
    "frzn pizza", "26190", "40063", "0737628025602", "ch", "mi", "a", "cer", "cereal bar", "whisky", "wihsky",
    "applesauce", "apple sauce 50 oz", "potatoe chips", "pad thai", "noodel kit", "private", "butter nut", "haricots",
    "camembert", "camenbert", "jus d orange", "cerveza", "national soft drinks", "baby food", "tea", "tomatos", "sp",
)  # fmt: skip


def main() -> None:
    django.setup()
    from tests.world import make_world

    call_command("migrate", verbosity=0)
    world = make_world()
    fill(world)
    search(world)


def fill(world: World) -> None:
    from kontor.catalog.models import SearchGram, SearchWord, SkuWord
    from kontor.catalog.operations import put_products
    from kontor.kernel.planner import refresh_statistics
    from tests.catalog.real_lists import barcode_rows, batches, grocery_rows
    from tests.world import NOW

    for name, rows in (
        ("groceries", grocery_rows(world.tax_class.code)),
        ("barcodes", barcode_rows(world.tax_class.code)),
    ):
        for time_of in ("first", "again"):
            started, verdicts = time.perf_counter(), Counter[str]()
            for batch in batches(rows):
                answer = put_products(rows=batch, actor=world.actor, now=NOW, make_categories=True)
                verdicts.update(item.verdict for item in answer.items)
            print(f"{name} {time_of}: {time.perf_counter() - started:.1f} s, {dict(verdicts)}", flush=True)
    started = time.perf_counter()
    refresh_statistics()
    print(f"statistics: {time.perf_counter() - started:.1f} s")
    print(f"{SearchWord.objects.count()} words, {SearchGram.objects.count()} grams, {SkuWord.objects.count()} places")


def search(world: World) -> None:
    from kontor.catalog.queries import search_products

    taken: list[float] = []
    for text in SOUGHT:
        rounds = []
        for _ in range(7):
            started = time.perf_counter()
            found = search_products(text, actor=world.actor, is_active=True, limit=20)
            rounds.append((time.perf_counter() - started) * 1000)
        taken += rounds
        best = f"{found[0].sku} {found[0].name}" if found else "nothing"
        print(f"{text:24} {statistics.median(rounds):7.1f} ms  {best}")
    quantiles = statistics.quantiles(taken, n=100)
    print(f"all: p50 {quantiles[49]:.1f} ms, p95 {quantiles[94]:.1f} ms, most {max(taken):.1f} ms")


if __name__ == "__main__":
    main()
