from __future__ import annotations

from typing import ClassVar

from django.db import models


class Figures(models.Model):
    """What is counted; `figures.Figures` says what each one means. Amounts are minor units."""

    orders_placed = models.BigIntegerField(default=0)
    orders_confirmed = models.BigIntegerField(default=0)
    orders_shipped = models.BigIntegerField(default=0)
    orders_cancelled = models.BigIntegerField(default=0)
    sales_reversed = models.BigIntegerField(default=0)
    counter_sales = models.BigIntegerField(default=0)
    ordered_minor = models.BigIntegerField(default=0)
    counter_minor = models.BigIntegerField(default=0)
    reversed_minor = models.BigIntegerField(default=0)
    shipped_units = models.BigIntegerField(default=0)  # base units
    shipped_grams = models.BigIntegerField(default=0)
    shipped_cost_minor = models.BigIntegerField(default=0)

    class Meta:
        abstract = True


class DayTotal(Figures):
    """What a business date brought a branch: always the sum of its shares. Written by count_documents only."""

    branch = models.ForeignKey("organization.Branch", models.PROTECT, related_name="+")
    business_date = models.DateField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["branch", "business_date"], name="daytotal_once")]
        indexes: ClassVar = [models.Index(fields=["business_date", "id"], name="daytotal_date")]


class DayShare(Figures):
    """What one document has been counted as on one day, so that counting it again counts only the difference."""

    subject = models.SmallIntegerField()  # figures.ORDER or figures.REVERSAL
    document_id = models.BigIntegerField()
    branch = models.ForeignKey(  # no constraint: every document would lock the same row (ADR 7)
        "organization.Branch", models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    business_date = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subject", "document_id", "business_date"], name="dayshare_once")
        ]
