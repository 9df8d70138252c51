from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kontor.kernel.models import AppendOnly, Kept


class LocationKind(models.TextChoices):
    WAREHOUSE = "warehouse", "warehouse"
    SHOP = "shop", "shop"
    BIN = "bin", "bin"
    VAN = "van", "van"
    IN_TRANSIT = "in_transit", "in transit"
    QUARANTINE = "quarantine", "quarantine"


class ShortagePolicy(models.TextChoices):
    REFUSE = "refuse", "refuse what is not there"
    ACCEPT = "accept", "accept and flag (the sale has happened)"


class Location(Kept):
    """Where stock is kept."""

    branch = models.ForeignKey("organization.Branch", models.PROTECT, related_name="+")
    parent = models.ForeignKey("self", models.PROTECT, related_name="+", null=True)
    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=LocationKind.choices, default=LocationKind.WAREHOUSE)
    shortage_policy = models.CharField(max_length=8, choices=ShortagePolicy.choices, default=ShortagePolicy.REFUSE)
    is_active = models.BooleanField(default=True)
    version = models.IntegerField(default=1)


class LocationArea(models.Model):
    """An area whose customers a location takes orders of; what lies beneath it is served too."""

    location = models.ForeignKey("inventory.Location", models.PROTECT, related_name="+", db_index=False)
    area = models.ForeignKey("parties.Area", models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["location", "area"], name="locationarea_once")]


class StockLevel(Kept):
    """The balance of one SKU at one location: always the sums of its movements. Written by post_stock only."""

    location = models.ForeignKey("inventory.Location", models.PROTECT, related_name="+")
    sku = models.ForeignKey("catalog.SKU", models.PROTECT, related_name="+", db_index=False)
    on_hand = models.BigIntegerField(default=0)
    reserved = models.BigIntegerField(default=0)
    floor = models.BigIntegerField(default=0)  # 0, or as deep as a fact has driven the availability
    average_cost_micros = models.BigIntegerField(default=0)
    value_micros = models.BigIntegerField(default=0)
    reorder_point = models.BigIntegerField(null=True)
    reorder_quantity = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sku", "location"], name="stocklevel_once"),
            models.CheckConstraint(condition=Q(on_hand__gte=F("floor") + F("reserved")), name="stocklevel_floor"),
            models.CheckConstraint(condition=Q(reserved__gte=0), name="stocklevel_reserved"),
            models.CheckConstraint(condition=Q(floor__lte=0), name="stocklevel_floor_sign"),
        ]


class Lot(Kept):
    """A batch with its expiry. Movements may name one; lot balances come with lot tracking."""

    sku = models.ForeignKey("catalog.SKU", models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    expires_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["sku", "code"], name="lot_code_once_per_sku")]


class PostingKind(models.TextChoices):
    OPENING = "opening", "opening stock"
    RECEIPT = "receipt", "receipt"
    RESERVATION = "reservation", "reservation"
    RELEASE = "release", "release of a reservation"
    ISSUE = "issue", "issue"
    TRANSFER = "transfer", "transfer"
    ADJUSTMENT = "adjustment", "adjustment"
    RETURN = "return", "return"
    DISPOSAL = "disposal", "disposal"


class StockPosting(AppendOnly):
    """One document in the stock journal; its lines are movements."""

    kind = models.CharField(max_length=12, choices=PostingKind.choices)
    branch = models.ForeignKey(  # no constraint: every posting would lock the same row (ADR 7)
        "organization.Branch", models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    reference = models.CharField(max_length=60, default="", blank=True)  # the document's number, for people
    reason = models.CharField(max_length=200, default="", blank=True)
    occurred_at = models.DateTimeField()  # when it happened
    recorded_at = models.DateTimeField()  # when Kontor learned of it
    business_date = models.DateField()
    actor_id = models.BigIntegerField()
    reverses = models.ForeignKey("self", models.PROTECT, related_name="+", null=True, db_index=False)
    is_oversold = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["branch", "business_date", "id"], name="posting_branch_date"),
            models.Index(fields=["reference"], name="posting_reference"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["reverses"], condition=Q(reverses__isnull=False), name="posting_reversed_once"
            )
        ]


class StockMovement(AppendOnly):
    """A line of the journal. Deltas are base units; value is on_hand_delta at unit cost, or a cost variance.

    No constraint looks every line's posting, level and lot up again (ADR 7): none can be removed, `verify` proves them.
    """

    posting = models.ForeignKey("inventory.StockPosting", models.PROTECT, related_name="+", db_constraint=False)
    level = models.ForeignKey(
        "inventory.StockLevel", models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    lot = models.ForeignKey(
        "inventory.Lot", models.PROTECT, related_name="+", null=True, db_index=False, db_constraint=False
    )
    reason_code = models.SmallIntegerField(default=0)  # 1-6 in, 11-16 out, 0 nothing moved
    on_hand_delta = models.BigIntegerField(default=0)
    reserved_delta = models.BigIntegerField(default=0)
    unit_cost_micros = models.BigIntegerField(default=0)
    value_delta_micros = models.BigIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["level", "id"], name="movement_level")]


