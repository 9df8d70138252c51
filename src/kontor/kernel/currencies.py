"""The currencies money is kept in: ISO 4217 codes in use as of 2026.

Codes for metals, funds, units of account, tests and "no currency" (XXX) are none, nor are those withdrawn: what is kept
in one from before is still read and written (`kernel.money`), but nothing new begins in it.
"""

from __future__ import annotations

from typing import Final

from kontor.kernel.money import MoneyInvalid

IN_USE: Final = frozenset(
    """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY
    COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR
    ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK
    MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF
    SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU
    UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
    """.split()
)


def check_in_use(currency: str) -> None:
    """Raises MoneyInvalid unless `currency` is one that something new may be kept in."""
    if currency not in IN_USE:
        raise MoneyInvalid(not_in_use(currency), field="currency", currency=currency[:20])


def not_in_use(currency: str) -> str:
    """What to say of a code that is not `IN_USE`."""
    return f"{currency[:20]!r} is no currency in use; send the three capital letters of one, such as KES or GBP."
