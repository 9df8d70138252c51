"""Plug-ins: found, looked at, listed, used; and what a broken one does, which is nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from configparser import ConfigParser
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from kontor.access.models import AuditRecord
from kontor.customization import plugins as registry
from kontor.customization.plugin_shapes import SHAPES
from kontor.sales.models import SalesOrder
from tests.customization.schemas import DOCK, put
from tests.sales.http import line, open_shop

EXAMPLE = Path(__file__).parent / "example_plugin"
ROOT = Path(__file__).resolve().parents[2]
Bring = Callable[..., None]


@pytest.fixture(autouse=True)
def _loaded_anew() -> Iterator[None]:
    registry.plugins.cache_clear()
    yield
    registry.plugins.cache_clear()


@pytest.fixture
def example(monkeypatch: pytest.MonkeyPatch) -> None:
    """The example as `pip install` leaves it: its modules and its metadata on the path."""
    monkeypatch.syspath_prepend(str(EXAMPLE / "src"))
    monkeypatch.syspath_prepend(str(EXAMPLE))


@pytest.fixture
def bring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bring:
    """Install a package of one module that brings plug-ins."""

    def install(package: str, source: str, **points: str) -> None:
        folder = tmp_path / package
        folder.mkdir()
        (folder / f"{package}.py").write_text(source)
        info = folder / f"{package}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
        lines = [f"[kontor.{group}]\n{target}\n" for group, target in points.items()]
        (info / "entry_points.txt").write_text("\n".join(lines))
        monkeypatch.syspath_prepend(str(folder))

    return install


def problems() -> dict[str, str]:
    return {plugin.name: plugin.problem for plugin in registry.plugins()}


def test_the_examples_metadata_says_what_its_pyproject_says() -> None:
    written = tomllib.loads((EXAMPLE / "pyproject.toml").read_text())["project"]["entry-points"]
    installed = ConfigParser()
    installed.read(EXAMPLE / "acme_kontor-1.2.dist-info" / "entry_points.txt")
    assert {group: dict(installed[group]) for group in installed.sections()} == written


@pytest.mark.usefixtures("example")
def test_every_kind_of_plug_in_is_found_with_its_package() -> None:
    found = [(p.group, p.name, p.package, p.version, p.problem) for p in registry.plugins()]
    assert found == [
        ("kontor.connectors", "acme-till", "acme-kontor", "1.2", ""),
        ("kontor.checks", "acme-docks", "acme-kontor", "1.2", ""),
        ("kontor.push_targets", "acme-ledger", "acme-kontor", "1.2", ""),
        ("kontor.reports", "acme-by-branch", "acme-kontor", "1.2", ""),
    ]
    assert list(SHAPES) == [group for group, *_ in found]
    target = registry.loaded("kontor.push_targets")["acme-ledger"]
    target.push([{"id": 1}])
    assert target.pushed_through() == 1
    assert registry.loaded("kontor.reports")["acme-by-branch"].title == "Orders and stock by branch"


@pytest.mark.django_db
@pytest.mark.usefixtures("example")
def test_row_14_a_field_and_a_rule_are_added_without_a_fork() -> None:
    put("sales_order", {"dock": DOCK})
    shop = open_shop("OIL")
    warned = shop.placed(line("OIL", 1, pack="CASE"), confirm=True, custom={"dock": 13})
    assert warned["lifecycle"] == "confirmed"
    assert warned["warnings"] == [{"check": "acme-docks", "text": "Dock 13 takes no cases: OIL"}]
    trail = json.loads(AuditRecord.objects.get(action="order.place").diff)
    assert trail["warnings"] == [None, warned["warnings"]]
    assert "warnings" not in shop.placed(line("OIL", 1), custom={"dock": 13})
    assert "warnings" not in shop.placed(line("OIL", 1, pack="CASE"), custom={"dock": 12})


@pytest.mark.django_db
@pytest.mark.usefixtures("example")
def test_a_warned_order_sent_again_is_one_order_with_the_same_answer() -> None:
    put("sales_order", {"dock": DOCK})
    shop = open_shop("OIL")
    body = shop.draft(line("OIL", 1, pack="CASE"), custom={"dock": 13})
    first = shop.send("POST", "", body, key="k1")
    assert shop.send("POST", "", body, key="k1").content == first.content
    assert SalesOrder.objects.count() == 1


@pytest.mark.parametrize(
    ("source", "group", "target", "problem"),
    [
        ("raise RuntimeError('no licence')", "checks", "broken:check", "RuntimeError: no licence"),
        ("raise SystemExit('bye')", "checks", "broken:check", "SystemExit: bye"),
        ("import nowhere_to_be_found", "checks", "broken:check", "No module named 'nowhere_to_be_found'"),
        ("", "checks", "broken:check", "AttributeError"),
        ("check = 7", "checks", "broken:check", "it has no check()"),
        ("class C:\n    def check(self): ...\ncheck = C()", "checks", "broken:check", "check() must take 1 argument"),
        ("class C:\n    def check(self, e): ...", "checks", "broken:C", "C is a class; name an object of it"),
        ("title = 'T'\nsql = ' '", "reports", "broken", "its sql is no text"),
        ("def push(entries): ...", "push_targets", "broken", "it has no pushed_through()"),
        ("def verify(b, h): ...\ndef parse(b): ...", "connectors", "broken", "it has no fetch()"),
    ],
)
def test_a_broken_plug_in_is_named_with_its_reason_and_left_out(bring, source, group, target, problem) -> None:
    bring("broken", source, **{group: f"sad = {target}"})
    sys.modules.pop("broken", None)
    assert problem in problems()["sad"]
    assert registry.loaded(f"kontor.{group}") == {}


def test_of_two_plug_ins_of_one_name_neither_is_used(bring) -> None:
    for package in ("one_of_two", "two_of_two"):
        bring(package, "title = 'T'\nsql = 'SELECT 1'", reports=f"daily = {package}")
    assert problems() == {"daily": "another package brings a plug-in of this name"}
    assert registry.loaded("kontor.reports") == {}


@pytest.mark.django_db
def test_a_check_that_fails_while_it_is_asked_does_not_stop_the_till(bring) -> None:
    bring("fails_late", "def check(entered):\n    yield 'first'\n    raise OSError('gone')", checks="late = fails_late")
    bring("fine", "def check(entered):\n    yield 'x' * 900", checks="long = fine")
    shop = open_shop("OIL")
    with capture_logs() as logs:
        sold = shop.placed(line("OIL", 1), counter_sale=True)
    assert [(log["event"], log["plugin"]) for log in logs if log["event"].startswith("plugins")] == [
        ("plugins.failed", "late")
    ]
    assert sold["lifecycle"] == "closed"
    assert sold["warnings"] == [{"check": "long", "text": "x" * 400}]


@pytest.mark.django_db
def test_without_plug_ins_an_order_is_answered_as_before() -> None:
    shop = open_shop("OIL")
    assert "warnings" not in shop.placed(line("OIL", 1))


def kontor(*arguments: str, path: list[Path]) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, [ROOT / "src", *path]))}
    environment["DATABASE_URL"] = "sqlite://:memory:"
    return subprocess.run(
        [sys.executable, "-m", "kontor", *arguments], env=environment, capture_output=True, text=True, check=False
    )


def test_the_command_lists_them_and_says_what_is_called() -> None:
    listed = kontor("plugins", "--json", path=[EXAMPLE / "src", EXAMPLE])
    assert listed.returncode == 0, listed.stderr
    report = json.loads(listed.stdout.splitlines()[-1])
    assert {row["name"]: row["used_by"] for row in report["plugins"]} == {
        "acme-till": "",
        "acme-docks": "placing orders",
        "acme-ledger": "",
        "acme-by-branch": "the pages of reports and ./kontor report",
    }
    assert "acme-docks  (acme-kontor 1.2, acme_kontor.docks:check)  used by placing orders" in listed.stdout


def test_check_fails_and_names_a_broken_plug_in_while_the_server_starts(bring, tmp_path) -> None:
    bring("broken", "raise RuntimeError('no licence')", checks="sad = broken")
    checked = kontor("check", "plugins", path=[tmp_path / "broken"])
    assert checked.returncode == 1
    assert "kontor.checks  sad  (broken 1.0, broken)  BROKEN: RuntimeError: no licence" in checked.stdout
    start = "import kontor.project.wsgi as w; print('serving', callable(w.application))"
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{tmp_path / 'broken'}"}
    environment |= {"KONTOR_SECRET_KEY": "x" * 60, "KONTOR_DATA": str(tmp_path), "DATABASE_URL": "sqlite://:memory:"}
    started = subprocess.run(
        [sys.executable, "-c", start], env=environment, capture_output=True, text=True, check=False
    )
    assert "serving True" in started.stdout, started.stderr
    assert "plugins.broken" in started.stdout + started.stderr
    assert "sad" in started.stdout + started.stderr
