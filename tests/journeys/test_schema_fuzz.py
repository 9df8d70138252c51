"""The described API, called with whatever its description allows and with what it forbids, by every role.

No answer is a server error; every answer is one its operation describes, in the shape described, within two seconds.
"""

from __future__ import annotations

import copy
import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from typing import Any, Final
from urllib.parse import parse_qsl

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.urls import resolve
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import APIOperation, BaseSchema, Case, GenerationMode
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from kontor.organization.models import Branch, Business
from kontor.project import throttle
from tests.journeys.rights.table import ROLES, Ask, Place
from tests.journeys.test_rights_table import REQUESTS
from tests.people import make_key, make_user

CASES: Final = 300  # of each role
CASES_LONG: Final = 5_000
MOST_SECONDS: Final = 2.0
CHECKS: Final = [status_code_conformance, content_type_conformance, response_schema_conformance]
_numbers = count(1)


@pytest.fixture(autouse=True)
def _connection_kept() -> Iterator[None]:
    """A request would close the connection that the test's transaction is on, as Django's own test client knows."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@cache
def described() -> BaseSchema:
    return schemathesis.openapi.from_wsgi("/api/schema/", WSGIHandler())


def operations() -> list[APIOperation[Any, Any, Any, Any]]:
    found = [found.ok() for found in described().get_all_operations() if isinstance(found, Ok)]
    assert len(found) == described().statistic.operations.total
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_every_role_is_answered_as_described(role: str):
    answers, faults = fuzz(role, CASES)
    assert faults == []
    assert sum(answers.values()) >= CASES
    assert {200, 403 if role != "owner" else 201} <= answers.keys()


@pytest.mark.long
@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_every_role_is_answered_as_described_thousands_of_times(
    role: str, record_property: Callable[[str, object], None]
):
    answers, faults = fuzz(role, CASES_LONG)
    record_property("answers", dict(sorted(answers.items())))  # in the file of --junitxml
    assert faults == []
    assert sum(answers.values()) >= CASES_LONG


def fuzz(role: str, cases: int) -> tuple[Counter[int], list[str]]:
    """Call every operation with its share of the cases; the answers by status, and what is wrong with which."""
    answers: Counter[int] = Counter()
    faults: list[str] = []
    known = operations()
    share = -(-cases // len(known))
    for one in known:
        try:
            with undone():
                try_operation(one, role, share, answers)
        except (Exception, BaseExceptionGroup) as error:  # noqa: BLE001  # told with the others, the walk goes on
            faults.append(f"{one.label}: {error!r} {getattr(error, '__notes__', '')}")
    return answers, faults


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def try_operation(one: APIOperation[Any, Any, Any, Any], role: str, times: int, answers: Counter[int]) -> None:
    place = make_place(role)
    ask, key = asked(one, place), make_key(place.caller)
    path = {name: str(value) for name, value in ask.keywords.items()}
    strategies = [one.as_strategy(GenerationMode.POSITIVE), one.as_strategy(GenerationMode.NEGATIVE)]
    if path:
        strategies += [one.as_strategy(mode, path_parameters=path) for mode in GenerationMode]
    if ask.body is not None:  # what fits, so that answers to what is done are compared, too
        version = {"If-Match": f'"{ask.version}"'} if ask.version else None
        query = dict(parse_qsl(ask.query.removeprefix("?")))
        sent = as_sent(ask.body)
        strategies.append(one.as_strategy(path_parameters=path, query=query, headers=version, **sent))

    @settings(
        max_examples=times,
        database=None,
        deadline=None,
        phases=[Phase.generate],  # the first case found is told as it is; a smaller one would cost minutes
        derandomize=not os.environ.get("KONTOR_SEEDS"),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=st.one_of(strategies))
    def call(case: Case) -> None:
        with undone():
            answers[called(case, key)] += 1

    call()


def as_sent(body: Any) -> dict[str, Any]:
    """A text is the file it stands for, as a browser's form sends one; the rest is JSON."""
    if isinstance(body, str):
        return {"body": {"file": body.encode()}, "media_type": "multipart/form-data"}
    return {"body": body}


def called(case: Case, key: str) -> int:
    """The status of the answer. Raises when it is not what the description says."""
    throttle.ACTORS.clear()
    throttle.ADDRESSES.clear()
    response = case.call(headers={"Authorization": f"Bearer {key}"})
    assert response.status_code < 500, (case.as_curl_command(), response.text)
    case.validate_response(response, checks=CHECKS)
    if response.elapsed >= MOST_SECONDS:  # slow is what is slow again: the machine may have been busy
        again = [case.call(headers={"Authorization": f"Bearer {key}"}).elapsed for _ in range(2)]
        assert min(again) < MOST_SECONDS, (case.as_curl_command(), response.elapsed, again)
    return int(response.status_code)


def asked(one: APIOperation[Any, Any, Any, Any], place: Place) -> Ask:
    """How the rights table asks for the same route: keys of rows that exist."""
    blank = dict.fromkeys(_names(one.path), "1")
    name = resolve(one.path.format(**blank)).url_name
    assert name
    return REQUESTS[name, one.method.upper()](place)


def _names(path: str) -> list[str]:
    return [part.split("}")[0] for part in path.split("{")[1:]]


def make_place(role: str) -> Place:
    number = next(_numbers)
    business = Business.objects.create(code=f"FB{number}", name="Business", currency="GBP")
    branch = Branch.objects.create(business=business, code=f"F{number}", name="Branch")
    return Place(business, branch, make_user(role, branches=(branch,)))


@pytest.mark.django_db
def test_control_an_answer_that_is_not_as_described_is_noticed():
    spoilt = copy.deepcopy(described().raw_schema)
    answers = spoilt["paths"]["/api/v1/roles"]["get"]["responses"]
    del answers["200"]
    schema = schemathesis.openapi.from_dict(spoilt)
    schema.app = WSGIHandler()
    one = schema["/api/v1/roles"]["GET"]
    with pytest.raises(BaseExceptionGroup, match="Undocumented status code"):
        try_operation(one, "owner", 5, Counter())
