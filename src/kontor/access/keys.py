"""API keys: `kt_<prefix>_<secret>`. The prefix finds the row, of the secret only a SHA-256 is kept.

A plain hash is enough because the secret is 256 random bits; a slow one would only cost every call.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from typing import Final

_KEY: Final = re.compile(r"kt_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")


@dataclass(frozen=True, slots=True)
class ApiSecret:
    """A key as its holder sends it. Never logged, never stored."""

    prefix: str
    secret: str

    def __str__(self) -> str:
        return f"kt_{self.prefix}_{self.secret}"

    def __repr__(self) -> str:
        return f"ApiSecret({self.prefix}, ...)"

    @property
    def hash(self) -> str:
        return hash_of(self.secret)

    def matches(self, secret_hash: str) -> bool:
        """Compared in constant time."""
        return hmac.compare_digest(self.hash, secret_hash)


def new_secret() -> ApiSecret:
    return ApiSecret(secrets.token_hex(6), secrets.token_urlsafe(32))


def new_reset_token() -> str:
    """The secret of a one-time link: 256 random bits, fit for a URL."""
    return secrets.token_urlsafe(32)


def hash_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def parse_authorization(header: str) -> ApiSecret | None:
    """The key of an Authorization header, or None when it holds none that could be ours."""
    scheme, _, credentials = header.partition(" ")
    match = _KEY.fullmatch(credentials.strip())
    return ApiSecret(match[1], match[2]) if scheme.lower() == "bearer" and match else None
