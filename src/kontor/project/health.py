"""Probes. `/livez`: the process answers. `/readyz`: it can serve, that is, the database is there and migrated."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse


def livez(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "alive"})


def readyz(request: HttpRequest) -> JsonResponse:
    """503 with the reason while the database cannot be reached or waits for `kontor migrate`."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        missing = _unapplied_migrations()
    except DatabaseError:
        return JsonResponse(
            {"status": "not ready", "checks": {"database": "unreachable", "migrations": "unknown"}}, status=503
        )
    if missing:
        return JsonResponse(
            {"status": "not ready", "checks": {"database": "ok", "migrations": f"{missing} not applied"}}, status=503
        )
    return JsonResponse({"status": "ready", "checks": {"database": "ok", "migrations": "applied"}})


_is_migrated = False


def _unapplied_migrations() -> int:
    """Counted until it is 0 once: the code of a running process does not change, so it stays 0."""
    global _is_migrated
    if _is_migrated:
        return 0
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    _is_migrated = missing == 0
    return missing
