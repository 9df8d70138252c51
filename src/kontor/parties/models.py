from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kontor.kernel.models import Kept
from kontor.parties.terms import ADDRESS_KINDS, PAYMENT_TERMS


class Channel(Kept):
    """Customer type: general, modern, e-commerce, horeca ... an editable list. Customers keep a retired one."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=80)
    is_active = models.BooleanField(default=True, db_default=True)
    version = models.IntegerField(default=1, db_default=1)


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


class TerritoryManager(models.Model):
    """Who answers for a territory, from one instant to another; a change ends the row and begins another."""

    territory = models.ForeignKey("parties.Area", models.PROTECT, related_name="+")
    name = models.CharField(max_length=160)
    born_on = models.DateField(null=True)
    joined_on = models.DateField(null=True)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["territory"], condition=Q(until_at__isnull=True), name="territorymanager_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(until_at__isnull=True) | Q(until_at__gte=F("from_at")), name="territorymanager_in_order"
            ),
        ]


class Shipper(models.Model):
    """Who carries goods to an area; what has none of its own is served by the one above it."""

    area = models.OneToOneField("parties.Area", models.PROTECT, related_name="+")
    name = models.CharField(max_length=160)
    phone = models.CharField(max_length=40)
    is_active = models.BooleanField(default=True)
    version = models.IntegerField(default=1)


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
    custom = models.TextField(default="{}", db_default="{}")  # JSON of the company's own fields (customization)
    erased_at = models.DateTimeField(null=True)  # who it was is forgotten since; the row stays for its documents
    version = models.IntegerField(default=1)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["name", "id"], name="customer_name")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(payment_terms__in=PAYMENT_TERMS), name="customer_payment_terms"),
            # Only where all three are known: two customers of one name without an area may well be two people.
            models.UniqueConstraint(fields=["name", "area", "channel"], name="customer_once_per_area_and_channel"),
        ]


class CustomerListing(models.Model):
    """A customer was delisted or relisted: when, by whom, why, and its whole row as it was before.

    Never changed but to erase who a person was, which is why it is no append-only table.
    """

    customer = models.ForeignKey("parties.Customer", models.PROTECT, related_name="+")
    is_active = models.BooleanField()  # what it became
    reason = models.CharField(max_length=240)
    row = models.TextField()  # JSON of the customer's row
    actor_id = models.BigIntegerField()
    at = models.DateTimeField()


class Address(models.Model):
    """Where a customer is billed or delivered to. A removed one stays for who named it; documents keep its text."""

    customer = models.ForeignKey("parties.Customer", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)
    label = models.CharField(max_length=80, default="", blank=True)
    line1 = models.CharField(max_length=120)
    line2 = models.CharField(max_length=120, default="", blank=True)
    city = models.CharField(max_length=80, default="", blank=True)
    area = models.ForeignKey("parties.Area", models.PROTECT, related_name="+", null=True)
    postal_code = models.CharField(max_length=20, default="", blank=True)
    phone = models.CharField(max_length=40, default="", blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    is_default = models.BooleanField(default=False)
    removed_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=ADDRESS_KINDS), name="address_kind"),
            models.UniqueConstraint(
                fields=["customer", "kind"], condition=Q(is_default=True), name="address_one_default_of_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(is_default=False) | Q(removed_at__isnull=True), name="address_default_is_there"
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
                name="address_on_earth",
            ),
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
