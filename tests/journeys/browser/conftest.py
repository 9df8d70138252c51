from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from playwright.sync_api import Browser

from tests.journeys.browser.site import CHROMIUM, Site, running_chromium, running_site
from tests.services import missing_service


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Site]:
    if connection.vendor == "postgresql":
        pytest.skip("the pages are looked at in the SQLite pass")
    if not os.access(CHROMIUM, os.X_OK):
        missing_service("Chromium is not installed; apt-get install chromium")
    migrated: Path = request.getfixturevalue("migrated_books")  # not before it is known that it is SQLite
    with running_site(Path(tmp_path_factory.mktemp("browser")), migrated=migrated) as site:
        yield site


@pytest.fixture(scope="module")
def browser(site: Site) -> Iterator[Browser]:
    """Ended with its module: Playwright's loop would keep other tests of the thread from the database."""
    with running_chromium() as browser:
        yield browser
