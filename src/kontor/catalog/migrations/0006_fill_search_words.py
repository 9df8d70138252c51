from itertools import islice
from typing import Any

from django.db import migrations

from kontor.catalog.search_words import grams_of, is_tolerant, weighed_words

BATCH = 2_000


def fill(apps: Any, schema_editor: Any) -> None:
    """Let what is in the catalog already be found by its words."""
    skus, barcode, search_word, search_gram, sku_word = (
        apps.get_model("catalog", name) for name in ("SKU", "Barcode", "SearchWord", "SearchGram", "SkuWord")
    )
    rows = skus.objects.order_by("id").select_related("product").iterator(chunk_size=BATCH)
    known = set()
    while batch := list(islice(rows, BATCH)):
        barcodes = {}
        of_batch = barcode.objects.filter(pack__sku_id__gte=batch[0].id, pack__sku_id__lte=batch[-1].id)
        for sku_id, code in of_batch.values_list("pack__sku_id", "code"):
            barcodes.setdefault(sku_id, []).append(code)
        found = [
            sku_word(word=word, sku=sku, weight=weight)
            for sku in batch
            for word, weight in weighed_words(
                codes=(sku.code, sku.product.code),
                names=(sku.name, sku.product.name),
                brand=sku.product.brand,
                description=sku.product.description,
                barcodes=barcodes.get(sku.id, []),
            ).items()
        ]
        fresh = sorted({row.word for row in found} - known)
        known.update(fresh)
        search_word.objects.bulk_create([search_word(word=word) for word in fresh], BATCH)
        grams = [search_gram(gram=gram, word=word) for word in fresh if is_tolerant(word) for gram in grams_of(word)]
        search_gram.objects.bulk_create(grams, BATCH)
        sku_word.objects.bulk_create(found, BATCH)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0005_search_words")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
