from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

SizeName = Literal["S", "M", "L"]


@dataclass(frozen=True, slots=True)
class Login:
    """Who can sign in to the sample company. `role` is the role's code."""

    user_name: str
    password: str
    role: str


@dataclass(frozen=True, slots=True)
class Company:
    """The sample company's ways in, as its data directory keeps them.

    Without that directory's file nobody can tell the passwords any more: `logins` is empty and `api_key` None.
    """

    logins: tuple[Login, ...]
    api_key: str | None
    is_new: bool
