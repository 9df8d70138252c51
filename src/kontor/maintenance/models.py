from __future__ import annotations

from django.db import models


class VerifyRun(models.Model):
    """One proof of the books and how it ended."""

    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()
    differences = models.IntegerField()
    compared = models.JSONField(default=dict)  # what was looked at -> how many rows
    first_difference = models.TextField(default="", blank=True)
