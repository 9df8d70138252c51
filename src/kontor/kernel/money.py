"""Money in integer minor units, prices and costs in micros (millionths of the major unit), one rounding rule.

Rounding is half away from zero, everywhere, and happens once: where a price becomes an amount.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache, partial
from typing import Final

from kontor.kernel.errors import InvalidInput

MICROS: Final = 1_000_000
_KEPT_TEXTS: Final = 8_192  # of a currency's amounts, and as many of before: about two megabytes

# ISO 4217 currencies whose minor unit is not a hundredth.
_EXPONENT_0: Final = frozenset("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split())
_EXPONENT_3: Final = frozenset("BHD IQD JOD KWD LYD OMR TND".split())


class MoneyInvalid(InvalidInput):
    code = "money_invalid"


@lru_cache(maxsize=64)
def currency_exponent(currency: str) -> int:
    """Digits after the point: 0, 2 or 3. Raises MoneyInvalid unless `currency` is three capital letters."""
    if len(currency) != 3 or not currency.isascii() or not currency.isalpha() or not currency.isupper():
        raise MoneyInvalid(f"{currency!r} is no ISO 4217 currency code such as GBP.", currency=currency)
    if currency in _EXPONENT_0:
        return 0
    return 3 if currency in _EXPONENT_3 else 2


def round_half_away(numerator: int, denominator: int) -> int:
    """numerator / denominator as the nearest integer, halves away from zero. The denominator is positive."""
    assert denominator > 0
    quotient, remainder = divmod(abs(numerator), denominator)
    if 2 * remainder >= denominator:
        quotient += 1
    return quotient if numerator >= 0 else -quotient


def allocate(amount: int, weights: Sequence[int]) -> list[int]:
    """Split `amount` by `weights` so that the parts add up to it exactly (largest remainder, first come first).

    All weights are >= 0. Where they are all 0 the first part takes everything; no weights split only 0.
    """
    if not weights:
        if amount:
            raise MoneyInvalid("An amount cannot be split over no lines.")
        return []
    total = sum(weights)
    if total == 0:
        return [amount, *([0] * (len(weights) - 1))]
    sign = -1 if amount < 0 else 1
    shares = [divmod(abs(amount) * weight, total) for weight in weights]
    parts = [quotient for quotient, _ in shares]
    missing = abs(amount) - sum(parts)
    by_remainder = sorted(range(len(shares)), key=lambda index: (-shares[index][1], index))
    for index in by_remainder[:missing]:
        parts[index] += 1
    return [sign * part for part in parts]


def micros_from_decimal(value: Decimal) -> int:
    """A price or cost in major units as micros. Raises MoneyInvalid when it is finer than a millionth or not finite."""
    if not value.is_finite():
        raise MoneyInvalid("A price must be a number.")
    scaled = value * MICROS
    if scaled != scaled.to_integral_value():
        raise MoneyInvalid(f"{value} is finer than a millionth of the currency unit.", value=str(value))
    return int(scaled)


def decimal_from_micros(micros: int) -> Decimal:
    """Micros as major units without trailing zeros beyond the second place."""
    value = Decimal(micros).scaleb(-6)
    shortest = value.normalize()
    return shortest if -int(shortest.as_tuple().exponent) >= 2 else value.quantize(Decimal("0.01"))


def amount_minor(*, price_micros: int, quantity: int, per: int, currency: str) -> int:
    """What `quantity` costs when `per` of the same unit cost `price_micros`, rounded once to minor units."""
    denominator = per * 10 ** (6 - currency_exponent(currency))
    return round_half_away(price_micros * quantity, denominator)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units of one currency. Adding two currencies raises MoneyInvalid."""

    amount_minor: int
    currency: str

    @classmethod
    def parse(cls, text: str, currency: str) -> Money:
        """From the literal text "12.50". Raises MoneyInvalid when it is no number, too large or too fine."""
        try:
            value = Decimal(text).scaleb(currency_exponent(currency))
        except ArithmeticError:
            raise MoneyInvalid(f"{text!r} is no amount of money.", text=text) from None
        # Before it becomes an integer: one of a million digits keeps a processor busy for half a minute.
        if len(text) > 40 or value.adjusted() > 17:
            raise MoneyInvalid("That is more money than Kontor counts.")
        if not value.is_finite() or value != value.to_integral_value():
            raise MoneyInvalid(f"{text} is finer than {currency} allows.", text=text, currency=currency)
        return cls(int(value), currency)

    def __add__(self, other: Money) -> Money:
        return Money(self.amount_minor + self._same(other).amount_minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.amount_minor - self._same(other).amount_minor, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.amount_minor, self.currency)

    def __str__(self) -> str:
        return f"{decimal_from_minor(self.amount_minor, self.currency)} {self.currency}"

    def _same(self, other: Money) -> Money:
        if other.currency != self.currency:
            raise MoneyInvalid(f"{self.currency} and {other.currency} do not add up.")
        return other


class _Texts(dict[int, str]):
    """Numbers as text, made once: lists say the same amounts again and again, and hold thousands of them.

    A plain dictionary, since looking into `lru_cache` took longer than making the text. What was not asked for while
    some thousand others came is forgotten.
    """

    def __init__(self, make: Callable[[int], str]) -> None:
        self._make = make
        self._before: dict[int, str] = {}

    def __missing__(self, number: int) -> str:
        text = self._before.get(number) or self._make(number)
        if len(self) >= _KEPT_TEXTS:
            self._before = dict(self)
            self.clear()
        self[number] = text
        return text


def decimal_from_minor(minor: int, currency: str) -> str:
    """Minor units as the decimal text of the currency: 1250 GBP is "12.50", 1250 JPY is "1250"."""
    return amount_texts(currency)[minor]


def price_text(micros: int) -> str:
    """Micros as decimal text with two places at least: 2555000 is "2.555", 240000000 is "240.00"."""
    return PRICE_TEXTS[micros]


@lru_cache(maxsize=64)
def amount_texts(currency: str) -> Mapping[int, str]:
    """`decimal_from_minor` for many amounts of one currency: minor units -> text."""
    return _Texts(partial(_decimal, currency_exponent(currency)))


def _decimal(exponent: int, minor: int) -> str:
    if exponent == 0:
        return str(minor)
    if minor >= 10**exponent:  # most are
        text = str(minor)
        return f"{text[:-exponent]}.{text[-exponent:]}"
    whole, part = divmod(abs(minor), 10**exponent)
    return f"{'-' if minor < 0 else ''}{whole}.{part:0{exponent}d}"


def _price(micros: int) -> str:
    if micros >= MICROS and micros % 10_000 == 0:
        text = str(micros)
        return f"{text[:-6]}.{text[-6:-4]}"
    whole, part = divmod(abs(micros), MICROS)
    places = f"{part:06d}".rstrip("0")
    return f"{'-' if micros < 0 else ''}{whole}.{places:0<2}"


#: `price_text` for many prices: micros -> text.
PRICE_TEXTS: Final[Mapping[int, str]] = _Texts(_price)
