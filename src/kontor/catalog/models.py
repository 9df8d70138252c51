from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Right

from kontor.kernel.models import AppendOnly, Kept


class Category(models.Model):
    name = models.CharField(max_length=80)
    parent = models.ForeignKey("self", models.PROTECT, related_name="+", null=True)
    version = models.IntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["parent", "name"], name="category_once_per_parent"),
            models.UniqueConstraint(fields=["name"], condition=Q(parent__isnull=True), name="category_once_at_the_top"),
        ]


class CategoryImage(models.Model):
    """A category's picture, and the work table of those still to be remade."""

    category = models.OneToOneField("catalog.Category", models.PROTECT, related_name="+")
    state = models.CharField(max_length=8)  # waiting, ready or refused
    name = models.CharField(max_length=60)  # what its files' names begin with: category and content
    source = models.BinaryField(null=True)  # what was sent, until it is remade or refused
    reason = models.CharField(max_length=200, default="", blank=True)
    attempts = models.SmallIntegerField(default=0)
    sent_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="waiting", source__isnull=False)
                | Q(state__in=["ready", "refused"], source__isnull=True),
                name="categoryimage_waits_with_its_source",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["sent_at"], name="categoryimage_waiting", condition=Q(state="waiting")),
        ]


class TaxClass(models.Model):
    """What a product is for the tax office; the dated rates stand in pricing."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=80)
    tax_type = models.CharField(max_length=1, default="", blank=True)  # A to E, as in tax_types.TAX_TYPES

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(tax_type__in=["", "A", "B", "C", "D", "E"]), name="taxclass_type_is_known"
            ),
        ]


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
    brand = models.CharField(max_length=80, default="", blank=True)
    packaging_unit = models.CharField(max_length=3, default="", blank=True)  # a code of units.PACKAGING_UNITS
    quantity_unit = models.CharField(max_length=3, default="", blank=True)  # a code of units.QUANTITY_UNITS
    is_limited = models.BooleanField(default=False)  # sold while there is some, not bought again
    manufactured_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)  # good until the end of this day
    custom = models.TextField(default="{}", db_default="{}")  # JSON of the company's own fields (customization)
    version = models.IntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True)
                | Q(manufactured_on__isnull=True)
                | Q(expires_on__gt=F("manufactured_on")),
                name="product_expires_after_it_was_made",
            ),
        ]


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


class SearchWord(models.Model):
    """A word that some SKU is found by, in lower case without accents."""

    word = models.CharField(primary_key=True, max_length=40)


class SearchGram(models.Model):
    """A trigram of a word that is found with a typing error too."""

    pk = models.CompositePrimaryKey("gram", "word")
    gram = models.CharField(max_length=3)
    word = models.CharField(max_length=40)


class SkuWord(models.Model):
    """A SKU has this word; `weight` says where: in its code, name, brand, barcode or description."""

    pk = models.CompositePrimaryKey("word", "sku")
    word = models.CharField(max_length=40)
    sku = models.ForeignKey("catalog.SKU", models.PROTECT, related_name="+", db_constraint=False)  # kept (ADR 7)
    weight = models.SmallIntegerField()


class ProductVersion(AppendOnly):
    """How a product stood, with its SKUs, packs and barcodes, from `at` until its next version."""

    product = models.ForeignKey("catalog.Product", models.PROTECT, related_name="+")
    version = models.IntegerField()
    at = models.DateTimeField()
    actor_id = models.BigIntegerField()
    state = models.TextField()  # JSON of a ProductState

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["product", "version"], name="productversion_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["product", "at"], name="productversion_at")]
