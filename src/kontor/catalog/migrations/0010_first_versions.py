import json
from itertools import islice
from typing import Any

from django.db import migrations
from django.utils import timezone

BATCH = 2_000
OF_PRODUCT = (
    "code", "name", "type", "brand", "category_id", "description", "packaging_unit", "quantity_unit", "is_limited",
)  # fmt: skip
OF_SKU = ("code", "name", "base_unit", "weight_grams", "is_stocked", "is_active")


def begin(apps: Any, schema_editor: Any) -> None:
    """What is there now is the first thing known: history begins with it."""
    names = ("Product", "SKU", "Pack", "Barcode", "ProductVersion")
    product_model, sku_model, pack_model, barcode_model, version_model = (
        apps.get_model("catalog", name) for name in names
    )
    now = timezone.now()
    products = product_model.objects.order_by("id").select_related("category", "tax_class")
    rows = products.iterator(chunk_size=BATCH)
    while batch := list(islice(rows, BATCH)):
        of = {"gte": batch[0].id, "lte": batch[-1].id}
        codes: dict[int, list[str]] = {}
        found = barcode_model.objects.filter(**{f"pack__sku__product_id__{side}": id_ for side, id_ in of.items()})
        for pack_id, code in found.order_by("id").values_list("pack_id", "code"):
            codes.setdefault(pack_id, []).append(code)
        packs: dict[int, list[dict[str, Any]]] = {}
        for pack in pack_model.objects.filter(
            **{f"sku__product_id__{side}": id_ for side, id_ in of.items()}
        ).order_by("id"):
            packs.setdefault(pack.sku_id, []).append(
                {"code": pack.code, "factor": pack.factor, "barcodes": codes.get(pack.id, [])}
            )
        skus: dict[int, list[dict[str, Any]]] = {}
        for sku in sku_model.objects.filter(**{f"product_id__{side}": id_ for side, id_ in of.items()}).order_by("id"):
            values = {name: getattr(sku, name) for name in OF_SKU}
            skus.setdefault(sku.product_id, []).append({**values, "packs": packs.get(sku.id, [])})
        version_model.objects.bulk_create(
            version_model(
                product=row, version=row.version, at=now, actor_id=0, state=_state(row, skus.get(row.id, []))
            )
            for row in batch
        )


def _state(row: Any, skus: list[dict[str, Any]]) -> str:
    state = {name: getattr(row, name) for name in OF_PRODUCT}
    state |= {
        "category": row.category.name if row.category else None,
        "tax_class": row.tax_class.code,
        "manufactured_on": row.manufactured_on and row.manufactured_on.isoformat(),
        "expires_on": row.expires_on and row.expires_on.isoformat(),
    }
    return json.dumps({**state, "skus": skus})


class Migration(migrations.Migration):
    dependencies = [("catalog", "0009_product_version")]
    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
