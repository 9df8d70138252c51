from __future__ import annotations

import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q

from kontor.kernel.models import Kept


class Business(models.Model):
    """A legal entity. One currency per business."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=120)
    currency = models.CharField(max_length=3)
    tax_pin = models.CharField(max_length=40, default="", blank=True)
    address = models.CharField(max_length=240, default="", blank=True)
    phone = models.CharField(max_length=40, default="", blank=True)
    email = models.CharField(max_length=120, default="", blank=True)
    owner = models.ForeignKey("access.User", models.PROTECT, related_name="+", null=True)
    version = models.IntegerField(default=1)


class Branch(Kept):
    """A depot or shop. Its time zone and cut-over decide the business date of what happens there."""

    business = models.ForeignKey("organization.Business", models.PROTECT, related_name="+")
    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=120)
    time_zone = models.CharField(max_length=60, default="UTC")
    day_starts_at = models.TimeField(default=datetime.time(0, 0))
    closed_through_on = models.DateField(null=True)  # desk postings dated up to here are refused
    is_active = models.BooleanField(default=True)
    version = models.IntegerField(default=1)


class Employment(models.Model):
    """Which user belongs to which branch; rows are seen through these."""

    user = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    branch = models.ForeignKey("organization.Branch", models.PROTECT, related_name="+")
    department = models.CharField(max_length=80, default="", blank=True)
    phone = models.CharField(max_length=40, default="", blank=True)
    ended_on = models.DateField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "branch"], condition=Q(ended_on__isnull=True), name="employment_once"
            )
        ]
