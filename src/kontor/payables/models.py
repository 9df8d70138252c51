from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kontor.kernel.models import AppendOnly, Kept
from kontor.payables.kinds import KINDS


class SupplierAccount(Kept):
    """What the entries of a supplier add up to, in its one currency; made with its first entry.

    What is owed is this and the opening balance that stands on the supplier itself, so that a correction there is felt
    here at once.
    """

    supplier = models.OneToOneField("parties.Supplier", models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    posted_minor = models.BigIntegerField(default=0)  # always the sum of its entries


class SupplierEntry(AppendOnly):
    """A document of the supplier's account. `amount_minor` is what it adds to what is owed: payments are negative.

    A mistake is taken back by an entry of the same kind with the opposite amount, once.
    """

    account = models.ForeignKey("payables.SupplierAccount", models.PROTECT, related_name="+", db_index=False)
    branch = models.ForeignKey("organization.Branch", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)
    reference = models.CharField(max_length=60, default="", blank=True)  # the number on the supplier's document
    issue = models.IntegerField(default=1)  # the second time only after the first was reversed, and so on
    amount_minor = models.BigIntegerField()
    advance_minor = models.BigIntegerField(default=0)  # of a bill: due on its own day already
    business_date = models.DateField()
    due_on = models.DateField()  # what is not advance
    note = models.CharField(max_length=200, default="", blank=True)
    reverses = models.OneToOneField("self", models.PROTECT, related_name="+", null=True)
    actor_id = models.BigIntegerField()
    recorded_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["account", "business_date", "id"], name="supplierentry_by_day")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "kind", "reference", "issue"],
                condition=Q(reverses__isnull=True) & ~Q(reference=""),
                name="supplierentry_document_once",
            ),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="supplierentry_kind"),
            models.CheckConstraint(
                condition=Q(kind="bill", reverses__isnull=True, amount_minor__gt=0)
                | Q(kind__in=["payment", "credit"], reverses__isnull=True, amount_minor__lt=0)
                | Q(kind="bill", reverses__isnull=False, amount_minor__lt=0)
                | Q(kind__in=["payment", "credit"], reverses__isnull=False, amount_minor__gt=0)
                | Q(kind="adjustment") & ~Q(amount_minor=0),
                name="supplierentry_sign",
            ),
            models.CheckConstraint(
                condition=Q(advance_minor=0)
                | Q(advance_minor__gt=0, advance_minor__lte=F("amount_minor"), kind="bill"),
                name="supplierentry_advance",
            ),
            models.CheckConstraint(condition=Q(due_on__gte=F("business_date")), name="supplierentry_due_after"),
            models.CheckConstraint(
                condition=(~Q(kind="adjustment") & Q(reverses__isnull=True)) | ~Q(note=""),
                name="supplierentry_says_why",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["payment", "adjustment"]) | ~Q(reference=""), name="supplierentry_reference"
            ),
        ]
