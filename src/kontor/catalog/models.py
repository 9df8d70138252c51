from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Concat, Right

from kontor.kernel.models import Kept


class Category(models.Model):
    name = models.CharField(max_length=80)
    parent = models.ForeignKey("self", models.PROTECT, related_name="+", null=True)
    version = models.IntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["parent", "name"], name="category_once_per_parent"),
            models.UniqueConstraint(fields=["name"], condition=Q(parent__isnull=True), name="category_once_at_the_top"),
        ]


class TaxClass(models.Model):
    """What a product is for the tax office; the dated rates stand in pricing."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=80)


class ProductType(models.TextChoices):
    RAW = "raw", "raw material"
    FINISHED = "finished", "finished goods"
    SERVICE = "service", "service, moves no stock"


class Product(models.Model):
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    category = models.ForeignKey("catalog.Category", models.PROTECT, related_name="+", null=True)
    tax_class = models.ForeignKey("catalog.TaxClass", models.PROTECT, related_name="+")
    type = models.CharField(max_length=10, choices=ProductType.choices, default=ProductType.FINISHED)
    description = models.CharField(max_length=400, default="", blank=True)
    version = models.IntegerField(default=1)


class SKU(Kept):
    """The stockable, sellable unit of a product. Quantities of it are counted in its base unit."""

    product = models.ForeignKey("catalog.Product", models.PROTECT, related_name="+")
    code = models.CharField(max_length=40, unique=True)  # case-sensitive: 85123A is not 85123a
    name = models.CharField(max_length=200)
    base_unit = models.CharField(max_length=12, default="EA")  # EA, G (weighed goods), ML ...
    weight_grams = models.BigIntegerField(null=True)  # of one base unit
    is_stocked = models.BooleanField(default=True)  # false: a service
    is_active = models.BooleanField(default=True)  # false: not for sale
    version = models.IntegerField(default=1)


class Pack(models.Model):
    """How a SKU is sold or bought: exactly `factor` base units. Every SKU has one of factor 1."""

    sku = models.ForeignKey("catalog.SKU", models.PROTECT, related_name="+")
    code = models.CharField(max_length=20)  # EA, CASE, PALLET ...
    factor = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sku", "code"], name="pack_code_once_per_sku"),
            models.CheckConstraint(condition=Q(factor__gte=1), name="pack_factor_positive"),
        ]


class Barcode(models.Model):
    """A pack's GTIN as printed. `gtin` is the same number in 14 digits: a UPC and its EAN with a 0 before are one."""

    code = models.CharField(max_length=14, unique=True)  # GTIN-8, -12, -13 or -14, check digit verified
    gtin = models.GeneratedField(
        expression=Right(Concat(Value("000000"), "code"), 14),
        output_field=models.CharField(max_length=14),
        db_persist=True,
        unique=True,
    )
    pack = models.ForeignKey("catalog.Pack", models.PROTECT, related_name="+")
