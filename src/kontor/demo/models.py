from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class ReplaySkip(models.Model):
    """A document of a replayed file that Kontor holds no document of, and why."""

    source = models.CharField(max_length=40)
    reference = models.CharField(max_length=80)
    reason = models.CharField(max_length=200)
    rows = models.IntegerField()
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "reference"], name="replayskip_once"),
            models.CheckConstraint(condition=Q(rows__gt=0), name="replayskip_rows_positive"),
        ]


class ReplayOpening(models.Model):
    """The receipt a replay began a SKU's stock with: once, however often the replay is started."""

    source = models.CharField(max_length=40)
    sku = models.ForeignKey("catalog.SKU", models.PROTECT, related_name="+")
    posting = models.ForeignKey("inventory.StockPosting", models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "sku"], name="replayopening_once")]
