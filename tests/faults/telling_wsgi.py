"""Kontor's application, which also tells how hard its SQLite connection flushes: at /synchronous, 2 is FULL."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kontor.project.wsgi import application as kontor


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    if environ["PATH_INFO"] != "/synchronous":
        return kontor(environ, start_response)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        level = str(cursor.fetchone()[0]).encode()
    start_response("200 OK", [("content-type", "text/plain"), ("content-length", str(len(level)))])
    return [level]
