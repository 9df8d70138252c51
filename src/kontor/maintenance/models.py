from __future__ import annotations

from typing import ClassVar

from django.db import models


class VerifyRun(models.Model):
    """One proof of the books and how it ended."""

    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()
    differences = models.IntegerField()
    compared = models.JSONField(default=dict)  # what was looked at -> how many rows
    first_difference = models.TextField(default="", blank=True)


class BackupRun(models.Model):
    """One attempt at a night's backup and how it ended. Two workers cannot make the same attempt."""

    night = models.DateTimeField()  # the moment it was due
    attempt = models.IntegerField()
    started_at = models.DateTimeField()
    heard_at = models.DateTimeField()  # the last sign of life of whoever works on it
    finished_at = models.DateTimeField(null=True)
    path = models.TextField(default="", blank=True)
    size_bytes = models.BigIntegerField(default=0)
    error = models.TextField(default="", blank=True)  # why there is no backup
    finding = models.TextField(default="", blank=True)  # there is one, but its books are not as they should be

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["night", "attempt"], name="backuprun_once")]
