from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class VerifyRun(models.Model):
    """One proof of the books: what was compared, and how many differences there were."""

    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()
    differences = models.IntegerField()
    compared = models.JSONField()  # {"levels": 4070, "movements": 1600000, ...}
    first_difference = models.TextField(default="", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(differences__gte=0), name="verifyrun_differences_counted"),
            models.CheckConstraint(condition=Q(finished_at__gte=F("started_at")), name="verifyrun_ends_after_start"),
        ]
