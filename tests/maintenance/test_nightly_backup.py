"""The scheduled backup as the worker runs it, on a database of its own: logged, alerting, keeping the last few."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kontor.project.celery import BEAT_SCHEDULE, app
from kontor.project.settings import ROOT
from tests.concurrency.servers import run_module
from tests.maintenance.installations import Installation, installation

TASK = "import django; django.setup(); from kontor.project.tasks import nightly_backup; nightly_backup()"
RUNS = "SELECT attempt, finished_at IS NOT NULL, error, finding, path FROM maintenance_backuprun ORDER BY id"
OPEN_ALERTS = "SELECT kind, subject_key, text FROM alerts_alert WHERE resolved_at IS NULL AND kind = 'job_failed'"


@pytest.fixture(scope="module")
def founded(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any
) -> Iterator[Installation]:
    """A shop that was founded long ago, so that last night's backup is due; made once and never worked in."""
    with django_db_blocker.unblock(), installation(tmp_path_factory.mktemp("founded"), "shop") as place:
        run_module("tests.faults.clients", environment=place.environment)
        place.ask("UPDATE django_migrations SET applied = '2020-01-01 00:00:00+00:00'")
        yield place


@pytest.fixture
def shop(tmp_path: Path, db: None, founded: Installation) -> Iterator[Installation]:
    with installation(tmp_path, "shop", like=founded) as place:
        yield place


def started(shop: Installation, **settings: str) -> subprocess.Popen[str]:
    """The task, as a worker of its own would run it."""
    environment = {**shop.environment, **settings}
    return subprocess.Popen([sys.executable, "-c", TASK], cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)


def wake(shop: Installation, **settings: str) -> None:
    task = started(shop, **settings)
    said = task.communicate(timeout=60)[1]
    assert task.returncode == 0, said


def a_day_passes(shop: Installation) -> None:
    """The runs so far were of the nights before; and another second has come, for files are named by theirs."""
    time.sleep(1.0)
    for id_, night in shop.ask("SELECT id, night FROM maintenance_backuprun"):
        at = datetime.fromisoformat(night) if isinstance(night, str) else night
        shop.ask(f"UPDATE maintenance_backuprun SET night = '{at - timedelta(days=1)}' WHERE id = {id_}")


def files(shop: Installation) -> list[str]:
    folder = shop.data / "backups"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_row_46_the_night_is_backed_up_once_and_the_last_few_are_kept(shop: Installation) -> None:
    wake(shop, KONTOR_BACKUP_KEEP="2")
    wake(shop, KONTOR_BACKUP_KEEP="2")
    (first,) = files(shop)
    assert first.startswith("nightly-")
    for _ in range(2):
        a_day_passes(shop)
        wake(shop, KONTOR_BACKUP_KEEP="2")
    assert [tuple(run[:4]) for run in shop.ask(RUNS)] == [(1, True, "", "")] * 3
    assert len(files(shop)) == 2
    assert first not in files(shop)
    assert [backup["state"] for backup in shop.kontor("backup", "--list").report["backups"]] == ["proved"] * 2
    assert shop.ask(OPEN_ALERTS) == []


def test_row_46_a_failed_backup_opens_an_alert_and_the_next_success_resolves_it(shop: Installation) -> None:
    (shop.data / "full").write_text("a file where the folder should be")
    wake(shop, KONTOR_BACKUPS=str(shop.data / "full"))
    ((kind, subject, text),) = shop.ask(OPEN_ALERTS)
    assert (kind, subject) == ("job_failed", "nightly-backup")
    assert "name another" in text
    assert shop.ask(RUNS)[0][2] in text

    wake(shop)  # within the hour nothing is tried
    assert len(shop.ask(RUNS)) == 1
    hour_ago = datetime.now(UTC) - timedelta(hours=1, minutes=1)
    shop.ask(f"UPDATE maintenance_backuprun SET finished_at = '{hour_ago}'")
    wake(shop)
    assert [run[0] for run in shop.ask(RUNS)] == [1, 2]
    assert len(files(shop)) == 1
    assert shop.ask(OPEN_ALERTS) == []


def test_row_46_books_that_differ_open_an_alert_though_the_backup_is_kept(shop: Installation) -> None:
    shop.ask(
        "UPDATE inventory_stocklevel SET on_hand = on_hand + 1 WHERE id = (SELECT min(id) FROM inventory_stocklevel)"
    )
    wake(shop)
    ((_, _, text),) = shop.ask(OPEN_ALERTS)
    assert "differ" in text
    assert len(files(shop)) == 1


def test_two_workers_take_one_backup(shop: Installation) -> None:
    for task in [started(shop) for _ in range(2)]:
        assert task.communicate(timeout=60) is not None
        assert task.returncode == 0
    assert len(shop.ask(RUNS)) == 1
    assert len(files(shop)) == 1


def test_off_means_off_and_a_new_installation_waits_for_its_first_night(shop: Installation) -> None:
    wake(shop, KONTOR_BACKUP_AT="off")
    shop.ask(f"UPDATE django_migrations SET applied = '{datetime.now(UTC)}'")
    wake(shop)
    assert shop.ask(RUNS) == []
    assert files(shop) == []


def test_the_clock_wakes_the_nightly_backup() -> None:
    task, seconds = BEAT_SCHEDULE["nightly-backup"]
    app.loader.import_default_modules()
    assert task in app.tasks
    assert seconds <= 600


@pytest.mark.parametrize("wrong", ["25:00", "2:30", "night"])
def test_a_wrong_time_of_day_stops_the_start(wrong: str) -> None:
    from kontor.project.settings import WrongSetting, read_environment

    variables: dict[str, Any] = {"KONTOR_BACKUP_AT": wrong}
    with pytest.raises(WrongSetting, match="time of day"):
        read_environment(variables)
