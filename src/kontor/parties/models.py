from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kontor.parties.terms import PAYMENT_TERMS


class Channel(models.Model):
    """Customer type: traditional trade, modern trade, horeca, export, own store ... an editable list."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=80)


class Area(models.Model):
    """A place customers are in: region, state, territory or city, each below the one before. Links follow a rename."""

    code = models.CharField(max_length=40, unique=True, null=True)  # noqa: DJ001  # null: only holds others
    name = models.CharField(max_length=80)
    level = models.CharField(max_length=10)
    parent = models.ForeignKey("parties.Area", models.PROTECT, related_name="+", null=True)
    version = models.IntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(level="region", parent__isnull=True)
                | Q(level__in=["state", "territory", "city"], parent__isnull=False),
                name="area_level_has_parent",
            ),
            models.CheckConstraint(condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="area_not_below_itself"),
            models.UniqueConstraint(fields=["parent", "name"], name="area_once_per_parent"),
            models.UniqueConstraint(fields=["name"], condition=Q(parent__isnull=True), name="area_once_at_the_top"),
        ]


class Customer(models.Model):
    """Who buys; a dealer is a customer type."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=160)
    channel = models.ForeignKey("parties.Channel", models.PROTECT, related_name="+", null=True)
    country = models.CharField(max_length=80, default="", blank=True)
    address = models.CharField(max_length=240, default="", blank=True)
    phone = models.CharField(max_length=40, default="", blank=True)
    email = models.CharField(max_length=120, default="", blank=True)
    tax_pin = models.CharField(max_length=40, default="", blank=True)
    is_active = models.BooleanField(default=True)
    registered_on = models.DateField(null=True)
    area = models.ForeignKey("parties.Area", models.PROTECT, related_name="+", null=True)
    payment_terms = models.CharField(max_length=20, default="immediate", db_default="immediate")
    version = models.IntegerField(default=1)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["name", "id"], name="customer_name")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(payment_terms__in=PAYMENT_TERMS), name="customer_payment_terms")
        ]


class Supplier(models.Model):
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=160)
    address = models.CharField(max_length=240, default="", blank=True)
    phone = models.CharField(max_length=40, default="", blank=True)
    email = models.CharField(max_length=120, default="", blank=True)
    tax_pin = models.CharField(max_length=40, default="", blank=True)
    is_active = models.BooleanField(default=True)
    payment_terms = models.CharField(max_length=20, default="immediate", db_default="immediate")
    opening_balance_minor = models.BigIntegerField(null=True)  # owed to the supplier when the books began here
    opening_balance_currency = models.CharField(max_length=3, default="", db_default="", blank=True)
    opening_balance_on = models.DateField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(payment_terms__in=PAYMENT_TERMS), name="supplier_payment_terms"),
            models.CheckConstraint(
                condition=Q(opening_balance_minor__isnull=True, opening_balance_on__isnull=True)
                & Q(opening_balance_currency="")
                | Q(opening_balance_minor__isnull=False, opening_balance_on__isnull=False)
                & ~Q(opening_balance_currency=""),
                name="supplier_opening_balance_whole",
            ),
        ]
