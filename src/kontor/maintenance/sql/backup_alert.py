"""The alert that a nightly backup did not succeed. The company's first branch sees it."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from kontor.alerts.sql.alerts import open_alerts_write, resolve_alerts_write
from kontor.kernel.statements import Write

_SUBJECT: Final = "'job_failed' AS kind, 'job' AS subject_kind, 'nightly-backup' AS subject_key"


def backup_failed_write(text: str, now: datetime) -> Write:
    """Open it, unless it is open already or there is no branch yet."""
    source = f"SELECT {_SUBJECT}, min(id) AS branch_id, CAST(%s AS text) AS text FROM organization_branch"
    return open_alerts_write(f"{source} HAVING count(*) > 0", (text,), now, name="backup_failed")


def backup_succeeded_write(now: datetime) -> Write:
    return resolve_alerts_write(f"SELECT {_SUBJECT}", (), now, name="backup_succeeded")
