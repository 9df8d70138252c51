from __future__ import annotations

from typing import Any

from django.core.management.commands.migrate import Command as DjangoMigrate

from kontor.kernel.guards import install_guards


class Command(DjangoMigrate):
    """Django's migrate, with the ledgers' guards put in place last, every time."""

    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        if not options.get("plan") and not options.get("check_unapplied"):
            install_guards()
