from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class ImportRun(models.Model):
    """One file being written, or written. While it is not finished the same file continues it.

    Its number is part of the idempotency key of each of its batches.
    """

    kind = models.CharField(max_length=20)
    file_name = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)  # of the kind, the file, the options and who sent it
    token = models.CharField(max_length=300, default="", blank=True)  # a call's: "<client id>:<Idempotency-Key>"
    actor_id = models.BigIntegerField()
    actor_name = models.CharField(max_length=150)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    report = models.TextField(default="", blank=True)  # JSON; empty while it runs and where it was given up

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["fingerprint"], condition=Q(finished_at__isnull=True), name="importrun_one_unfinished"
            ),
            models.UniqueConstraint(fields=["token"], condition=~Q(token=""), name="importrun_once_per_token"),
        ]


class Upload(models.Model):
    """A file sent on the page, kept while somebody looks at its verdicts; a day at most."""

    kind = models.CharField(max_length=20)
    file_name = models.CharField(max_length=200)
    content = models.BinaryField()
    options = models.TextField()  # JSON of ImportOptions
    report = models.TextField()  # JSON of ImportReport: the last dry run, or what was written
    actor_id = models.BigIntegerField()
    uploaded_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["uploaded_at"], name="upload_by_age")]
