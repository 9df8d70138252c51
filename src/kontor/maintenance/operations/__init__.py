from kontor.maintenance.operations.restore_backup import restore_backup
from kontor.maintenance.operations.run_nightly_backup import run_nightly_backup
from kontor.maintenance.operations.take_backup import take_backup
from kontor.maintenance.operations.verify_books import verify_books

__all__ = ["restore_backup", "run_nightly_backup", "take_backup", "verify_books"]
