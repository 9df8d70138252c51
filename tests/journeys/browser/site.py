"""The installation the browser looks at: a server and a database of its own, a company in it, and Chromium."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.concurrency.servers import running_server
from tests.journeys.browser.company import PASSWORD
from tests.project.program import ROOT

CHROMIUM: Final = shutil.which("chromium") or "/usr/bin/chromium"
_FLAGS: Final = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@dataclass(frozen=True)
class Site:
    """`documents`: what it is -> its path."""

    url: str
    documents: dict[str, str]

    @property
    def pages(self) -> dict[str, str]:
        """Every page somebody signed in may look at, by a name fit for a file."""
        return {
            "today": "/",
            "styleguide": "/styleguide",
            "profile": "/profile",
            "password": "/profile/password",
            "orders": "/orders",
            "orders-filtered": "/orders?lifecycle=confirmed&customer=C-200&sort=total_minor",
            "orders-none": "/orders?number=nothing",
            "order-summary": "/orders/summary?by=customer",
            "days": "/days",
            "reports": "/reports",
            "order-new": "/orders/new",
            "stock": "/stock",
            "product": "/products/MAIZE-10KG",
            "product-new": "/goods/new",
            "movements": "/stock/movements",
            "movement": "/stock/movements?posting_id=1",
            "receive": "/stock/receive",
            "adjustments": "/stock/adjustments",
            "adjustment-new": "/stock/adjustments/new",
            "transfers": "/stock/transfers",
            "transfer-new": "/stock/transfers/new",
            "imports": "/imports",
            "own-fields": "/own-fields",
            "own-field": "/own-fields/sales_order",
            "users": "/users",
            "users-none": "/users?text=nobody",
            "user-new": "/users/new",
            "roles": "/roles",
            "roles-none": "/roles?text=nobody",
            "role-new": "/roles/new",
            "role-shipped": "/roles/1",
            "employees": "/employees",
            "employees-none": "/employees?username=nobody",
            "employee-new": "/employees/new",
            "employee": "/employees/1",
            "branches": "/branches",
            "branches-none": "/branches?text=nowhere",
            "branch-new": "/branches/new",
            "branch": "/branches/1",
            "business-new": "/businesses/new",
            "business": "/businesses/1",
            "new-password": "/new-password?token=x",
            "customers": "/customers",
            "customers-none": "/customers?search=nobody",
            "price-lists": "/prices",
            "price-list-new": "/prices/new",
            "areas-none": "/areas?search=nowhere",
            "suppliers": "/suppliers",
            "payables": "/payables",
            "payables-none": "/payables?search=nobody",
            "locations": "/stock/locations",
            "locations-none": "/stock/locations?text=nowhere",
            "location-new": "/stock/locations/new",
            "registers": "/registers",
            "registers-none": "/registers?search=nowhere",
            "register-new": "/registers/new",
            "suppliers-none": "/suppliers?search=nobody",
            "supplier-new": "/suppliers/new",
            "customer-new": "/customers/new",
            "not-found": "/orders/999999",
            **{f"a-{name}": path for name, path in self.documents.items()},
        }


@contextmanager
def running_site(
    data: Path, company: str = "tests.journeys.browser.company", *, migrated: Path | None = None
) -> Iterator[Site]:
    """One web process on SQLite, stopped afterwards. `company` is the module that makes what is in it.

    `migrated`: an empty database to begin with a copy of.
    """
    file = data / "browser.sqlite3"
    if migrated is not None:
        shutil.copy(migrated, file)
    url = f"sqlite:///{file}"
    own = {name: value for name, value in os.environ.items() if not name.startswith(("KONTOR_", "DATABASE_URL"))}
    environment = {
        **own,
        "DATABASE_URL": url,
        "KONTOR_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "kontor.project.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    }
    if migrated is None:
        _run("django", "migrate", "--verbosity", "0", environment=environment)
    documents: dict[str, Any] = json.loads(_run(company, environment=environment))
    with running_server(url, data, workers=1) as server:
        yield Site(f"http://127.0.0.1:{server.port}", documents)


def _run(module: str, *arguments: str, environment: dict[str, str]) -> str:
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1] if done.stdout else ""


@contextmanager
def running_chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(_FLAGS))
        yield browser
        browser.close()


def signed_in(browser: Browser, site: Site, name: str = "owner", **options: Any) -> BrowserContext:
    """A window of its own in which somebody has signed in."""
    context = browser.new_context(base_url=site.url, **options)
    page = context.new_page()
    page.goto("/sign-in")
    page.fill("[name=username]", name)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/")
    page.close()
    return context


def settled(page: Page) -> None:
    page.wait_for_load_state("networkidle")
