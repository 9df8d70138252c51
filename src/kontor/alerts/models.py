from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Alert(models.Model):
    """A condition that a person should know of. At most one is open per kind and subject; the text is kept for ever."""

    kind = models.CharField(max_length=40)  # low_stock, oversold ...
    subject_kind = models.CharField(max_length=40)
    subject_key = models.CharField(max_length=80)
    branch_id = models.BigIntegerField()  # who may see it
    text = models.TextField()
    opened_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    resolver = models.CharField(max_length=80, default="", blank=True)  # "system" or a user's name

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "subject_kind", "subject_key"],
                condition=Q(resolved_at__isnull=True),
                name="alert_one_open_per_subject",
            )
        ]
