"""The same tables as ordinary models with ordinary relations, so that they can be prefetched. Nothing migrates them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models

from kontor.kernel.money import decimal_from_micros, decimal_from_minor, price_text
from kontor.kernel.quantity import quantity_text

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

_LABEL = "bench"


class Branch(models.Model):
    code = models.CharField(max_length=20)

    class Meta:
        app_label, managed, db_table = _LABEL, False, "organization_branch"


class Location(models.Model):
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="+")
    code = models.CharField(max_length=20)
    kind = models.CharField(max_length=12)

    class Meta:
        app_label, managed, db_table = _LABEL, False, "inventory_location"


class Customer(models.Model):
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)

    class Meta:
        app_label, managed, db_table = _LABEL, False, "parties_customer"


class Sku(models.Model):
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    base_unit = models.CharField(max_length=20)

    class Meta:
        app_label, managed, db_table = _LABEL, False, "catalog_sku"


class StockLevel(models.Model):
    location = models.ForeignKey(Location, models.PROTECT, related_name="+")
    sku = models.ForeignKey(Sku, models.PROTECT, related_name="+")
    on_hand = models.BigIntegerField()
    reserved = models.BigIntegerField()
    average_cost_micros = models.BigIntegerField()
    value_micros = models.BigIntegerField()
    reorder_point = models.BigIntegerField(null=True)
    reorder_quantity = models.BigIntegerField(null=True)
    objects: ClassVar[models.Manager[StockLevel]] = models.Manager()

    class Meta:
        app_label, managed, db_table = _LABEL, False, "inventory_stocklevel"

    @property
    def available(self) -> int:
        return self.on_hand - self.reserved

    @property
    def is_low(self) -> bool:
        return self.reorder_point is not None and self.available <= self.reorder_point

    @property
    def average_cost(self) -> str:
        return str(decimal_from_micros(self.average_cost_micros))

    @property
    def value(self) -> str:
        return str(decimal_from_micros(self.value_micros))


class Order(models.Model):
    number = models.CharField(max_length=40)
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="+")
    location = models.ForeignKey(Location, models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", null=True)
    lifecycle = models.CharField(max_length=10)
    hold = models.CharField(max_length=10)
    hold_reason = models.TextField()
    fulfillment = models.CharField(max_length=6)
    billed_at = models.DateTimeField(null=True)
    priority = models.SmallIntegerField()
    currency = models.CharField(max_length=3)
    net_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()
    total_minor = models.BigIntegerField()
    source = models.CharField(max_length=40)
    external_reference = models.CharField(max_length=80)
    ordered_at = models.DateTimeField()
    business_date = models.DateField()
    wanted_on = models.DateField(null=True)
    version = models.IntegerField()
    custom = models.JSONField()
    lines: RelatedManager[OrderLine]
    objects: ClassVar[models.Manager[Order]] = models.Manager()

    class Meta:
        app_label, managed, db_table = _LABEL, False, "sales_salesorder"

    @property
    def is_billed(self) -> bool:
        return self.billed_at is not None

    @property
    def net(self) -> str:
        return decimal_from_minor(self.net_minor, self.currency)

    @property
    def tax(self) -> str:
        return decimal_from_minor(self.tax_minor, self.currency)

    @property
    def total(self) -> str:
        return decimal_from_minor(self.total_minor, self.currency)

    @property
    def line_count(self) -> int:
        return len(self.lines.all())  # prefetched


class OrderLine(models.Model):
    order = models.ForeignKey(Order, models.PROTECT, related_name="lines")
    position = models.IntegerField()
    sku = models.ForeignKey(Sku, models.PROTECT, related_name="+")
    pack_code = models.CharField(max_length=20)
    pack_factor = models.BigIntegerField()
    quantity_base = models.BigIntegerField()
    reserved_base = models.BigIntegerField()
    shipped_base = models.BigIntegerField()
    unit_price_micros = models.BigIntegerField()
    net_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()

    class Meta:
        app_label, managed, db_table = _LABEL, False, "sales_orderline"
        ordering: ClassVar = ["position"]

    @property
    def quantity(self) -> str:
        return quantity_text(self.quantity_base, self.pack_factor)

    @property
    def unit_price(self) -> str:
        return price_text(self.unit_price_micros)

    @property
    def net(self) -> str:
        return decimal_from_minor(self.net_minor, self.order.currency)

    @property
    def tax(self) -> str:
        return decimal_from_minor(self.tax_minor, self.order.currency)
