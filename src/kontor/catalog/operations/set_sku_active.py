from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db.models import F

from kontor.access.audit import audit_row, audit_writes
from kontor.access.types import Actor
from kontor.catalog.errors import ProductInvalid, SkuNotFound
from kontor.catalog.models import SKU, Product
from kontor.catalog.operations.keep_versions import keep_versions
from kontor.catalog.types import SkuStates
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import write_all
from kontor.kernel.wire import RequestKey

MOST_SKUS: Final = 5_000


def set_sku_active(
    *, sku_codes: Sequence[str], is_active: bool, actor: Actor, now: datetime, key: RequestKey | None = None
) -> SkuStates:
    """Put these SKUs up for sale or take them off; all or none. Orders that hold them stay as they are.

    The products' versions move on too, so that an edit based on the old state is refused. Locks the products, then the
    SKUs, each by ascending id. Raises SkuNotFound naming every unknown code.
    """
    if len(sku_codes) > MOST_SKUS:
        raise ProductInvalid(f"Send at most {MOST_SKUS} SKUs at a time.")
    return write_once(key, now, SkuStates, lambda: _set(sorted(set(sku_codes)), is_active, actor, now))


def _set(codes: Sequence[str], is_active: bool, actor: Actor, now: datetime) -> SkuStates:
    _lock_products(codes)
    skus = list(SKU.objects.filter(code__in=codes).order_by("id").values("id", "code", "product_id", "is_active"))
    unknown = sorted(set(codes) - {sku["code"] for sku in skus})
    if unknown:
        raise SkuNotFound(f"There is no SKU {', '.join(unknown)}.", unknown=unknown)
    changed = [sku for sku in skus if sku["is_active"] != is_active]
    SKU.objects.filter(id__in=[sku["id"] for sku in changed]).update(is_active=is_active, version=F("version") + 1)
    Product.objects.filter(id__in={sku["product_id"] for sku in changed}).update(version=F("version") + 1)
    keep_versions(sorted({sku["product_id"] for sku in changed}), actor=actor, now=now)
    subjects = [f"catalog.sku:{sku['id']}" for sku in changed]
    _note(subjects, is_active, actor, now)
    return SkuStates(is_active, tuple(sku["code"] for sku in changed))


def _lock_products(codes: Sequence[str]) -> None:
    product_ids = SKU.objects.filter(code__in=codes).values("product_id")
    list(Product.objects.filter(id__in=product_ids).order_by("id").select_for_update(no_key=True).values_list("id"))


def _note(subjects: Sequence[str], is_active: bool, actor: Actor, now: datetime) -> None:
    diff = {"is_active": (not is_active, is_active)}
    rows = [
        audit_row(action="sku.set_active", subject=subject, diff=diff, actor=actor, now=now) for subject in subjects
    ]
    if rows:
        write_all(audit_writes(rows))
