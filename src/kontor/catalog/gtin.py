"""GS1 check digits of GTIN-8, -12, -13 and -14 (GS1 General Specifications, section 7.9)."""

from __future__ import annotations


def is_valid_gtin(code: str) -> bool:
    """Whether `code` has 8, 12, 13 or 14 ASCII digits and a right check digit. Leading zeros count."""
    return (
        len(code) in (8, 12, 13, 14) and code.isascii() and code.isdigit() and check_digit(code[:-1]) == int(code[-1])
    )


def check_digit(body: str) -> int:
    """The check digit that follows `body`: weights 3, 1, 3 ... from the right."""
    weighted = sum(int(digit) * (3 if index % 2 == 0 else 1) for index, digit in enumerate(reversed(body)))
    return -weighted % 10


def gtin14(code: str) -> str:
    """The same number in 14 digits: what two barcodes are compared by."""
    return code.zfill(14)
