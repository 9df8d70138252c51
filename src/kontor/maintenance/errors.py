from __future__ import annotations

from kontor.kernel.errors import Conflict, InvalidInput


class BackupDamaged(InvalidInput):
    """The file is cut off, altered, or no backup at all. Nothing was touched."""

    code = "backup_damaged"
    title = "This file is damaged or is no backup; take another one"


class BackupNotFitting(Conflict):
    """A whole backup, but not for this database or this version of Kontor. Nothing was touched."""

    code = "backup_not_fitting"
    title = "This backup does not fit here"


class DatabaseNotEmpty(Conflict):
    """Somebody's books are there. Nothing was touched."""

    code = "database_not_empty"
    title = "The database holds something; restore into an empty one"


class MediaNotEmpty(Conflict):
    """Somebody's files are there. The database was not touched."""

    code = "media_not_empty"
    title = "The media folder holds files; move them away"


class BackupDiffers(Conflict):
    """What was written is not what was read."""

    code = "backup_differs"
    title = "The copy differs from what it was made from"


class BackupRunning(Conflict):
    """One backup or restore of a database at a time."""

    code = "backup_running"
    title = "Another backup or restore of this database is running; wait for it"
