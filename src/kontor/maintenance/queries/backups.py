"""The backups of a folder, by what each says of itself."""

from __future__ import annotations

from pathlib import Path

from kontor.maintenance.adapters import archive
from kontor.maintenance.backup_names import SUFFIX
from kontor.maintenance.errors import BackupDamaged
from kontor.maintenance.types import Check, ListedBackup


def list_backups(folder: Path) -> list[ListedBackup]:
    """The newest first; files that cannot be read come last and say why. Their databases are not read."""
    with archive.cannot_read(folder):
        paths = [path for path in folder.iterdir() if path.name.endswith(SUFFIX)]
    found = [_listed(path) for path in sorted(paths, reverse=True)]
    return sorted(found, key=lambda item: item.taken_at.timestamp() if item.taken_at else 0.0, reverse=True)


def _listed(path: Path) -> ListedBackup:
    size = path.stat().st_size
    try:
        with archive.reading(path) as file:
            manifest, check = archive.manifest_of(file), archive.check_of(file)
    except BackupDamaged as error:
        return ListedBackup(path.name, size, None, "", 0, "damaged", str(error))
    rows = sum(table.rows for table in manifest.figures.values())
    return ListedBackup(path.name, size, manifest.taken_at, manifest.engine, rows, _state(check), "")


def _state(check: Check | None) -> str:
    if check is None or check.unproved_because:
        return "unproved"
    return "differs" if check.differences else "proved"
