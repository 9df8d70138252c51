from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from kontor.kernel.models import Kept


class Register(Kept):
    """A till. It sells what lies at its location, for that location's branch; it stays in that branch."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=80)
    location = models.ForeignKey("inventory.Location", models.PROTECT, related_name="+")
    price_list = models.ForeignKey("pricing.PriceList", models.PROTECT, related_name="+", null=True)
    is_active = models.BooleanField(default=True)
    version = models.IntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(code="") & ~Q(name=""), name="register_is_named"),
        ]
