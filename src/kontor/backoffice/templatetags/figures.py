"""How figures, states and times are written on a page."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kontor.backoffice.pages.terms import TERMS
from kontor.kernel.money import decimal_from_micros, decimal_from_minor
from kontor.parties.types import AreaItem

register = template.Library()

MINUS = "\u2212"


@register.filter
def money(amount_minor: int, currency: str) -> str:
    """1234567 GBP as "GBP 12,345.67", with a real minus."""
    return f"{currency}\u00a0{amount(decimal_from_minor(amount_minor, currency))}"


@register.filter
def amount(text: str | None) -> str:
    """The decimal text "-1234567.5" as "−1,234,567.5"; what is hidden stays empty."""
    if text is None:
        return ""
    whole, point, rest = text.removeprefix("-").partition(".")
    return f"{MINUS if text.startswith('-') else ''}{int(whole):,}{point}{rest}"


@register.filter
def major(amount_minor: int | None, currency: str) -> str:
    """1234567 GBP as "12,345.67"; what is hidden, or has no currency yet, stays empty."""
    return "" if amount_minor is None or not currency else amount(decimal_from_minor(amount_minor, currency))


@register.filter
def signed_major(amount_minor: int, currency: str) -> str:
    """What an entry adds: 1250 GBP as "+12.50", -300 as "−3.00"."""
    return signed_amount(decimal_from_minor(amount_minor, currency))


@register.filter
def plain(text: str) -> str:
    """The decimal text "1512.400" as "1,512.4"."""
    return amount(text.rstrip("0").rstrip(".") if "." in text else text)


@register.filter
def count(number: int) -> str:
    """-1234567 as "−1,234,567"."""
    return f"{number:,}".replace("-", MINUS)


@register.filter
def signed(number: int) -> str:
    """What a movement did: "+24", "−3"."""
    return f"+{number:,}" if number > 0 else count(number)


@register.filter
def signed_tenth(number: float) -> str:
    """A change in percent: "+0.4", "−12", "0"."""
    return f"{number:+,.1f}".removesuffix(".0").replace("-", MINUS) if round(number, 1) else "0"


@register.filter
def tons(grams: int) -> str:
    return f"{grams / 1_000_000:,.1f}"


@register.filter
def weight(grams: int) -> str:
    """950 as "950 g", 12400 as "12 kg", 6234000 as "6.2 t"."""
    for unit, size in (("t", 1_000_000), ("kg", 1000)):
        if abs(grams) >= size:
            digits = 1 if unit == "t" or abs(grams) < 10 * size else 0
            return f"{grams / size:,.{digits}f}\u00a0{unit}".replace("-", MINUS)
    return f"{count(grams)}\u00a0g"


@register.filter
def glance(amount_minor: int, currency: str) -> str:
    """Minor units as whole major units, without the currency's name."""
    return f"{round(Decimal(decimal_from_minor(amount_minor, currency))):,}".replace("-", MINUS)


@register.filter
def value(micros: int) -> str:
    """Micros as whole major units, for a figure one glances at."""
    return f"{round(decimal_from_micros(micros)):,}".replace("-", MINUS)


@register.filter
def signed_amount(text: str | None) -> str:
    """A decimal text that was added or taken away: "+24.50", "−3.00"; what is hidden stays empty."""
    return f"+{amount(text)}" if text and not text.startswith("-") else amount(text)


@register.filter
def reported(value: int | float | str | None) -> str:
    """A cell of a report: whole numbers grouped, nothing for null."""
    return "" if value is None else count(value) if isinstance(value, int) else str(value).replace("-", MINUS, 1)


@register.filter
def percent(basis_points: int) -> str:
    """1600 as "16 %", 1750 as "17.5 %"."""
    return f"{basis_points / 100:g}\u00a0%"


@register.filter
def spoken(at: datetime) -> str:
    """As people say it: "16:20" today, "Thu 16:20" this week, "5 Mar 2026" before."""
    local, today = timezone.localtime(at), timezone.localtime()
    days = (today.date() - local.date()).days
    if days == 0:
        return date_format(local, "H:i")
    return date_format(local, "D H:i") if 0 < days < 7 else date_format(local, "j M Y")


