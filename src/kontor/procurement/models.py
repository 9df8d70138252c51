from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from kontor.procurement.limits import MOST_LEAD_TIME_DAYS


class SupplierItem(models.Model):
    """A SKU that a supplier delivers: its own code for it, the pack it comes in, what that costs and how long it takes.

    One row for a supplier and a SKU; one supplier of a SKU is preferred.
    """

    supplier = models.ForeignKey("parties.Supplier", models.PROTECT, related_name="+", db_index=False)
    sku = models.ForeignKey("catalog.SKU", models.PROTECT, related_name="+")
    pack = models.ForeignKey("catalog.Pack", models.PROTECT, related_name="+")
    supplier_sku = models.CharField(max_length=40, default="", blank=True)  # how the supplier calls it
    cost_micros = models.BigIntegerField(null=True)  # of one pack, without tax; null: not known
    currency = models.CharField(max_length=3, default="", blank=True)
    lead_time_days = models.IntegerField(null=True)  # from the order to the goods
    is_preferred = models.BooleanField(default=False)
    version = models.IntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["supplier", "sku"], name="supplieritem_once"),
            models.UniqueConstraint(
                fields=["supplier", "supplier_sku"], condition=~Q(supplier_sku=""), name="supplieritem_their_code_once"
            ),
            models.UniqueConstraint(
                fields=["sku"], condition=Q(is_preferred=True), name="supplieritem_one_is_preferred"
            ),
            models.CheckConstraint(
                condition=Q(cost_micros__isnull=True, currency="") | Q(cost_micros__gte=0) & ~Q(currency=""),
                name="supplieritem_cost_whole",
            ),
            models.CheckConstraint(
                condition=Q(lead_time_days__isnull=True)
                | Q(lead_time_days__gte=0, lead_time_days__lte=MOST_LEAD_TIME_DAYS),
                name="supplieritem_lead_time",
            ),
        ]
