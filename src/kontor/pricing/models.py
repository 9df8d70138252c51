from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class PriceList(models.Model):
    """Prices of one business. `is_tax_inclusive` says whether its prices contain the tax."""

    business = models.ForeignKey("organization.Business", models.PROTECT, related_name="+")
    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=80)
    is_tax_inclusive = models.BooleanField(default=False)
    is_default = models.BooleanField(default=False)
    version = models.IntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["business"], condition=Q(is_default=True), name="pricelist_one_default")
        ]


class Price(models.Model):
    """What one `pack` costs from `valid_from` until a later row of the same list and pack begins."""

    price_list = models.ForeignKey("pricing.PriceList", models.PROTECT, related_name="+")
    pack = models.ForeignKey("catalog.Pack", models.PROTECT, related_name="+")
    unit_price_micros = models.BigIntegerField()
    valid_from = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["pack", "price_list", "valid_from"], name="price_once_per_day"),
            models.CheckConstraint(condition=Q(unit_price_micros__gte=0), name="price_not_negative"),
        ]


class CustomerPriceList(models.Model):
    """The list a customer buys from; without a row, the business's default list."""

    customer = models.OneToOneField("parties.Customer", models.PROTECT, related_name="+", primary_key=True)
    price_list = models.ForeignKey("pricing.PriceList", models.PROTECT, related_name="+")


class TaxRate(models.Model):
    """The rate of a tax class from `valid_from` on, in basis points (1600 = 16 %)."""

    tax_class = models.ForeignKey("catalog.TaxClass", models.PROTECT, related_name="+")
    valid_from = models.DateField()
    rate_bp = models.IntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tax_class", "valid_from"], name="taxrate_once_per_day"),
            models.CheckConstraint(condition=Q(rate_bp__gte=0, rate_bp__lte=10_000), name="taxrate_in_range"),
        ]