@register.filter
def day(on: date) -> str:
    return date_format(on, "D j M") if abs((timezone.localdate() - on).days) < 300 else date_format(on, "j M Y")


@register.filter
def hold_name(hold: str) -> str:
    names = {"oos": _("held: short"), "credit": _("held: credit"), "oversold": _("held: oversold"), "": _("backorder")}
    return names[hold]


@register.filter
def alert_name(kind: str) -> str:
    return {"low_stock": _("low"), "oversold": _("oversold")}.get(kind, kind.replace("_", " "))


#: State -> the pill's color; a state without one is quiet.
COLORS = {
    "confirmed": "sea", "closed": "ok", "cancelled": "", "draft": "", "submitted": "warn", "partly": "sea",
    "full": "ok", "in_transit": "sea", "received": "ok", "posted": "ok", "rejected": "bad", "none": "",
}  # fmt: skip


@register.filter
def color(state: str) -> str:
    return COLORS.get(state, "")


@register.filter
def words(name: str) -> str:
    """A state's or a kind's name as words: in_transit is "in transit"."""
    return name.replace("_", " ")


@register.filter
def get(values: dict[str, str], name: str) -> str:
    """The value typed into the field `name`."""
    return values.get(name, "")


@register.filter
def named(code: str | None, names: dict[str, str]) -> str:
    """What is called `code`; the code itself where nothing is known to be called so."""
    return names.get(code, code) if code else ""


@register.filter
def workbook(file: str) -> str:
    """The URL of a list as a CSV file as that of the list as a workbook."""
    return file.replace("format=csv", "format=xlsx")


@register.filter
def split(text: str) -> list[str]:
    return text.split()


@register.filter
def action_name(action: str) -> str:
    """The audit's "order.release_hold" as "Hold released"; one without a name of its own in its own words."""
    verb = action.rpartition(".")[2]
    names = {
        "place": _("Placed"), "submit": _("Submitted"), "confirm": _("Confirmed"), "ship": _("Shipped"),
        "bill": _("Billed"), "cancel": _("Cancelled"), "reprice": _("Repriced"), "amend": _("Changed"),
        "release_hold": _("Hold released"), "hold": _("Held"), "reverse": _("Reversed"),
        "reserve": _("Reserved"), "release": _("Released"), "issue": _("Issued"), "send": _("Sent"),
        "receive": _("Taken in"), "write_off": _("Written off"), "reversal": _("Reversed"),
    }  # fmt: skip
    return names.get(verb, verb.replace("_", " ").capitalize())


@register.filter
def at(values: dict[str, str], position: int) -> str | None:
    """What was typed for the line at `position`, None where nothing was sent yet."""
    return values.get(str(position))


@register.filter
def area_path(area: AreaItem) -> str:
    """An area with what is above it, from its own name up: "Auchi, North, Edo, South"."""
    return ", ".join(_upwards(area))


@register.filter
def area_above(area: AreaItem) -> str:
    """What an area belongs to, without its own name: "North, Edo, South"."""
    return ", ".join(_upwards(area)[1:])


def _upwards(area: AreaItem) -> list[str]:
    return [name for name in (area.city, area.territory, area.state, area.region) if name]


@register.filter
def terms(payment_terms: str | None) -> str:
    """When a bill is due, in words; what is hidden stays empty."""
    return "" if payment_terms is None else str(TERMS.get(payment_terms, payment_terms))


@register.filter
def level_name(level: str) -> str:
    return {"region": _("region"), "state": _("state"), "territory": _("territory"), "city": _("city")}[level]


@register.filter
def entry_name(kind: str) -> str:
    """A document of a supplier's account."""
    names = {"bill": _("Bill"), "payment": _("Payment"), "credit": _("Credit"), "adjustment": _("Adjustment")}
    return names[kind]


@register.filter
def entries_name(kind: str) -> str:
    """The documents of one kind."""
    names = {"bill": _("Bills"), "payment": _("Payments"), "credit": _("Credits"), "adjustment": _("Adjustments")}
    return names[kind]
