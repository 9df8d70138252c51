from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kontor.kernel.models import AppendOnly


class ListKind(models.TextChoices):
    SALE = "sale", "what customers pay"
    PURCHASE = "purchase", "what goods cost to buy"


class PriceList(models.Model):
    """Prices of one business, in its currency. `is_tax_inclusive` says whether its prices contain the tax.

    A list of purchase prices is nobody's to buy from. One made for a `customer` holds what was agreed with that one.
    """

    business = models.ForeignKey("organization.Business", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=ListKind.choices, default=ListKind.SALE, db_default=ListKind.SALE)
    customer = models.ForeignKey("parties.Customer", models.PROTECT, related_name="+", null=True)
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)  # its last day
    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=80)
    is_tax_inclusive = models.BooleanField(default=False)
    is_default = models.BooleanField(default=False)
    is_wide = models.BooleanField(default=False, db_default=False)  # of a default list: see `queries.sku_terms`
    version = models.IntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["business"], condition=Q(is_default=True), name="pricelist_one_default"),
            models.UniqueConstraint(fields=["business"], condition=Q(kind="purchase"), name="pricelist_one_purchase"),
            models.CheckConstraint(
                condition=Q(is_default=False, kind="sale")
                | Q(customer__isnull=True, valid_from__isnull=True, valid_until__isnull=True),
                name="pricelist_default_always_holds",
            ),
            models.CheckConstraint(condition=Q(is_default=False) | Q(kind="sale"), name="pricelist_default_sells"),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_until__gte=F("valid_from")),
                name="pricelist_ends_last",
            ),
        ]


class Price(models.Model):
    """What one `pack` costs from `valid_from` until `valid_until`, or until a later row of the same tier begins.

    A row with `from_quantity_base` holds for lines of that many base units and more; 0: whatever the quantity.
    """

    price_list = models.ForeignKey("pricing.PriceList", models.PROTECT, related_name="+")
    pack = models.ForeignKey("catalog.Pack", models.PROTECT, related_name="+")
    from_quantity_base = models.BigIntegerField(default=0, db_default=0)
    unit_price_micros = models.BigIntegerField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)  # its last day; null: until the next one begins

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["pack", "price_list", "from_quantity_base", "valid_from"], name="price_once_per_tier_and_day"
            ),
            models.CheckConstraint(condition=Q(unit_price_micros__gte=0), name="price_not_negative"),
            models.CheckConstraint(condition=Q(from_quantity_base__gte=0), name="price_tier_not_negative"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")), name="price_ends_last"
            ),
        ]


class PriceRecord(AppendOnly):
    """What was said of a price, and when: the last row of a key recorded until an instant is what was known then."""

    price_list = models.ForeignKey("pricing.PriceList", models.PROTECT, related_name="+", db_index=False)
    pack = models.ForeignKey("catalog.Pack", models.PROTECT, related_name="+", db_index=False)
    from_quantity_base = models.BigIntegerField()
    unit_price_micros = models.BigIntegerField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    actor_id = models.BigIntegerField()
    reason = models.CharField(max_length=200, default="", blank=True)  # why it may be below the purchase price

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["pack", "price_list", "from_quantity_base", "valid_from", "id"], name="pricerecord_key"
            )
        ]


class CustomerPriceList(models.Model):
    """The list a customer is given; without one, its channel's, else the business's default."""

    customer = models.OneToOneField("parties.Customer", models.PROTECT, related_name="+", primary_key=True)
    price_list = models.ForeignKey("pricing.PriceList", models.PROTECT, related_name="+", null=True)
    version = models.IntegerField(default=1, db_default=1)


class ChannelPriceList(models.Model):
    """The list of a business that customers of a channel are given who have none of their own."""

    channel = models.ForeignKey("parties.Channel", models.PROTECT, related_name="+", db_index=False)
    business = models.ForeignKey("organization.Business", models.PROTECT, related_name="+", db_index=False)
    price_list = models.ForeignKey("pricing.PriceList", models.PROTECT, related_name="+", null=True)
    version = models.IntegerField(default=1, db_default=1)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["channel", "business"], name="channelpricelist_once")]


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
