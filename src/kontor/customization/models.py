from __future__ import annotations

from typing import ClassVar

from django.db import models

from kontor.kernel.models import AppendOnly


class CustomSchema(AppendOnly):
    """Which fields of their own documents of a kind carry, from this version on until the next."""

    kind = models.CharField(max_length=40)
    version = models.IntegerField()
    schema = models.TextField()  # JSON Schema, as schema_rules keeps it
    note = models.CharField(max_length=200, default="", blank=True)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "version"], name="customschema_version_once"),
            models.CheckConstraint(condition=models.Q(version__gte=1), name="customschema_version_positive"),
        ]