class AdjustmentState(models.TextChoices):
    DRAFT = "draft", "waits for approval"
    POSTED = "posted", "posted"
    REJECTED = "rejected", "rejected"


class StockAdjustment(models.Model):
    """A correction by hand. The note is mandatory; over the threshold it moves nothing until somebody else approves."""

    number = models.CharField(max_length=40, unique=True)
    location = models.ForeignKey("inventory.Location", models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=AdjustmentState.choices)
    note = models.CharField(max_length=200)
    source = models.CharField(max_length=40, default="", blank=True)
    external_reference = models.CharField(max_length=80, default="", blank=True)
    occurred_at = models.DateTimeField()
    created_at = models.DateTimeField()
    created_by = models.BigIntegerField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)
    decision_note = models.CharField(max_length=200, default="", blank=True)
    posting = models.ForeignKey("inventory.StockPosting", models.PROTECT, related_name="+", null=True)
    version = models.IntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(note=""), name="adjustment_note_given"),
            models.UniqueConstraint(
                fields=["source", "external_reference"],
                condition=~Q(external_reference=""),
                name="adjustment_external_once",
            ),
        ]


class StockAdjustmentLine(models.Model):
    """What was there and what should be there: old and new on_hand, as seen when it was posted."""

    adjustment = models.ForeignKey("inventory.StockAdjustment", models.PROTECT, related_name="+")
    sku = models.ForeignKey("catalog.SKU", models.PROTECT, related_name="+")
    position = models.IntegerField()
    quantity_delta_base = models.BigIntegerField()
    reason = models.CharField(max_length=200, default="", blank=True)
    old_on_hand = models.BigIntegerField(null=True)
    new_on_hand = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["adjustment", "position"], name="adjustmentline_position_once")
        ]


class AdjustmentPolicy(models.Model):
    """From which size an adjustment needs a second person. Null: no limit of that sort."""

    business = models.OneToOneField("organization.Business", models.PROTECT, related_name="+", primary_key=True)
    approval_quantity_base = models.BigIntegerField(null=True)
    approval_value_minor = models.BigIntegerField(null=True)
    version = models.IntegerField(default=1, db_default=1)


class TransferState(models.TextChoices):
    IN_TRANSIT = "in_transit", "in transit"
    RECEIVED = "received", "received"


class Transfer(models.Model):
    """Goods on their way from one location to another, by way of an in-transit location."""

    number = models.CharField(max_length=40, unique=True)
    from_location = models.ForeignKey("inventory.Location", models.PROTECT, related_name="+")
    to_location = models.ForeignKey("inventory.Location", models.PROTECT, related_name="+")
    transit_location = models.ForeignKey("inventory.Location", models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=TransferState.choices)
    note = models.CharField(max_length=200, default="", blank=True)
    sent_at = models.DateTimeField()
    sent_by = models.BigIntegerField()
    received_at = models.DateTimeField(null=True)  # when the last of it arrived or was written off
    received_by = models.BigIntegerField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(from_location=F("to_location")), name="transfer_goes_elsewhere")
        ]


class TransferLine(models.Model):
    """What was sent at which cost, and what has become of it; the rest is still in transit."""

    transfer = models.ForeignKey("inventory.Transfer", models.PROTECT, related_name="+")
    sku = models.ForeignKey("catalog.SKU", models.PROTECT, related_name="+")
    position = models.IntegerField()
    quantity_base = models.BigIntegerField()
    unit_cost_micros = models.BigIntegerField(default=0)
    received_base = models.BigIntegerField(default=0)
    written_off_base = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["transfer", "position"], name="transferline_position_once"),
            models.CheckConstraint(condition=Q(quantity_base__gt=0), name="transferline_quantity_positive"),
            models.CheckConstraint(
                condition=Q(
                    received_base__gte=0,
                    written_off_base__gte=0,
                    quantity_base__gte=F("received_base") + F("written_off_base"),
                ),
                name="transferline_arrives_once",
            ),
        ]


class TransferStep(models.TextChoices):
    SEND = "send", "sent"
    RECEIVE = "receive", "received"
    WRITE_OFF = "write_off", "written off"


class TransferPosting(models.Model):
    """Which stock postings a transfer made."""

    transfer = models.ForeignKey("inventory.Transfer", models.PROTECT, related_name="+")
    posting = models.OneToOneField("inventory.StockPosting", models.PROTECT, related_name="+")
    step = models.CharField(max_length=9, choices=TransferStep.choices)
