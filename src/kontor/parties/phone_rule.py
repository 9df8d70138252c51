"""What a phone number must look like where somebody is going to be called. Pure; the company sets the rule."""

from __future__ import annotations

import re
from typing import Final

import msgspec

from kontor.parties.errors import PartyInvalid

_BETWEEN: Final = re.compile(r"[ ().\-/]")


class PhoneRule(msgspec.Struct, frozen=True):
    """So many digits; `prefixes` are what it may begin with, any when there are none."""

    digits: int
    prefixes: tuple[str, ...] = ()

    def checked(self, text: str) -> str:
        """The digits of `text`, what people write between them left out. Raises PartyInvalid."""
        number = _BETWEEN.sub("", text.strip()).removeprefix("+")
        if not (number.isascii() and number.isdigit()) or len(number) != self.digits:
            raise PartyInvalid(f"{text!r} is no phone number: it needs {self.digits} digits.", field="phone")
        if self.prefixes and not number.startswith(self.prefixes):
            raise PartyInvalid(f"{text!r} must begin with {' or '.join(self.prefixes)}.", field="phone")
        return number
