from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q

from kontor.kernel.models import AppendOnly


class Role(models.Model):
    """A named set of rights. The shipped ten are as `access.roles` says; a company adds its own beside them."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    rights = models.JSONField(default=list)
    is_shipped = models.BooleanField(default=False)
    version = models.IntegerField(default=1)


class User(AbstractUser):
    """A person or a till that signs in. Personal data sits here, never in a ledger."""

    role = models.ForeignKey("access.Role", models.PROTECT, related_name="+", null=True)
    version = models.IntegerField(default=1)


class PasswordReset(models.Model):
    """A token somebody was given to set a new password; one per user, gone once it is used."""

    user = models.OneToOneField("access.User", models.PROTECT, related_name="+", primary_key=True)
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()


class ApiKey(models.Model):
    """A secret that acts as its user, narrowed to `scopes` (empty: all of the user's rights)."""

    user = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12, unique=True)
    secret_hash = models.CharField(max_length=64)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)


class AuditRecord(AppendOnly):
    """Who did what to which document, with the difference it made."""

    at = models.DateTimeField()
    actor_id = models.BigIntegerField()
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=80)  # "sales.order:42"
    diff = models.TextField()  # JSON object: field -> [old, new]
    request_id = models.CharField(max_length=40, default="")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["subject", "id"], name="audit_subject")]


class SignInTries(models.Model):
    """How often sign-in was tried lately, per account and per address. Counted before the password is looked at."""

    subject = models.CharField(primary_key=True, max_length=64)  # a keyed hash: what people type may be a password
    tries = models.IntegerField()
    last_try_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(tries__gte=0), name="signintries_positive")]
