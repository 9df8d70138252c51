"""The sample company's passwords and key: made at random for each installation, kept in its data directory."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Final

import msgspec

from kontor.demo.company.places import PEOPLE
from kontor.demo.company.types import Login

_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is mistaken for something else
_GROUPS: Final = 4


class Logins(msgspec.Struct, frozen=True):
    """What the file holds. `api_key` is None until the key was made."""

    passwords: dict[str, str]
    api_key: str | None = None

    def people(self) -> tuple[Login, ...]:
        return tuple(Login(name, self.passwords[name], role) for name, role in PEOPLE.items() if name in self.passwords)


def new_logins() -> Logins:
    return Logins({name: _password() for name in PEOPLE})


def read_logins(data: Path) -> Logins | None:
    """None where this directory has no such file."""
    path = _path(data)
    return msgspec.json.decode(path.read_bytes(), type=Logins) if path.exists() else None


def keep_logins(logins: Logins, data: Path) -> None:
    """Replace the file whole, for its owner's eyes alone."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = _path(data).with_suffix(".new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(logins)) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(_path(data))


def _path(data: Path) -> Path:
    return data / "logins.json"


def _password() -> str:
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(_GROUPS))
