from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kontor.kernel.models import AppendOnly, Kept


class Lifecycle(models.TextChoices):
    DRAFT = "draft", "draft"
    SUBMITTED = "submitted", "submitted"
    CONFIRMED = "confirmed", "confirmed"
    CLOSED = "closed", "closed"
    CANCELLED = "cancelled", "cancelled"


class Hold(models.TextChoices):
    NONE = "", "none"
    OUT_OF_STOCK = "oos", "out of stock"
    CREDIT = "credit", "credit"
    OVERSOLD = "oversold", "oversold"


class DeductAt(models.TextChoices):
    PLACE = "place", "when the order is placed"
    CONFIRM = "confirm", "when the order is confirmed"
    BILL = "bill", "when the order is billed"
    SHIP = "ship", "reserved when confirmed, issued when shipped"


class WhenShort(models.TextChoices):
    REFUSE = "refuse", "refuse the order"
    HOLD = "hold", "hold the order"
    BACKORDER = "backorder", "reserve what is there, the rest follows"


class SalesPolicy(models.Model):
    """When stock leaves, and what the desk does when it is short."""

    business = models.OneToOneField("organization.Business", models.PROTECT, related_name="+", primary_key=True)
    deduct_at = models.CharField(max_length=8, choices=DeductAt.choices, default=DeductAt.SHIP)
    desk_when_short = models.CharField(max_length=10, choices=WhenShort.choices, default=WhenShort.HOLD)
    version = models.IntegerField(default=1)


class SalesOrder(Kept):
    """What a customer wants. Lifecycle and hold are axes of their own; fulfillment is derived from the lines."""

    number = models.CharField(max_length=40)
    # Every index costs each order its share; those below are what lists and lookups need.
    # Where many orders point to one row, there is no constraint: each would lock that row (ADR 7).
    branch = models.ForeignKey(
        "organization.Branch", models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    location = models.ForeignKey(  # distribution center
        "inventory.Location", models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    customer = models.ForeignKey("parties.Customer", models.PROTECT, related_name="+", null=True, db_index=False)
    # The FMCG header
    channel = models.ForeignKey(
        "parties.Channel", models.PROTECT, related_name="+", null=True, db_index=False, db_constraint=False
    )
    route = models.CharField(max_length=40, default="", blank=True)
    priority = models.SmallIntegerField(default=2)  # P1 first, P3 last
    sales_rep = models.ForeignKey("access.User", models.PROTECT, related_name="+", null=True, db_index=False)
    area_sales_manager = models.ForeignKey("access.User", models.PROTECT, related_name="+", null=True, db_index=False)
    order_mix = models.CharField(max_length=10, default="", blank=True)  # fresh | dynamic
    location_capacity = models.IntegerField(null=True)  # what the receiving location can take, base units
    wanted_on = models.DateField(null=True)
    custom = models.TextField(default="{}", db_default="{}")  # JSON of the company's own fields (customization)
    # Axes
    lifecycle = models.CharField(max_length=10, choices=Lifecycle.choices)
    hold = models.CharField(max_length=10, choices=Hold.choices, default=Hold.NONE, blank=True)
    hold_reason = models.TextField(default="", blank=True)
    fulfillment = models.CharField(max_length=6, default="none")  # none | partly | full
    deduct_at = models.CharField(max_length=8, choices=DeductAt.choices)  # frozen when placed
    # Money, minor units of the business's currency
    currency = models.CharField(max_length=3)
    is_tax_inclusive = models.BooleanField()
    discount_minor = models.BigIntegerField(default=0)  # on the whole document, spread over the lines
    net_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()
    total_minor = models.BigIntegerField()
    # Where it came from and when
    source = models.CharField(max_length=40, default="", blank=True)
    external_reference = models.CharField(max_length=80, default="", blank=True)
    ordered_at = models.DateTimeField()
    business_date = models.DateField()
    recorded_at = models.DateTimeField()
    placed_by = models.BigIntegerField()
    confirmed_at = models.DateTimeField(null=True)
    billed_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)
    # Derived like fulfillment: confirmed, and its stocked lines are not all reserved or gone.
    is_backordered = models.BooleanField(default=False, db_default=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["branch", "-id"], name="order_branch"),
            # Orders of some days are summed up without walking past all the others of their branch.
            models.Index(fields=["branch", "business_date"], name="order_branch_date"),
            models.Index(fields=["customer", "-id"], name="order_customer"),
            models.Index(fields=["sales_rep", "-id"], name="order_sales_rep", condition=Q(sales_rep__isnull=False)),
            models.Index(fields=["hold", "id"], name="order_held", condition=~Q(hold="")),
            # Finished orders pile up for ever; what waits must be found without walking past them.
            models.Index(
                fields=["lifecycle", "id"],
                name="order_open",
                condition=Q(lifecycle__in=["draft", "submitted", "confirmed"]),
            ),
            # Few of the open orders wait for goods; every page counts them.
            models.Index(fields=["branch", "id"], name="order_backordered", condition=Q(is_backordered=True)),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["number"], name="order_number_once"),
            models.UniqueConstraint(
                fields=["source", "external_reference"], condition=~Q(external_reference=""), name="order_external_once"
            ),
            models.CheckConstraint(
                condition=Q(total_minor=F("net_minor") + F("tax_minor")), name="order_total_adds_up"
            ),
            models.CheckConstraint(condition=Q(priority__gte=1, priority__lte=3), name="order_priority"),
        ]


