from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from kontor.maintenance.backup_names import file_name, served
from kontor.maintenance.nightly import Attempt, last_due, next_attempt

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.mark.parametrize(
    ("at", "due"),
    [
        (time(2, 30), datetime(2026, 3, 2, 2, 30, tzinfo=UTC)),
        (time(9, 30), NOW),
        (time(9, 31), datetime(2026, 3, 1, 9, 31, tzinfo=UTC)),
    ],
)
def test_the_last_due_moment_is_today_or_yesterday(at: time, due: datetime) -> None:
    assert last_due(NOW, at) == due


@pytest.mark.parametrize(
    ("newest", "number"),
    [
        (None, 1),
        (Attempt(1, NOW - MINUTE, None, ""), None),  # somebody works on it
        (Attempt(1, NOW - HOUR, None, ""), 2),  # and was killed
        (Attempt(1, NOW - HOUR, NOW - HOUR, ""), None),  # taken
        (Attempt(1, NOW - MINUTE, NOW - MINUTE, "no room"), None),
        (Attempt(2, NOW - HOUR, NOW - HOUR, "no room"), 3),
    ],
)
def test_an_attempt_is_made_once_and_again_after_an_hour_or_a_death(newest: Attempt | None, number: int | None) -> None:
    assert next_attempt(newest, NOW) == number


def test_the_newest_nightly_backups_are_kept_and_nobody_elses_file_is_touched() -> None:
    nights = [file_name(NOW + timedelta(days=day), is_nightly=True) for day in range(4)]
    others = [file_name(NOW), "nightly-notes.txt", "letter.zip"]
    assert served([*others, *reversed(nights)], 3) == nights[:1]
    assert served([*others, *nights], 4) == []
