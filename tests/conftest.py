"""What holds for every test: the long tier and the database's kind are chosen here, once."""

from __future__ import annotations

import hypothesis
import pytest
from django.conf import settings
from django.db import connection

from kontor.project import actors, throttle


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run the long tier too")


def pytest_configure(config: pytest.Config) -> None:
    # Argon2 is slow on purpose; what tests need of it is only that it hashes.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.RAISE_UNDECLARED_ROUTES = True
    # How long an example takes is the machine's business; speed is measured by `kontor bench`.
    hypothesis.settings.register_profile("kontor", deadline=None)
    hypothesis.settings.load_profile("kontor")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--long"):
        deselected = [item for item in items if item.get_closest_marker("long")]
        if deselected:
            config.hook.pytest_deselected(items=deselected)
            items[:] = [item for item in items if not item.get_closest_marker("long")]
    if connection.vendor != "postgresql":
        for item in items:
            if item.get_closest_marker("postgres"):
                item.add_marker(pytest.mark.skip(reason="needs PostgreSQL; the PostgreSQL pass runs it"))


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """Each test meets a process that knows no actor and has counted no call."""
    actors.forget_all()
    throttle.ACTORS.clear()
    throttle.ADDRESSES.clear()