class OrderLine(models.Model):
    """One line; unit, factor and (from confirm on) price are frozen. What is open stands here.

    No constraint looks every line's order and SKU up again (ADR 7): both are Kept, and `verify` proves the keys.
    """

    # Found by the unique index over (order, position); nobody looks for the lines of a SKU.
    order = models.ForeignKey("sales.SalesOrder", models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    position = models.IntegerField()
    sku = models.ForeignKey("catalog.SKU", models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    pack_code = models.CharField(max_length=20)
    pack_factor = models.BigIntegerField()
    is_stocked = models.BooleanField()
    is_free = models.BooleanField(default=False)
    quantity_base = models.BigIntegerField()
    list_price_micros = models.BigIntegerField()  # of one pack, as the price list said
    unit_price_micros = models.BigIntegerField()  # of one pack, as sold
    discount_bp = models.IntegerField(default=0)
    tax_rate_bp = models.IntegerField()
    discount_minor = models.BigIntegerField(default=0)  # line discount and share of the document's
    net_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()
    reserved_base = models.BigIntegerField(default=0)
    issued_base = models.BigIntegerField(default=0)  # left the stock (which policy place, confirm and bill do early)
    shipped_base = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "position"], name="orderline_position_once"),
            models.CheckConstraint(condition=Q(quantity_base__gt=0), name="orderline_quantity_positive"),
            models.CheckConstraint(
                condition=Q(reserved_base__gte=0, quantity_base__gte=F("reserved_base") + F("issued_base")),
                name="orderline_reserved_in_range",
            ),
            models.CheckConstraint(
                condition=Q(shipped_base__gte=0, issued_base__gte=0, quantity_base__gte=F("shipped_base")),
                name="orderline_shipped_in_range",
            ),
        ]


class OrderPosting(AppendOnly):
    """The order's key to the stock facts it caused."""

    order = models.ForeignKey("sales.SalesOrder", models.PROTECT, related_name="+", db_constraint=False)
    posting = models.ForeignKey("inventory.StockPosting", models.PROTECT, related_name="+", db_constraint=False)
    kind = models.CharField(max_length=10)  # reserve | release | issue | return


class SalesReversal(AppendOnly):
    """A reversal document: brings goods back and keeps its amount. Money is credited where receivables are kept."""

    number = models.CharField(max_length=40, unique=True)
    branch = models.ForeignKey("organization.Branch", models.PROTECT, related_name="+")
    location = models.ForeignKey("inventory.Location", models.PROTECT, related_name="+")
    customer = models.ForeignKey("parties.Customer", models.PROTECT, related_name="+", null=True)
    order = models.ForeignKey("sales.SalesOrder", models.PROTECT, related_name="+", null=True)
    posting = models.ForeignKey("inventory.StockPosting", models.PROTECT, related_name="+", null=True)
    reason = models.CharField(max_length=200)
    currency = models.CharField(max_length=3)
    net_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()
    total_minor = models.BigIntegerField()
    source = models.CharField(max_length=40, default="", blank=True)
    external_reference = models.CharField(max_length=80, default="", blank=True)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    business_date = models.DateField()
    actor_id = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source", "external_reference"],
                condition=~Q(external_reference=""),
                name="reversal_external_once",
            ),
            models.CheckConstraint(
                condition=Q(total_minor=F("net_minor") + F("tax_minor")), name="reversal_total_adds_up"
            ),
        ]


class SalesReversalLine(AppendOnly):
    reversal = models.ForeignKey("sales.SalesReversal", models.PROTECT, related_name="+")
    order_line = models.ForeignKey("sales.OrderLine", models.PROTECT, related_name="+", null=True)
    position = models.IntegerField()
    sku = models.ForeignKey("catalog.SKU", models.PROTECT, related_name="+")
    is_stocked = models.BooleanField()
    quantity_base = models.BigIntegerField()  # what comes back, positive
    unit_price_micros = models.BigIntegerField()
    net_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reversal", "position"], name="reversalline_position_once"),
            models.CheckConstraint(condition=Q(quantity_base__gt=0), name="reversalline_quantity_positive"),
        ]
