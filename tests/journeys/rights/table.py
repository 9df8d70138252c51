"""How the rights tables are written, and how one line of them is tried.

A line says, for one route: which of the ten roles get in (+) and which are refused with 403 wherever they work (-);
then what those who get in are answered when the request names a branch they work in (own), one they do not (other: they
work elsewhere), and when they work nowhere (none); last what whoever has neither key nor session is answered (nobody).

The tables are written by hand and never derived from rights.py: they are what rights.py is held to.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final, Literal

from django.db import transaction
from django.test import Client
from django.test.client import ClientHandler
from django.urls import reverse

from kontor.access.models import User
from kontor.organization.models import Branch, Business
from kontor.project import actors, throttle
from tests.calls import send
from tests.people import client_of, make_key, make_user

ROLES: Final = (
    "owner",
    "branch_manager",
    "sales",
    "cashier",
    "storekeeper",
    "driver",
    "accountant",
    "approver",
    "auditor",
    "integration",
)
PLACES: Final = ("own", "other", "none")
_LINE: Final = re.compile(r"(\S+) +(\S+) +((?:[+-] +){10})\| *(\d{3}) +(\d{3}) +(\d{3}) +(\d{3})")
_HANDLER: Final = ClientHandler(enforce_csrf_checks=False)  # one for all: loading the middleware takes longest
_numbers = count(1)


@dataclass(frozen=True)
class Line:
    name: str
    method: str
    may_enter: frozenset[str]
    answers: Mapping[str, int]  # place -> status, for those who get in
    nobody: int

    def expected(self, role: str, place: str) -> int:
        return self.answers[place] if role in self.may_enter else 403


@dataclass(frozen=True)
class Place:
    """Where the request is aimed: a branch with its business, and the user who asks. Make there what you need."""

    business: Business
    branch: Branch
    caller: User


@dataclass(frozen=True)
class Ask:
    """What to send: the keywords of the URL, a JSON body or a form, If-Match; `by` what the caller has."""

    keywords: Mapping[str, Any] = field(default_factory=dict)
    body: Any = None
    version: int | None = None
    form: Mapping[str, str] | None = None
    query: str = ""
    by: Literal["key", "session"] = "key"


Requests = Mapping[tuple[str, str], Callable[[Place], Ask]]


def read_table(text: str) -> list[Line]:
    """The lines of a table; what starts with # is a heading."""
    return [_read_line(line) for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def _read_line(line: str) -> Line:
    match = _LINE.fullmatch(line.strip())
    assert match, f"not a line of a rights table: {line!r}"
    name, method, marks, *answers, nobody = match.groups()
    may_enter = frozenset(role for role, mark in zip(ROLES, marks.split(), strict=True) if mark == "+")
    return Line(name, method, may_enter, dict(zip(PLACES, map(int, answers), strict=True)), int(nobody))


def surprises(line: Line, ask: Callable[[Place], Ask]) -> Iterator[str]:
    """Every role at every place, and nobody, that was answered otherwise than the line says."""
    places = PLACES if line.nobody in (401, 302) else ("own",)  # where anybody gets in, the place cannot matter
    for role in ROLES:
        for place in places:
            status = _try(line, ask, role, place)
            if status != line.expected(role, place):
                yield f"{role}, {place} branch: {line.expected(role, place)} expected, {status} answered"
    status = _try(line, ask, None, "own")
    if status != line.nobody:
        yield f"nobody: {line.nobody} expected, {status} answered"


def _try(line: Line, ask: Callable[[Place], Ask], role: str | None, place: str) -> int:
    with rolled_back():
        target, elsewhere = new_branch(), new_branch()
        works_in = {"own": (target,), "other": (elsewhere,), "none": ()}[place]
        caller = make_user(role, branches=works_in)
        wanted = ask(Place(target.business, target, caller))
        client = client_for(caller, wanted) if role else Client()
        return int(answer(client, line.name, line.method, wanted).status_code)


def answer(client: Client, name: str, method: str, wanted: Ask) -> Any:
    """Make the one call that `wanted` says."""
    client.handler = _HANDLER
    path = reverse(name, kwargs=dict(wanted.keywords)) + wanted.query
    if wanted.form is not None:
        return client.post(path, wanted.form)
    return send(client, method, path, wanted.body, version=wanted.version)


def client_for(caller: User, wanted: Ask) -> Client:
    if wanted.by == "key":
        return client_of(make_key(caller))
    client = Client()
    client.force_login(caller)
    return client


def new_branch() -> Branch:
    """A branch of a business of its own: what is foreign is foreign in both."""
    number = next(_numbers)
    business = Business.objects.create(code=f"RB{number}", name="Business", currency="GBP")
    return Branch.objects.create(business=business, code=f"R{number}", name="Branch")


@contextmanager
def rolled_back() -> Iterator[None]:
    """Nothing that was tried stays: no row, no remembered actor, no counted call."""
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        actors.forget_all()
        throttle.ACTORS.clear()
        throttle.ADDRESSES.clear()
