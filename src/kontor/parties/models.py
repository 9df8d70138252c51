from __future__ import annotations

from typing import ClassVar

from django.db import models


class Channel(models.Model):
    """Customer type: traditional trade, modern trade, horeca, export, own store ... an editable list."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=80)


class Customer(models.Model):
    """Who buys; a dealer is a customer type."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=160)
    channel = models.ForeignKey("parties.Channel", models.PROTECT, related_name="+", null=True)
    country = models.CharField(max_length=80, default="", blank=True)
    address = models.CharField(max_length=240, default="", blank=True)
    phone = models.CharField(max_length=40, default="", blank=True)
    email = models.CharField(max_length=120, default="", blank=True)
    tax_pin = models.CharField(max_length=40, default="", blank=True)
    is_active = models.BooleanField(default=True)
    registered_on = models.DateField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["name", "id"], name="customer_name")]


class Supplier(models.Model):
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=160)
    address = models.CharField(max_length=240, default="", blank=True)
    phone = models.CharField(max_length=40, default="", blank=True)
    email = models.CharField(max_length=120, default="", blank=True)
    tax_pin = models.CharField(max_length=40, default="", blank=True)
    is_active = models.BooleanField(default=True)
    version = models.IntegerField(default=1)
