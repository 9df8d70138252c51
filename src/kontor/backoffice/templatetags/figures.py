"""How figures and times are written on a page."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format

from kontor.kernel.money import decimal_from_minor

register = template.Library()

HOLDS = {"oos": "short", "credit": "credit", "oversold": "oversold", "": "backorder"}


@register.filter
def money(amount_minor: int, currency: str) -> str:
    """1234567 GBP as "GBP 12,345.67", with a real minus."""
    text = decimal_from_minor(abs(amount_minor), currency)
    whole, point, rest = text.partition(".")
    sign = "\u2212" if amount_minor < 0 else ""
    return f"{currency}\u00a0{sign}{int(whole):,}{point}{rest}"


@register.filter
def count(number: int) -> str:
    """1234567 as "1,234,567"."""
    return f"{number:,}"


@register.filter
def spoken(at: datetime) -> str:
    """As people say it: "16:20" today, "Thu 16:20" this week, "5 Mar 2026" before."""
    local, today = timezone.localtime(at), timezone.localtime()
    days = (today.date() - local.date()).days
    if days == 0:
        return date_format(local, "H:i")
    return date_format(local, "D H:i") if 0 < days < 7 else date_format(local, "j M Y")


@register.filter
def hold_name(hold: str) -> str:
    return HOLDS[hold]
